"""The content version of a copy, which has to pass every number that caches and mirrors have seen.

Nothing stale is served then, and whoever asks what changed since an earlier number is sent
everything. How far the numbers had come may not be known where the site's machine was lost: hence
the leap. It belongs to the transaction that brings the data back: between the two, a page that was
kept would pass for a current one, for ever if the restoring ended there.
"""

# ruff: noqa: S608 - what is put into the SQL are constants, numbers and a quoted name

from collections.abc import Collection

from ldnsite.models import ContentVersion

TABLE = ContentVersion._meta.db_table
# More changes than a site can have seen between a backup and the loss of it.
LEAP = 1_000_000


def leap(columns: Collection[str], seen: int, schema: str = "") -> list[str]:
    """Statements for either database, on a copy whose table has these `columns`.

    The copy may be older than a column; a mirror is told by the migration that makes it. Where
    there is no table there is nothing to raise. `schema` is quoted already.
    """
    if not columns:
        return []
    table = f"{schema}.{TABLE}" if schema else TABLE
    first = {"singleton": "true", "number": "0", "changed_at": "CURRENT_TIMESTAMP"}
    if "complete_from" in columns:
        first["complete_from"] = "0"
    statements = [
        f"INSERT INTO {table} ({', '.join(first)}) SELECT {', '.join(first.values())} "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table})",
        f"UPDATE {table} SET number = {LEAP} + CASE WHEN number > {seen} THEN number "
        f"ELSE {seen} END",
    ]
    if "complete_from" in columns:
        statements.append(f"UPDATE {table} SET complete_from = number")
    return statements
