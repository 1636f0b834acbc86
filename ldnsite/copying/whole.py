"""A copy is made whole or not at all, and brought back whole or not at all."""

import os
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import connection

from articles.models import Article
from ldnsite.copying import postgresql, sqlite
from ldnsite.copying.checking import BackupError, missing
from ldnsite.copying.placing import beside
from ldnsite.models import ContentVersion


def backup(path: Path) -> None:
    """Write a copy of the database to `path`, whole or not at all.

    Raises BackupError; an existing file is replaced only by a finished and verified copy.
    """
    with beside(path) as unfinished:
        _database().write(unfinished)
        # It holds drafts and digests of passwords.
        unfinished.chmod(0o600)
        os.replace(unfinished, path)


def restore(path: Path, *, replace: bool = False) -> int:
    """Bring the copy in `path` back, in one piece; stop the site's servers before.

    Where pages, or somebody else's tables, are there already, `replace` has to say that they may
    go. Raises BackupError and changes nothing then. Returns how many migrations are to be run.
    """
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    if not replace:
        _refuse_to_lose()
    seen = ContentVersion.objects.number() if _is_migrated() else 0
    done = _database().restore(path, seen)
    connection.close()
    return missing(done)


def _database() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _is_migrated() -> bool:
    return ContentVersion._meta.db_table in connection.introspection.table_names()


def _refuse_to_lose() -> None:
    tables = connection.introspection.table_names()
    made_here = ("django_", *(f"{app.label}_" for app in apps.get_app_configs()))
    others = [name for name in sorted(tables) if not name.startswith(made_here)]
    lost = f"tables that are not this site's ({', '.join(others[:3])})" if others else ""
    if Article._meta.db_table in tables and Article.objects.exists():
        lost = "pages"
    if lost:
        raise BackupError(
            f"this database has {lost}. Restore into an empty one, or say --replace to lose them."
        )
