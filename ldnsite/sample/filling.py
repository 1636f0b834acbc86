"""Many rows at once, past the models: COPY on PostgreSQL, one prepared statement on SQLite.

For an empty database that nobody else writes to. Whatever the models keep in step on a save is the
caller's to write: search entries, history, the content version.
"""

# ruff: noqa: S608 - what is put into the SQL are names of our own tables; values are parameters

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = dict[str, Any]
BATCH = 5_000


class Filler:
    """Gathers rows by model and writes them in batches, in the order in which models were met."""

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[Row]] = defaultdict(list)

    def add(self, model: type[models.Model], row: Row) -> None:
        """`row` maps names of columns' attributes to values; all rows of a model have the same."""
        self.waiting[model].append(row)

    def add_object(self, model: type[models.Model], instance: models.Model) -> None:
        """The part of an unsaved instance that stands in this model's own table."""
        fields = model._meta.local_concrete_fields
        self.add(model, {field.attname: getattr(instance, field.attname) for field in fields})

    def flush(self) -> None:
        for model, rows in self.waiting.items():
            write(model, rows)
            rows.clear()

    def flush_when_full(self) -> None:
        if sum(map(len, self.waiting.values())) >= BATCH:
            self.flush()


def write(model: type[models.Model], rows: list[Row]) -> None:
    """Insert the rows into the model's own table."""
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    chosen = [fields[name] for name in rows[0]]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in chosen)
    table = quote(model._meta.db_table)
    values = map(itemgetter(*rows[0]), rows)
    prepared = {place: prepare for place, field in enumerate(chosen) if (prepare := _needed(field))}
    if prepared:
        values = (_prepared(row, prepared) for row in values)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(chosen))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)


def _needed(field: models.Field) -> Callable[[Any], Any] | None:
    """Most values go as they are; SQLite has no dates and no UUIDs of its own."""
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.UUIDField):
        return lambda value: value and value.hex
    return None


def _prepared(row: tuple, prepared: dict[int, Callable[[Any], Any]]) -> list[Any]:
    ready = list(row)
    for place, prepare in prepared.items():
        ready[place] = prepare(ready[place])
    return ready


def empty(of: Iterable[type[models.Model]]) -> None:
    """Empty the models' tables; whatever refers to them has to be among them."""
    tables = [model._meta.db_table for model in of]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True):
            cursor.execute(statement)


def go_on_counting(of: Iterable[type[models.Model]]) -> None:
    """Let primary keys go on behind those that were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(of)):
            cursor.execute(statement)
