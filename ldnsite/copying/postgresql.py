"""PostgreSQL: a dump by pg_dump, brought back by pg_restore and psql.

Of the database it is the schema that the site uses, the first that is there of its `search_path`:
another site, or something else, may live in others.
"""

import os
import re
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from ldnsite.copying.checking import BackupError, Migrations, refuse_unfit
from ldnsite.copying.leaping import TABLE, leap
from ldnsite.copying.programs import found, reach, run

# All that stands in the site's schema; an extension may be somebody else's.
EMPTY_SCHEMA = """
DO $$ DECLARE it record; BEGIN
    FOR it IN
        SELECT named.type, named.identity
        FROM pg_depend held, pg_identify_object(held.classid, held.objid, held.objsubid) named
        WHERE held.refclassid = 'pg_namespace'::regclass
        AND held.refobjid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
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
OTHER_SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname <> current_schema() AND nspname <> 'information_schema' AND nspname !~ '^pg_'
""".strip()
# Whoever brings it back owns it.
AS_IS = "--no-owner", "--no-acl", "--no-comments"
COPIED = re.compile(r"COPY (?P<schema>.+)\.(?P<table>\w+) \((?P<columns>.+)\) FROM stdin;")


@dataclass
class Dump:
    """What a dump says of a site in it: how old its tables are."""

    done: Migrations = field(default_factory=set)
    # Of the table that holds the content version; none where there is no such table.
    columns: list[str] = field(default_factory=list)


def write(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OTHER_SCHEMAS)
        # Not `--schema`, which leaves the extensions out that the site's tables need.
        others = [f"--exclude-schema={_quoted(name)}" for (name,) in cursor]
    role = _role()
    assumed = [f"--role={role}"] if role else []
    login, environment = reach()
    made = ["--format=custom", "--no-owner", "--no-acl", "--file", str(path)]
    run("pg_dump", *made, *others, *assumed, *login, environment=environment)
    verify(path)


def restore(path: Path, seen: int) -> Migrations:
    """Returns the migrations that were run on the copy."""
    dump, schema = verify(path), _schema()
    connection.close()
    put_into_place(path, schema, leap(dump.columns, seen, _quoted(schema)))
    return dump.done


def put_into_place(path: Path, schema: str, last: list[str]) -> None:
    """In one transaction, which ends only once the whole dump was read; `last` belongs to it.

    `pg_restore --clean` drops what the dump has. What a newer version of the site made beside it
    would stay, refer to tables that have to go, and be in the way of that version's migrations.
    """
    login, environment = reach()
    write = found("psql"), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", *login
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile("w") as listed:
        listed.write(_without(schema, run("pg_restore", "--list", str(path))))
        listed.flush()
        read = found("pg_restore"), *AS_IS, "--use-list", listed.name, "--file", "-", str(path)
        process = subprocess.Popen(  # noqa: S603 - as in `run`
            write,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        # What psql refused, it says itself; then it is gone, and nobody reads the rest.
        with suppress(BrokenPipeError), process, process.stdin as script:
            script.write(_script(*_begin()))
            script.flush()
            whole = subprocess.run(  # noqa: S603 - as in `run`
                read, stdout=script, stderr=said, check=False
            )
            if whole.returncode == 0:
                script.write(_script(*last, "COMMIT"))
        if process.returncode or whole.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise BackupError(f"{path.name} could not be brought back: {words[-1000:]}")


def verify(path: Path) -> Dump:
    """Read all of the dump, whose data is packed, and look at whose it is."""
    run("pg_restore", "--file", os.devnull, str(path))
    asked = ["--data-only", "--table", "django_migrations", "--table", TABLE]
    sites, schema = _sites(run("pg_restore", *asked, "--file", "-", str(path))), _schema()
    if sites and schema not in sites:
        # It would be brought back, and the site would not see it.
        raise BackupError(
            f"{path.name} is of the schema “{min(sites)}”, and this site uses “{schema}”. Let the "
            "search_path in DATABASE_URL name the schema of the copy, and make it before: "
            f"CREATE SCHEMA {_quoted(min(sites))}"
        )
    dump = sites.get(schema, Dump())
    refuse_unfit(path, dump.done)
    return dump


def _sites(script: str) -> dict[str, Dump]:
    """Of each schema in the dump, what it says of the site there."""
    sites: dict[str, Dump] = {}
    table = ""
    for line in script.splitlines():
        if begun := COPIED.fullmatch(line):
            table = begun["table"]
            site = sites.setdefault(_unquoted(begun["schema"]), Dump())
            if table == TABLE:
                site.columns = begun["columns"].split(", ")
        elif line == "\\.":
            table = ""
        elif table == "django_migrations":
            _, app, name, _ = line.split("\t")
            site.done.add((app, name))
    return sites


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (name,) = cursor.fetchone()
    if name is None:
        raise BackupError(
            "no schema is there that the search_path of DATABASE_URL names: CREATE SCHEMA first"
        )
    return name


def _role() -> str | None:
    """Whom the site becomes once it has logged in: what is brought back has to be that role's."""
    return connection.settings_dict["OPTIONS"].get("assume_role")


def _begin() -> list[str]:
    role = _role()
    assumed = [f"SET ROLE {_quoted(role)}"] if role else []
    # What goes need not be told: it would hide what went wrong.
    return [*assumed, "BEGIN", "SET client_min_messages = warning", EMPTY_SCHEMA]


def _script(*statements: str) -> bytes:
    return "".join(f"{statement};\n" for statement in statements).encode()


def _without(schema: str, listed: str) -> str:
    """The list of what a dump holds but for the schema, which is there and is only emptied: an
    extension may live in it, and whoever owns the tables need not own the schema."""
    own = re.compile(rf"\d+; \d+ \d+ SCHEMA - {re.escape(schema)} ")
    return "\n".join(line for line in listed.split("\n") if not own.match(line))


def _quoted(name: str) -> str:
    """As SQL and pg_dump's patterns name it."""
    return '"' + name.replace('"', '""') + '"'


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
