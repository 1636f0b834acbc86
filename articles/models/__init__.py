from articles.models.article import Article
from articles.models.content import RATINGS, ArticleContent
from articles.models.edition import (
    Citation,
    Edition,
    EditionState,
    LinkUse,
    NamedPage,
    QuoteUse,
)
from articles.models.presence import Presence
from articles.models.quote import Quote, QuoteForm, Role
from articles.models.rubric import Rating, RatingLevel
from articles.models.term import Term

__all__ = [
    "RATINGS",
    "Article",
    "ArticleContent",
    "Citation",
    "Edition",
    "EditionState",
    "LinkUse",
    "NamedPage",
    "Presence",
    "Quote",
    "QuoteForm",
    "QuoteUse",
    "Rating",
    "RatingLevel",
    "Role",
    "Term",
]
