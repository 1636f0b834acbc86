"""The sitemap by number."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from articles.codes import code_of
from articles.finding.topics import page_count
from articles.models import Edition, UnwrittenCode


class ByNumber:
    """The `code_order` of every page, and of every code that a current page names in vain.

    Django's paginator takes it for a list. A part is read from the nearer end, out of two indexes
    and nothing else; `entries` turns it into codes and pages.
    """

    def __init__(self) -> None:
        self.total = page_count() + UnwrittenCode.objects.count()

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[str]:
        start, stop, _ = part.indices(self.total)
        if start + stop > self.total:
            return _stretch("-code_order", self.total - stop, self.total - start)[::-1]
        return _stretch("code_order", start, stop)


def _stretch(order: str, start: int, stop: int) -> list[str]:
    if start >= stop:
        return []
    rows: list[QuerySet] = [Edition.objects.current().order_by(), UnwrittenCode.objects.order_by()]
    codes = [each.values_list("code_order", flat=True) for each in rows]
    if connection.features.supports_slicing_ordering_in_compound:
        # PostgreSQL sorts both whole otherwise; SQLite puts them together as it reads them.
        codes = [each.order_by(order)[:stop] for each in codes]
    return list(codes[0].union(codes[1], all=True).order_by(order)[start:stop])


def entries(code_orders: Iterable[str]) -> list[tuple[str, Edition | None]]:
    """Each code with its page, or None where nobody has written it; in one query."""
    code_orders = list(code_orders)
    written = {
        edition.code_order: edition
        for edition in Edition.objects.current()
        .filter(code_order__in=code_orders)
        .only("code", "code_order", "slug", "title")
    }
    return [(code_of(order), written.get(order)) for order in code_orders]
