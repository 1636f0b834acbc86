"""Write an archive."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from ldnsite.archiving.tables import TABLES, Row
from ldnsite.export.columns import rfc3339
from ldnsite.export.documents import FORMAT_VERSION, Lists, ended
from ldnsite.models import ContentVersion

FORMAT = "ldnsite-archive"
Progress = Callable[[Iterable, str], Iterable]


def archive_head() -> Row:
    version = ContentVersion.objects.first() or ContentVersion()
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "content_version": version.number,
        "complete_from": version.complete_from,
        "changed_at": rfc3339(version.changed_at),
    }


def archive_lists(progress: Progress = lambda rows, name: rows) -> Lists:
    """Every row of every table, what the compiler made with its keys in order."""
    tables = ((table.name, progress(_rows(table.read()), table.name)) for table in TABLES)
    yield from ended(tables)


def _rows(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if "compiled" in row:
            row["compiled"] = sorted_keys(orjson.loads(row["compiled"]))
        yield row


def sorted_keys(value: Any) -> Any:
    """The same with every object's keys in order: PostgreSQL keeps them in an order of its own."""
    if isinstance(value, dict):
        return {name: sorted_keys(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [sorted_keys(item) for item in value]
    return value
