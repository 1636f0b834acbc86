"""What a database is made of beside its rows, to hold two states of it against each other."""

from collections.abc import Iterator

from django.db import connection

SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
POSTGRESQL = (
    """SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable,
        column_default, is_identity, generation_expression
        FROM information_schema.columns WHERE table_schema = current_schema()""",
    "SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace""",
    "SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    """SELECT 'function', pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'""",
    """SELECT 'search', cfgname, mapcfg::regconfig::text, maptokentype, mapseqno,
        mapdict::regdictionary::text
        FROM pg_ts_config JOIN pg_ts_config_map ON mapcfg = pg_ts_config.oid
        WHERE cfgnamespace = current_schema()::regnamespace""",
)


def structure() -> set[str]:
    """Tables, indexes, constraints, triggers and functions, each in words.

    Columns have no order here: a table that SQLite makes anew puts them into another.
    """
    with connection.cursor() as cursor:
        return set(_of_sqlite(cursor) if connection.vendor == "sqlite" else _of_postgresql(cursor))


def _of_sqlite(cursor) -> Iterator[str]:
    cursor.execute(SQLITE)
    for kind, name, statement in cursor.fetchall():
        if kind == "table" and not statement.startswith("CREATE VIRTUAL"):
            inside = statement[statement.index("(") + 1 : statement.rindex(")")]
            statement = " | ".join(sorted(inside.split(", ")))
        yield f"{kind} {name}: {statement}"


def _of_postgresql(cursor) -> Iterator[str]:
    for statement in POSTGRESQL:
        cursor.execute(statement)
        yield from map(repr, cursor.fetchall())
