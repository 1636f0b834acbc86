"""Every migration of the project back and forth with rows in every table: a process of its own.

`migrating back` goes to the first migration of each app, step by step, and forward again; `zero`
takes the project's tables away altogether.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import every_model

Rows = dict[str, tuple[list[str], list[tuple]]]


def own_apps() -> list[str]:
    """Labels of the project's own apps with migrations."""
    return [
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("ldnsite", "articles", "references")
        and (Path(config.path) / "migrations").is_dir()
    ]


def first_migrations() -> list[tuple[str, str]]:
    graph = MigrationExecutor(connection).loader.graph
    return [graph.root_nodes(label)[0] for label in own_apps()]


def migrate(targets: list[tuple[str, str | None]]) -> int:
    """How many steps were taken; each is run by itself, as an operator might."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(targets)
    executor.migrate(targets, plan)
    return len(plan)


def rows_of(columns: dict[str, list[str]]) -> Rows:
    """Every row of these tables, with these columns alone."""
    found = {}
    with connection.cursor() as cursor:
        for table, names in columns.items():
            quoted = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}")
            found[table] = (names, sorted(cursor.fetchall(), key=repr))
    return found


def columns() -> dict[str, list[str]]:
    """What the project's tables hold now, by their columns."""
    prefixes = tuple(f"{label}_" for label in own_apps())
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # The index of the search is made of its entries.
            if table.startswith(prefixes) and not table.startswith("ldnsite_search"):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
                found[table] = sorted(column[0] for column in cursor.description)
    return found


def back() -> dict:
    every_model.fill()
    empty, everything = every_model.empty_tables(), columns()
    before = rows_of(everything)
    steps = migrate(first_migrations())
    kept = {table: names for table, names in columns().items() if table in everything}
    kept = {
        table: [name for name in names if name in everything[table]]
        for table, names in kept.items()
    }
    call_command("migrate", verbosity=0)
    call_command("rebuild_search", verbosity=0)
    after = rows_of(kept)
    lost = [table for table, names in kept.items() if after[table] != _only(before[table], names)]
    return {
        "empty": empty,
        "steps": steps,
        "lost": lost,
        "kept": sorted(kept),
        "gone": sorted(everything.keys() - kept.keys()),
    }


def _only(rows: tuple[list[str], list[tuple]], names: list[str]) -> tuple[list[str], list[tuple]]:
    places = [rows[0].index(name) for name in names]
    return names, sorted((tuple(row[place] for place in places) for row in rows[1]), key=repr)


def zero() -> dict:
    """Everything of the project goes by its nature; what is left has to take it all in again."""
    every_model.fill()
    migrate([(label, None) for label in own_apps()])
    left = sorted(columns())
    call_command("migrate", verbosity=0)
    return {"left": left}


if __name__ == "__main__":
    print(json.dumps({"back": back, "zero": zero}[sys.argv[1]]()))
