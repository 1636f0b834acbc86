"""Which foreign key a commit failed of: SQLite does not say, and the rows are gone afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.backends.sqlite3.base import DatabaseWrapper


def tell_of_broken_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a commit that SQLite refuses name the rows and the tables that they miss."""
    monkeypatch.setattr(DatabaseWrapper, "_commit", _telling(DatabaseWrapper._commit))


def _telling(commit: Callable[[DatabaseWrapper], Any]) -> Callable[[DatabaseWrapper], Any]:
    def wrapped(wrapper: DatabaseWrapper) -> Any:
        try:
            return commit(wrapper)
        except IntegrityError as fault:
            for table, row, parent, _ in wrapper.connection.execute("PRAGMA foreign_key_check"):
                found = wrapper.connection.execute(
                    f"SELECT * FROM {wrapper.ops.quote_name(table)} WHERE rowid = ?",
                    [row],
                )
                fault.add_note(f"{table} misses a row of {parent}: {found.fetchone()}")
            raise

    return wrapped
