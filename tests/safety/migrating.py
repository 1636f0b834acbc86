"""Every migration of the project back and forth with rows in every table: a process of its own.

`migrating steps` takes back one migration after the other, to the first of each app, and each
forward again before it goes on; `alone` takes back one app at a time, with what depends on it;
`zero` takes the project's tables away altogether.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from tests import every_model
from tests.safety import invariants
from tests.safety.structure import structure

Columns = dict[str, list[str]]
Rows = dict[str, list[dict]]

# What lists are read from; `rebuild_lists` makes it anew.
LISTS = (
    "articles_announcement",
    "articles_listedpage",
    "articles_overtakenpage",
    "articles_tally",
    "articles_topicpair",
    "articles_unwrittencode",
    "references_listedreference",
)
# These count on, or are of Django's own keeping.
PASSED_OVER = ("django_migrations", "django_session", "auth_permission", "django_content_type")
SEARCHED = ("ldnsite_searchentry", "ldnsite_searchword")
FEW = 8
# Of SQLite, at any migration: `invariants` knows those of the newest.
FULL_TEXT = (*invariants.FULL_TEXT, "ldnsite_searchwhole")


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


def migrate(targets: list[tuple[str, str | None]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(targets, executor.migration_plan(targets))


def migrate_forward() -> None:
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def columns() -> Columns:
    """The tables that there are now, with their columns.

    Numbers of rows are left out: a table that is filled anew counts on.
    """
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # The index of the search is made of its entries.
            is_index = table.startswith("ldnsite_search") and table not in SEARCHED
            if table not in PASSED_OVER and not is_index:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
                found[table] = sorted({column[0] for column in cursor.description} - {"id"})
    return found


def rows_of(wanted: Columns) -> Rows:
    """Every row of these tables, with these columns alone."""
    found = {}
    with connection.cursor() as cursor:
        for table, names in wanted.items():
            quoted = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}")
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def common(one: Columns, other: Columns) -> Columns:
    """The columns that are in both."""
    return {
        table: [name for name in names if name in other[table]]
        for table, names in one.items()
        if set(names) & set(other.get(table, ()))
    }


def unlike(before: Rows, after: Rows, compared: Columns) -> list[str]:
    """Which of these columns do not hold the same: `table.column`, or a table whose rows do not."""
    found = []
    for table, names in compared.items():
        one, other = before[table], after[table]
        if _told(one, names) != _told(other, names):
            found += [
                f"{table}.{name}" for name in names if _told(one, [name]) != _told(other, [name])
            ] or [table]
    return sorted(found)


def _told(rows: list[dict], names: list[str]) -> list[str]:
    return sorted(repr([row[name] for name in names]) for row in rows)


def check_index() -> None:
    """SQLite finds an error where its full-text indexes are not those of the entries."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in set(FULL_TEXT) & set(connection.introspection.table_names(cursor)):
                cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")


def wrong_lists() -> list[str]:
    """What `rebuild_lists` makes otherwise than the migrations made it."""
    wanted = {table: names for table, names in columns().items() if table in LISTS}
    before = rows_of(wanted)
    call_command("rebuild_lists", verbosity=0)
    return unlike(before, rows_of(wanted), wanted)


def own_migrations(executor: MigrationExecutor) -> Iterator[tuple[Migration, ProjectState]]:
    """Each in the order of `migrate`, with what Django knows of the models before it.

    Worked out once: the executor does so anew for each of its ways, which is most of their time.
    """
    graph, own = executor.loader.graph, own_apps()
    plan = [step for step, _ in executor.migration_plan(graph.leaf_nodes(), clean_start=True)]
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    for migration in plan:
        if migration.app_label not in own:
            state = migration.mutate_state(state, preserve=False)
    # Asking for them once makes all models; the states behind this one change only their own.
    assert state.apps
    for migration in plan:
        if migration.app_label in own:
            yield migration, state
            state = migration.mutate_state(state, preserve=True)


def step(executor: MigrationExecutor, migration: Migration, state: ProjectState) -> dict:
    """Take one migration back, the newest that there is, and forward again."""
    there, made = columns(), structure()
    before = rows_of(there)
    executor.unapply_migration(state, migration)
    kept = common(there, columns())
    executor.apply_migration(state.clone(), migration)
    check_index()
    return {
        "changed": unlike(before, rows_of(kept), kept),
        "gone": sorted(there.keys() - kept.keys()),
        "remade": sorted(made ^ structure()),
    }


def steps() -> dict:
    every_model.fill()
    empty, everything, made = every_model.empty_tables(), columns(), structure()
    before, taken, firsts = rows_of(everything), {}, first_migrations()
    executor = MigrationExecutor(connection)
    for migration, state in reversed(list(own_migrations(executor))):
        if (migration.app_label, migration.name) not in firsts:
            taken[str(migration)] = step(executor, migration, state)
            executor.unapply_migration(state, migration)
    kept = common(everything, columns())
    call_command("migrate", verbosity=0)
    lists = wrong_lists()
    call_command("rebuild_search", verbosity=0)
    return {
        "empty": empty,
        "steps": taken,
        "kept": sorted(kept),
        "changed": unlike(before, rows_of(kept), kept),
        "lists": lists,
        "remade": sorted(made ^ structure()),
    }


def alone() -> dict:
    """One app at a time, while tables of the others stay full.

    Ways of a few migrations are left out: `steps` has taken those.
    """
    every_model.fill()
    made, found = structure(), {}
    for first in first_migrations():
        if len(MigrationExecutor(connection).migration_plan([first])) < FEW:
            continue
        migrate([first])
        migrate_forward()
        found[first[0]] = {"lists": wrong_lists(), "remade": sorted(made ^ structure())}
    call_command("rebuild_search", verbosity=0)
    return found


def zero() -> dict:
    """Everything of the project goes by its nature; what is left has to take it all in again."""
    every_model.fill()
    made = structure()
    migrate([(label, None) for label in own_apps()])
    prefixes = tuple(f"{label}_" for label in own_apps())
    left = sorted(table for table in columns() if table.startswith(prefixes))
    call_command("migrate", verbosity=0)
    return {"left": left, "remade": sorted(made ^ structure())}


if __name__ == "__main__":
    print(json.dumps({"steps": steps, "alone": alone, "zero": zero}[sys.argv[1]]()))
