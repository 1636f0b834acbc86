from articles.models.article import Article
from articles.models.content import LONG_TEXTS, RATINGS, ArticleContent
from articles.models.edition import Edition, EditionState
from articles.models.kept import OvertakenPage, UnwrittenCode
from articles.models.listed import Announcement, ListedPage, Tally, TopicPair
from articles.models.presence import Presence
from articles.models.quote import Quote, QuoteForm, Role
from articles.models.rubric import Rating, RatingLevel
from articles.models.term import Term
from articles.models.uses import Citation, LinkUse, NamedPage, QuoteUse

__all__ = [
    "LONG_TEXTS",
    "RATINGS",
    "Announcement",
    "Article",
    "ArticleContent",
    "Citation",
    "Edition",
    "EditionState",
    "LinkUse",
    "ListedPage",
    "NamedPage",
    "OvertakenPage",
    "Presence",
    "Quote",
    "QuoteForm",
    "QuoteUse",
    "Rating",
    "RatingLevel",
    "Role",
    "Tally",
    "Term",
    "TopicPair",
    "UnwrittenCode",
]
