"""A copy is made whole or not at all, and brought back whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import DatabaseError, connection

from articles.models import Article
from ldnsite.copying import postgresql, sqlite
from ldnsite.copying.checking import BackupError, missing
from ldnsite.copying.placing import beside, put, refuse_place
from ldnsite.models import ContentVersion

# How the other database's copies begin.
MARKS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}


@contextmanager
def _plainly(outcome: str) -> Iterator[None]:
    """A full disk, or a database that is away, is told in words too."""
    try:
        yield
    except (OSError, DatabaseError, sqlite3.Error) as fault:
        raise BackupError(f"{outcome}: {fault}") from fault


@_plainly("no copy was made")
def backup(path: Path) -> None:
    """Write a copy of the database to `path`, whole or not at all.

    Raises BackupError; an existing file is replaced only by a finished and verified copy.
    """
    refuse_place(path)
    with beside(path) as unfinished:
        _database().write(unfinished)
        # It holds drafts and digests of passwords.
        unfinished.chmod(0o600)
        put(unfinished, path)


@_plainly("nothing was brought back")
def restore(path: Path, *, replace: bool = False) -> int:
    """Bring the copy in `path` back, in one piece; stop the site's servers before.

    Where pages, or somebody else's tables, are there already, `replace` has to say that they may
    go. Raises BackupError and changes nothing then. Returns how many migrations are to be run.
    """
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    _refuse_the_other_kind(path)
    try:
        if not replace:
            _refuse_to_lose()
        seen = ContentVersion.objects.number() if _is_migrated() else 0
    except DatabaseError as fault:
        raise BackupError(
            f"the database that is here cannot be read: {fault}. Where it is damaged, put it away "
            "(on SQLite with its -wal and -shm), and restore into an empty one"
        ) from fault
    done = _database().restore(path, seen)
    connection.close()
    return missing(done)


def _database() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _refuse_the_other_kind(path: Path) -> None:
    with path.open("rb") as file:
        begun = file.read(16)
    if any(begun.startswith(mark) for name, mark in MARKS.items() if name != connection.vendor):
        raise BackupError(
            f"{path.name} is a copy of another kind of database than {connection.display_name}, "
            "which this site uses. Bring it back where DATABASE_URL names the other kind; "
            "`manage.py export_content --all` and `import_content` carry the content over"
        )


def _is_migrated() -> bool:
    return ContentVersion._meta.db_table in connection.introspection.table_names()


def _refuse_to_lose() -> None:
    tables = connection.introspection.table_names()
    # SQLite keeps its own, such as what `publish_due` had it count, under a name that is reserved.
    made_here = ("sqlite_", "django_", *(f"{app.label}_" for app in apps.get_app_configs()))
    others = [name for name in sorted(tables) if not name.startswith(made_here)]
    lost = f"tables that are not this site's ({', '.join(others[:3])})" if others else ""
    if Article._meta.db_table in tables and Article.objects.exists():
        lost = "pages"
    if lost:
        raise BackupError(
            f"this database has {lost}. Restore into an empty one, or say --replace to lose them."
        )
