"""A site with a database of its own, for tests that end processes and restart servers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
# CI, and whoever asks for it, has the whole of what the issue names; others a taste of it.
IS_LONG = bool(os.environ.get("CI") or os.environ.get("LONG_TESTS"))


@dataclass
class Site:
    """Where the database is, and how a process of the site is started."""

    database_url: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """SQLite's main file."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen:
        """A Python process of the site, such as `start("manage.py", "migrate")`."""
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "TMPDIR")
            if name in os.environ
        }
        given = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.database_url,
            "PYTHONUNBUFFERED": "1",
        }
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=kept | given | self.environment,
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=options.pop("stderr", subprocess.STDOUT),
            text=True,
            **options,
        )

    def run(self, *arguments: str) -> str:
        """What such a process said; it has to end well."""
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        return said

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def ask(self, question: str, *arguments: str) -> Any:
        """The answer of `tests.safety.questions`, which is asked in a process of the site."""
        return json.loads(self.run("-m", "tests.safety.questions", question, *arguments))


@contextmanager
def new_database(vendor: str, server_url: str, folder: Path, copied: Site | None) -> Iterator[Site]:
    """An empty database, or one that begins as a copy of another site's that nobody uses now."""
    name = f"ldnsite_{os.getpid()}_{folder.name.lower().replace('-', '_')}"[:60]
    if vendor == "sqlite":
        site = Site(f"sqlite:///{folder / name}.sqlite3")
        if copied:
            shutil.copy(copied.file, site.file)
        yield site
        return
    template = urlsplit(copied.database_url).path.strip("/") if copied else "template0"
    created = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    try:
        _execute(server_url, dropped, created)
        yield Site(urlsplit(server_url)._replace(path=f"/{name}").geturl())
    finally:
        _execute(server_url, dropped)


def _execute(server_url: str, *statements: sql.Composed) -> None:
    """Each time by a connection of its own: a test may have restarted the server."""
    with psycopg.connect(server_url, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)
