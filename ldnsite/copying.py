"""Copies of the whole database: consistent while others write, and verified before they replace.

SQLite is copied by `VACUUM INTO` and brought back by its backup API, because copying the main file
of a database in WAL mode misses rows without a word. PostgreSQL has pg_dump and pg_restore.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from articles.models import Article
from ldnsite.models import ContentVersion

# More changes than a site can have seen between a backup and the loss of it.
LEAP = 1_000_000
# On PostgreSQL, all that stands in the site's schema; an extension may be somebody else's.
EMPTY_SCHEMA = """
DO $$ DECLARE it record; BEGIN
    FOR it IN
        SELECT named.type, named.identity
        FROM pg_depend held, pg_identify_object(held.classid, held.objid, held.objsubid) named
        WHERE held.refclassid = 'pg_namespace'::regclass
        AND held.refobjid = current_schema()::regnamespace
        AND held.deptype = 'n' AND named.type <> 'extension'
        AND NOT EXISTS (
            SELECT FROM pg_depend part WHERE part.deptype = 'e'
            AND (part.classid, part.objid) = (held.classid, held.objid)
        )
        ORDER BY named.type <> 'table'  -- the rest of a table goes with it
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', it.type, it.identity);
    END LOOP;
END $$
""".strip()


class BackupError(Exception):
    """Why no copy was made or nothing was brought back, in words for whoever runs the site."""


def backup(path: Path) -> None:
    """Write a copy of the database to `path`, whole or not at all.

    Raises BackupError; an existing file is replaced only by a finished and verified copy.
    """
    with _beside(path) as unfinished:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(unfinished)])
            _verify_sqlite(unfinished)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", str(unfinished))
            _verify_dump(unfinished)
        # It holds drafts and digests of passwords.
        unfinished.chmod(0o600)
        os.replace(unfinished, path)


def restore(path: Path, *, replace: bool = False) -> None:
    """Bring the copy in `path` back, in one piece; stop the site's servers before.

    Where pages, or somebody else's tables, are there already, `replace` has to say that they may
    go. Raises BackupError and changes nothing then.
    """
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    if not replace:
        _refuse_to_lose()
    seen = ContentVersion.objects.number() if _is_migrated() else 0
    if connection.vendor == "sqlite":
        _verify_sqlite(path)
        _restore_sqlite(path)
    else:
        _verify_dump(path)
        connection.close()
        _restore_dump(path)
    connection.close()
    _go_on_counting(seen)


def _restore_sqlite(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        # One transaction of SQLite's own: readers see the old database until the last page.
        copy.backup(connection.connection)


def _restore_dump(path: Path) -> None:
    """In one transaction, which ends only once the whole dump was read.

    `pg_restore --clean` drops what the dump has. What a newer version of the site made beside it
    would stay, refer to tables that have to go, and be in the way of that version's migrations.
    """
    read = _found("pg_restore"), "--no-owner", "--no-acl", "--no-comments", "--file", "-", str(path)
    write = _found("psql"), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - as in _run
            write,
            env=os.environ | _login(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        # What psql refused, it says itself; then it is gone, and nobody reads the rest.
        with suppress(BrokenPipeError), process, process.stdin as script:
            # What goes need not be told: it would hide what went wrong.
            script.write(f"BEGIN; SET client_min_messages = warning; {EMPTY_SCHEMA};\n".encode())
            script.flush()
            whole = subprocess.run(  # noqa: S603 - as in _run
                read, stdout=script, stderr=said, check=False
            )
            if whole.returncode == 0:
                script.write(b"COMMIT;\n")
        if process.returncode or whole.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise BackupError(f"{path.name} could not be brought back: {words[-1000:]}")


@transaction.atomic
def _go_on_counting(seen: int) -> None:
    """Let the content version pass every number that caches and mirrors have seen.

    Nothing stale is served, and whoever asks what changed since an earlier number is sent
    everything. How far the numbers had come may not be known where the site's machine was lost:
    hence the leap.
    """
    version, _ = ContentVersion.objects.get_or_create(singleton=True)
    number = max(version.number, seen) + LEAP
    ContentVersion.objects.update(number=number, complete_from=number)


def _verify_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            done = set(copy.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.DatabaseError as fault:
        raise BackupError(f"{path.name} is not a copy of this site's database: {fault}") from fault
    if found != ["ok"]:
        raise BackupError(f"{path.name} is damaged: {'; '.join(found)}")
    _refuse_newer(path, done)


def _verify_dump(path: Path) -> None:
    """Read all of the dump, whose data is packed, and look at whose it is."""
    _run("pg_restore", "--file", os.devnull, str(path), connects=False)
    arguments = ["--data-only", "--table", "django_migrations", "--file", "-", str(path)]
    said = _run("pg_restore", *arguments, connects=False)
    rows = [line.split("\t") for line in said.splitlines()]
    done = {(row[1], row[2]) for row in rows if len(row) == 4}
    if not any(app == "ldnsite" for app, _ in done):
        raise BackupError(f"{path.name} is not a copy of this site's database")
    _refuse_newer(path, done)


def _refuse_newer(path: Path, done: set[tuple[str, str]]) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    own = {app for app, _ in known}
    newer = sorted(f"{app}.{name}" for app, name in done if app in own and (app, name) not in known)
    if newer:
        raise BackupError(f"{path.name} comes from a newer version of the site: {', '.join(newer)}")


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


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A name for an unfinished file in the same folder, which is gone afterwards."""
    if not path.parent.is_dir():
        raise BackupError(f"there is no folder {path.parent}")
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=path.parent))
    try:
        yield folder / path.name
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str, connects: bool = True) -> str:
    run = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own, its arguments are ours
        [_found(program), *arguments],
        env=os.environ | (_login() if connects else {}),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if run.returncode:
        raise BackupError(f"{program} failed: {run.stderr.strip()[-1000:]}")
    return run.stdout


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed; on Debian: apt install postgresql-client")
    return found


def _login() -> dict[str, str]:
    """How to reach the database, in the environment: a password does not belong in a command."""
    settings = connection.settings_dict
    given = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
    }
    return {name: str(value) for name, value in given.items() if value}
