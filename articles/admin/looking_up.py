"""Pages that an editor looks for: by number, address and words, with an index for each.

A search through all texts would take longer the more there are: the words that readers see are
asked of the readers' index, and of drafts the last saved are read.
"""

import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, Edition
from ldnsite.desk_lists import ENOUGH
from ldnsite.looking_up import beginning, holding
from ldnsite.searching.models import Kind
from ldnsite.searching.owners import MAX_ENDINGS, owners
from ldnsite.searching.query import fold, read
from ldnsite.searching.words import words_beginning

# Drafts whose whole text is looked through.
DRAFTS_READ = 300
HELP = (
    "By the beginning of a number or an address, or by words that readers see. In drafts with "
    "changes, also by any part of the number, the address or the title; in the "
    f"{DRAFTS_READ} of them that were saved last, by any part of the text."
)
_HIGHEST = "\U0010ffff"


def articles_found(asked: str) -> set[int]:
    """Primary keys of articles with all that was asked; of very many, not all."""
    asked = asked.strip()
    return {pk for rows in _ways(asked) for pk in rows} if asked else set()


def narrowed(request: HttpRequest, rows: QuerySet, name: str, asked: str) -> QuerySet:
    """The rows whose article, by this name, has all that was asked; all rows of no question.

    Tells the list where these may be not all, and the list tells the editor.
    """
    if not asked.strip():
        return rows
    found = articles_found(asked)
    request.is_search_cut = len(found) > ENOUGH or _begins_too_many(asked)
    return rows.filter(**{f"{name}__in": found})


def _begins_too_many(asked: str) -> bool:
    """Whether the last word begins so many others that readers' index is asked for some alone."""
    begun = fold(read(asked).last_word)
    return bool(begun) and len(words_beginning(begun, MAX_ENDINGS)) == MAX_ENDINGS


def _ways(asked: str) -> Iterator[QuerySet]:
    most = ENOUGH + 1
    words, lower = asked.split(), asked.lower()
    named = Article.objects.order_by().values_list("pk", flat=True)
    yield named.filter(beginning("code", lower) | beginning("slug", lower))[:most]
    # What readers find, and what bore the number or the address once.
    told = Q(pk__in=owners(read(asked), Kind.PAGE, most)) | Q(code=lower) | Q(slug=lower)
    yield Edition.objects.filter(told).order_by().values_list("article", flat=True)
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
