from articles.models.article import Article
from articles.models.content import RATINGS, ArticleContent
from articles.models.edition import Edition, EditionState
from articles.models.kept import OvertakenPage, UnwrittenCode
from articles.models.presence import Presence
from articles.models.quote import Quote, QuoteForm, Role
from articles.models.rubric import Rating, RatingLevel
from articles.models.term import Term
from articles.models.uses import Citation, LinkUse, NamedPage, QuoteUse

__all__ = [
    "RATINGS",
    "Article",
    "ArticleContent",
    "Citation",
    "Edition",
    "EditionState",
    "LinkUse",
    "NamedPage",
    "OvertakenPage",
    "Presence",
    "Quote",
    "QuoteForm",
    "QuoteUse",
    "Rating",
    "RatingLevel",
    "Role",
    "Term",
    "UnwrittenCode",
]
