"""Pages that an editor looks for: by number, address and words, with an index for each.

A search through all texts would take longer the more there are: the words that readers see are
asked of the readers' index, and of drafts the last saved are read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, Edition
from ldnsite.desk_lists import ENOUGH
from ldnsite.looking_up import beginning, holding
from ldnsite.searching.models import Kind
from ldnsite.searching.owners import owners
from ldnsite.searching.query import read

# Drafts whose whole text is looked through.
DRAFTS_READ = 300
HELP = (
    "By the beginning of a number or an address, or by words that readers see. In drafts with "
    "changes, also by any part of the number, the address or the title; in the "
    f"{DRAFTS_READ} of them that were saved last, by any part of the text."
)
_HIGHEST = "\U0010ffff"


class Found(NamedTuple):
    """Primary keys of articles, and whether there may be more that have all that was asked."""

    articles: set[int]
    is_cut: bool = False


def articles_found(asked: str) -> Found:
    """Articles with all that was asked; of nothing, none."""
    asked = asked.strip()
    if not asked:
        return Found(set())
    told = owners(read(asked), Kind.PAGE, ENOUGH + 1)
    articles = {pk for way in _ways(asked, told.keys) for pk in way}
    return Found(articles, told.is_cut or len(articles) > ENOUGH)


def narrowed(request: HttpRequest, rows: QuerySet, name: str, asked: str) -> QuerySet:
    """The rows whose article, by this name, has all that was asked; all rows of no question.

    Tells the list where these may be not all, and the list tells the editor.
    """
    if not asked.strip():
        return rows
    found = articles_found(asked)
    request.is_search_cut = found.is_cut
    return rows.filter(**{f"{name}__in": found.articles})


def _ways(asked: str, told: list[int]) -> Iterator[QuerySet]:
    """Primary keys of articles, by each way to them; `told` are editions that tell all of it."""
    most = ENOUGH + 1
    words, lower = asked.split(), asked.lower()
    named = Article.objects.order_by().values_list("pk", flat=True)
    yield named.filter(beginning("code", lower) | beginning("slug", lower))[:most]
    # What readers find, and what bore the number or the address once.
    once = Q(pk__in=told) | Q(code=lower) | Q(slug=lower)
    yield Edition.objects.filter(once).order_by().values_list("article", flat=True)
    drafts = named.filter(has_changes=True)
    yield holding(drafts, words, "code", "slug", "title")[:most]
    last = Article.objects.filter(has_changes=True).order_by("-updated_at").values("pk")
    texts = ("title", "synopsis", "key_messages", "body")
    yield holding(named.filter(pk__in=last[:DRAFTS_READ]), words, *texts)


def numbered(code: str) -> Q | None:
    """Pages whose code goes on from this one by letters and at most two figures; None where it is
    no code. The plain order of what they are stored by is the order of numbers."""
    parts = re.fullmatch(r"([1-9][0-9]{0,5})([a-z]{0,2})", code)
    if not parts:
        return None
    figures, letters = parts.groups()
    found = Q()
    for more in range(1 if letters else min(3, 7 - len(figures))):
        low = int(figures) * 10**more
        high = low + 10**more - 1
        found |= Q(
            code_order__gte=f"{low:06}{letters}", code_order__lt=f"{high:06}{letters}{_HIGHEST}"
        )
    return found
