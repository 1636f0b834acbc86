"""Indexes, keys and triggers set aside while tables are filled, and made once for all rows.

Use it within a transaction: half of it would leave the tables without them.
"""

# ruff: noqa: S608 - what is put into the SQL are names of our own tables; values are parameters

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from ldnsite.searching.backends import backend
from ldnsite.searching.models import SearchEntry

_ENTRIES = SearchEntry._meta.db_table
# Foreign keys last, when what they lead to has an index again; a primary key stays.
_CONSTRAINTS = """SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'f')
    ORDER BY contype = 'f', oid"""
_INDEXES = """SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
    AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype = 'u')
    ORDER BY indexrelid"""
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"


@contextmanager
def made_at_the_end(of: Iterable[type[models.Model]]) -> Iterator[None]:
    """Let rows be written into the models' tables, and index them then.

    The database refuses at the end what it would have refused at once, such as a key given twice.
    """
    set_aside = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        yield from set_aside(cursor, [model._meta.db_table for model in of])


@contextmanager
def search_made_at_the_end() -> Iterator[None]:
    """Let search entries be written without the triggers that keep their words, and gather those
    then."""
    with connection.cursor() as cursor, made_at_the_end([SearchEntry]):
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {_ENTRIES} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {_ENTRIES} ENABLE TRIGGER USER")
        else:
            cursor.execute(_TRIGGERS, [_ENTRIES])
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for _, statement in triggers:
                cursor.execute(statement)
    backend().rebuild_words()


def _postgresql(cursor: Any, tables: list[str]) -> Iterator[None]:
    # What waits to be checked has to be, before its table can be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute(_CONSTRAINTS, [tables])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [tables])
    indexes = cursor.fetchall()
    for table, name, _ in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, statement in indexes:
        cursor.execute(statement)
    for table, name, definition in constraints:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _sqlite(cursor: Any, tables: list[str]) -> Iterator[None]:
    # An index without a text of its own is that of a key, and stays.
    places = ", ".join(["%s"] * len(tables))
    cursor.execute(
        "SELECT name, sql FROM sqlite_master "
        f"WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({places}) ORDER BY rowid",
        tables,
    )
    indexes = cursor.fetchall()
    # 256 MB: else pages of the indexes leave memory and come back with every batch.
    cursor.execute("PRAGMA cache_size = -262144")
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, statement in indexes:
        cursor.execute(statement)
