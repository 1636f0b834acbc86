"""Addresses that are wanted: links of the register that pages use and nobody knows the address of.

A link is used by a page's text, by a quotation that it shows, or by a study or resource that it
cites. What only drafts use is absent.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery

from articles.models import Citation, Edition, LinkUse, ListedPage, QuoteUse
from references.models import Link, LinkStatus

# The way from a use of a link, in an edition, to the link.
_WAYS = ((LinkUse, "link"), (QuoteUse, "quote__link"), (Citation, "reference__link"))


# An address may be wanted on very many pages: these are enough to know what it is about.
PAGES_OF_A_LINK = 6


@dataclass(frozen=True)
class Wanted:
    """A wanted address, the first current pages by number that it is wanted on, and how many."""

    link: Link
    editions: list[Edition]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.editions)


def wanted_links() -> QuerySet[Link]:
    """Links with status wanted that a page which readers can see uses, by label."""
    used = Q()
    for uses, way in _WAYS:
        used |= Q(Exists(_current(uses).filter(**{way: OuterRef("pk")})))
    return Link.objects.filter(used, status=LinkStatus.WANTED).order_by("label", "key")


def _current(uses: type[Model]) -> QuerySet:
    """The uses of what readers can see.

    One test within the other: of two tables joined in one, SQLite begins with the editions and
    goes through all of them for each link.
    """
    return uses.objects.filter(Exists(Edition.objects.current().filter(pk=OuterRef("edition"))))


def with_pages(links: Iterable[Link]) -> list[Wanted]:
    """Each link with the first current pages that use it; two queries for all of them."""
    links = list(links)
    uses = _uses_of([link.pk for link in links])
    first = {pk: heapq.nsmallest(PAGES_OF_A_LINK, pages) for pk, pages in uses.items()}
    named = {edition for pages in first.values() for _, edition in pages}
    editions = Edition.objects.current().only("code", "slug", "title").in_bulk(named)
    return [
        Wanted(
            link,
            [editions[pk] for _, pk in first.get(link.pk, []) if pk in editions],
            len(uses.get(link.pk, ())),
        )
        for link in links
    ]


def _uses_of(links: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Of each link the pages that use it, each once, as number and primary key of the edition.

    What is kept of the present pages is read, so that their own long rows are not.
    """
    present = ListedPage.objects.filter(topic=None, edition=OuterRef("edition"))
    ways = [
        uses.objects.filter(**{f"{way}__in": links})
        .annotate(place=Subquery(present.values("code_order")[:1]))
        .filter(place__isnull=False)
        .order_by()
        .values_list(F(way), "place", "edition")
        for uses, way in _WAYS
    ]
    found: dict[int, list[tuple[str, int]]] = {}
    for link, place, edition in ways[0].union(*ways[1:]):
        found.setdefault(link, []).append((place, edition))
    return found
