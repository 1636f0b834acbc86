from articles.admin.articles import ArticleAdmin
from articles.admin.editions import EditionAdmin
from articles.admin.people import PeopleAdmin
from articles.admin.words import QuoteAdmin, RatingLevelAdmin, TermAdmin

__all__ = [
    "ArticleAdmin",
    "EditionAdmin",
    "PeopleAdmin",
    "QuoteAdmin",
    "RatingLevelAdmin",
    "TermAdmin",
]
