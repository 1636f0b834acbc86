"""Lists of pages, read by the part."""

from collections.abc import Iterable

from django.db.models import QuerySet

from articles.models import Edition, ListedPage
from ldnsite.paging import in_order, pks_of


class EditionList:
    """Current editions in the order of rows of `ListedPage`: counted already, read by the part.

    Django's paginator takes it for a list.
    """

    def __init__(self, rows: QuerySet[ListedPage], count: int) -> None:
        self.rows, self.total = rows, count

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Edition]:
        """What a line in a list shows of each; two queries."""
        start, stop, _ = part.indices(self.total)
        rows = self.rows.values_list("edition", flat=True)
        return editions_of(pks_of(rows, start, stop, self.total))


def editions_of(pks: Iterable[int]) -> list[Edition]:
    """The current editions with these primary keys, in their order."""
    return in_order(Edition.objects.current().in_short(), list(pks))
