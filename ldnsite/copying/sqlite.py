"""SQLite: a copy by `VACUUM INTO`, brought back by the backup API.

Copying the main file of a database in WAL mode would miss rows without a word.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from django.db import connection

from ldnsite.copying.checking import BackupError, Migrations, refuse_unfit
from ldnsite.copying.leaping import TABLE, leap
from ldnsite.copying.placing import beside
from ldnsite.turns import IN_ALL


def write(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    verify(path)


def restore(path: Path, seen: int) -> Migrations:
    """By way of a second copy, which is verified and whose content version has leapt already.

    So one transaction brings all of it back. Returns the migrations that were run on the copy.
    """
    # Where the database finds room, this has to find as much; and nobody else reads it there.
    with beside(Path(connection.settings_dict["NAME"]), path.name) as raised:
        try:
            _copy(path, raised)
        except sqlite3.OperationalError:
            # Such as a full disk, which says nothing of the copy.
            raise
        except sqlite3.DatabaseError as fault:
            raise _strange(path, fault) from fault
        done = verify(raised)
        _raise(raised, seen)
        put_into_place(raised)
    return done


def put_into_place(path: Path) -> None:
    """One transaction of SQLite's own: readers see the old database until the last page."""
    connection.ensure_connection()
    until = time.monotonic() + IN_ALL

    def wait(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise BackupError(
                "nothing was brought back: another process is writing to the database and does "
                "not come to an end; stop the site's servers first"
            )

    with closing(_read(path)) as copy:
        copy.backup(connection.connection, progress=wait)


def verify(path: Path) -> Migrations:
    try:
        with closing(_read(path)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            done = set(copy.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.DatabaseError as fault:
        raise _strange(path, fault) from fault
    if found != ["ok"]:
        raise BackupError(f"{path.name} is damaged: {'; '.join(found)}")
    refuse_unfit(path, done)
    return done


def _copy(path: Path, other: Path) -> None:
    with closing(_read(path)) as copy, closing(sqlite3.connect(other)) as made:
        copy.backup(made)


def _raise(path: Path, seen: int) -> None:
    with closing(sqlite3.connect(path)) as copy, copy:
        columns = [row[1] for row in copy.execute(f"PRAGMA table_info({TABLE})")]
        for statement in leap(columns, seen):
            copy.execute(statement)


def _read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _strange(path: Path, fault: sqlite3.DatabaseError) -> BackupError:
    return BackupError(f"{path.name} is not a copy of this site's database: {fault}")
