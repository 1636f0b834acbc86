"""PostgreSQL: a dump by pg_dump, brought back by pg_restore and psql."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from ldnsite.copying.checking import BackupError, Migrations, refuse_unfit
from ldnsite.copying.leaping import TABLE, leap

# All that stands in the site's schema; an extension may be somebody else's.
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
COPIED = re.compile(r"COPY (?P<schema>.+)\.(?P<table>\w+) \((?P<columns>.+)\) FROM stdin;")


@dataclass(frozen=True)
class Dump:
    """What a dump says of itself: whose tables it holds, and how old they are."""

    done: Migrations
    # As SQL has to name it.
    schema: str
    # Of the table that holds the content version; none where there is no such table.
    columns: list[str]


def write(path: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", str(path))
    verify(path)


def restore(path: Path, seen: int) -> Migrations:
    """Returns the migrations that were run on the copy."""
    dump = verify(path)
    connection.close()
    put_into_place(path, leap(dump.columns, seen, dump.schema))
    return dump.done


def put_into_place(path: Path, last: list[str]) -> None:
    """In one transaction, which ends only once the whole dump was read; `last` belongs to it.

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
                script.write("".join(f"{each};\n" for each in [*last, "COMMIT"]).encode())
        if process.returncode or whole.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise BackupError(f"{path.name} could not be brought back: {words[-1000:]}")


def verify(path: Path) -> Dump:
    """Read all of the dump, whose data is packed, and look at whose it is."""
    _run("pg_restore", "--file", os.devnull, str(path), connects=False)
    asked = ["--data-only", "--table", "django_migrations", "--table", TABLE]
    dump = _told(_run("pg_restore", *asked, "--file", "-", str(path), connects=False))
    refuse_unfit(path, dump.done)
    return dump


def _told(script: str) -> Dump:
    done, schema, columns, table = set(), "", [], ""
    for line in script.splitlines():
        if begun := COPIED.fullmatch(line):
            schema, table = begun["schema"], begun["table"]
            if table == TABLE:
                columns = begun["columns"].split(", ")
        elif line == "\\.":
            table = ""
        elif table == "django_migrations":
            _, app, name, _ = line.split("\t")
            done.add((app, name))
    return Dump(done, schema, columns)


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
