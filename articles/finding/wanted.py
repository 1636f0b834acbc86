"""Addresses that are wanted: links of the register that pages use and nobody knows the address of.

A link is used by a page's text, by a quotation that it shows, or by a study or resource that it
cites. What only drafts use is absent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from articles.models import Citation, Edition, LinkUse, QuoteUse
from references.models import Link, LinkStatus

# The way from a use of a link, in an edition, to the link.
_WAYS = ((LinkUse, "link"), (QuoteUse, "quote__link"), (Citation, "reference__link"))


@dataclass(frozen=True)
class Wanted:
    """A wanted address, and the current pages that it is wanted on, by number."""

    link: Link
    editions: list[Edition]


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
    """Each link with the current pages that use it; one query for all of them."""
    links = list(links)
    pairs = [
        _current(uses)
        .filter(**{f"{way}__in": [link.pk for link in links]})
        .order_by()
        .values_list(
            F(way), "edition__code_order", "edition__code", "edition__slug", "edition__title"
        )
        for uses, way in _WAYS
    ]
    found: dict[int, list[Edition]] = {link.pk: [] for link in links}
    for pk, _, code, slug, title in pairs[0].union(*pairs[1:]).order_by("edition__code_order"):
        found[pk].append(Edition(code=code, slug=slug, title=title))
    return [Wanted(link, found[link.pk]) for link in links]
