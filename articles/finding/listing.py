"""The sitemap by number. One queryset, to be paged as it is."""

from collections.abc import Iterable

from django.db.models import QuerySet

from articles.codes import code_of
from articles.models import Edition, UnwrittenCode


def by_number() -> QuerySet:
    """The `code_order` of every page, and of every code that a current page names in vain.

    Nothing but the index is read; `entries` turns a part of it into codes and pages.
    """
    written = Edition.objects.current().order_by().values_list("code_order", flat=True)
    unwritten = UnwrittenCode.objects.order_by().values_list("code_order", flat=True)
    return written.union(unwritten, all=True).order_by("code_order")


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
