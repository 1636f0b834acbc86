"""Addresses that are wanted: links of the register that pages use and nobody knows the address of.

A link is used by a page's text, by a quotation that it shows, or by a study or resource that it
cites. What only drafts use is absent.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

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
        present = uses.objects.filter(Exists(_present()), **{way: OuterRef("pk")}).order_by()
        # The first one: of a plain “exists”, PostgreSQL would go through the uses of all links.
        first = present.values_list(Value(True))[:1]
        used |= Q(Subquery(first, output_field=BooleanField()))
    return Link.objects.filter(used, status=LinkStatus.WANTED).order_by("label", "key")


def with_pages(links: Iterable[Link]) -> list[Wanted]:
    """Each link with the first current pages that use it; two queries for all of them.

    A link that no page names which readers can see is left out, whatever is kept of it.
    """
    links = list(links)
    uses = _uses_of([link.pk for link in links])
    first = {pk: heapq.nsmallest(PAGES_OF_A_LINK, pages) for pk, pages in uses.items()}
    named = {edition for pages in first.values() for _, edition in pages}
    editions = Edition.objects.current().only("code", "slug", "title").in_bulk(named)
    found = (
        Wanted(
            link,
            [editions[pk] for _, pk in first.get(link.pk, []) if pk in editions],
            len(uses.get(link.pk, ())),
        )
        for link in links
    )
    return [entry for entry in found if entry.editions]


def _uses_of(links: list[int]) -> dict[int, set[tuple[str, int]]]:
    """Of each link the pages that use it, each once, as number and primary key of the edition."""
    place = Subquery(_present().values("code_order")[:1])
    ways = [
        uses.objects.filter(**{f"{way}__in": links})
        .order_by()
        .values_list(F(way), place, "edition")
        for uses, way in _WAYS
    ]
    found: dict[int, set[tuple[str, int]]] = {}
    for link, order, edition in ways[0].union(*ways[1:], all=True):
        if order is not None:
            found.setdefault(link, set()).add((order, edition))
    return found


def _present() -> QuerySet[ListedPage]:
    """What is kept of the edition of a use while readers can see it.

    So its own long row need not be read for that.
    """
    return ListedPage.objects.filter(topic=None, edition=OuterRef("edition"))
