"""All entries, some at a time, so that making their index takes no more memory for more of them."""

from collections.abc import Callable, Iterator

from ldnsite.searching.backends import fetched

BATCH = 5_000
# Told how many more entries are done, such as the `update` of a progress bar.
Tell = Callable[[int], object]


def silently(done: int) -> None:
    """Tell nobody."""


def batches(tell: Tell) -> Iterator[tuple[int, int]]:
    """The first and the last primary key of each stretch of entries."""
    last = -1
    while True:
        [(first, until, count)] = fetched(
            "SELECT min(id), max(id), count(*) FROM (SELECT id FROM ldnsite_searchentry "
            "WHERE id > %s ORDER BY id LIMIT %s) stretch",
            [last, BATCH],
        )
        if not count:
            return
        yield first, until
        tell(count)
        last = until
