"""Which drafts name a record by its key; of what readers see, the uses of editions tell."""

import re

from django.db.models import Q, QuerySet

from articles.markup.collected import WRITTEN
from articles.markup.compiling import FIELDS
from articles.models import Article, Quote
from ldnsite.models import MergeableModel
from references.models import Link

_KINDS: dict[type[MergeableModel], tuple[str, ...]] = {Quote: ("embed",), Link: ("link",)}
_OF_REFERENCES = ("reference", "embed")


def drafts_naming(row: MergeableModel) -> list[Article]:
    """Drafts whose texts name the record, by number; in one query."""
    kinds = _KINDS.get(type(row), _OF_REFERENCES)
    pattern = re.compile("|".join(WRITTEN[kind].format(re.escape(row.key)) for kind in kinds))
    return [
        article
        for article in _holding(row.key)
        if any(pattern.search(getattr(article, name)) for name in FIELDS)
    ]


def _holding(words: str) -> QuerySet:
    """A first choice, made by the database: the words may stand there as words only."""
    holding = Q()
    for name in FIELDS:
        holding |= Q(**{f"{name}__contains": words})
    return Article.objects.filter(holding).order_by("code_order")
