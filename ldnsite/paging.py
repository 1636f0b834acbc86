"""Any part of a long list, without reading what stands before it, and its number. A leaf."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property


class OrdinalConverter:
    """A number in an address, from 1 and in one spelling: `007` is no address of its own."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def pks_of(rows: QuerySet, start: int, stop: int, count: int) -> list[Any]:
    """`stretch` of a queryset of single values, in its own order."""
    found = list(stretch(rows, start, stop, count))
    return found[::-1] if start + min(stop, count) > count else found


def stretch(rows: QuerySet, start: int, stop: int, count: int) -> QuerySet:
    """The rows from `start` up to `stop` of an ordered queryset of `count` rows, as a slice of it.

    Past the middle they come in the reverse order, since the way from the end is the shorter one.
    Whatever the database passes by on the way it has to read: let that be an index alone.
    """
    stop = min(stop, count)
    if start + stop > count:
        return rows.reverse()[count - stop : count - start]
    return rows[start:stop]


def in_order(rows: QuerySet, pks: list[Any]) -> list[Any]:
    """Those of the rows that have these primary keys, in the order of the keys."""
    found = rows.order_by().in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


class PagedRows:
    """An ordered queryset whose parts are lists of primary keys. Django's paginator takes it.

    `count` is how many rows there are, where somebody has counted them.
    """

    def __init__(self, rows: QuerySet, count: int | None = None) -> None:
        self.rows = rows
        if count is not None:
            self.total = count

    @cached_property
    def total(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Any]:
        start, stop, _ = part.indices(self.total)
        return pks_of(self.rows.values_list("pk", flat=True), start, stop, self.total)
