"""A PostgreSQL that is reached in another way than by host and name alone."""

import os
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.safety.sites import Site, new_database

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
# One that has to be quoted wherever it is named.
SCHEMA = "Their-site"


def execute(site, statement):
    with psycopg.connect(site.database_url.partition("?")[0], autocommit=True) as server:
        cursor = server.execute(statement)
        return cursor.fetchall() if cursor.description else None


def with_options(site, **options):
    told = "&".join(f"{name}={quote(value)}" for name, value in options.items())
    return Site(f"{site.database_url}?{told}")


def in_schema(site, name=SCHEMA):
    return with_options(site, options=f'-csearch_path="{name}"')


def refusal(site, *arguments):
    process = site.start("manage.py", *arguments)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "Traceback" not in said
    return said


@pytest.fixture
def apart(site):
    """A site in a schema of its own, beside something else and a further site."""
    execute(site, f'ALTER SCHEMA public RENAME TO "{SCHEMA}"')
    execute(site, "CREATE SCHEMA public CREATE TABLE recipes (id integer PRIMARY KEY)")
    execute(site, "CREATE SCHEMA other CREATE TABLE articles_article (id integer)")
    execute(site, "CREATE TABLE other.django_migrations (id int, app text, name text, at date)")
    execute(site, "INSERT INTO public.recipes VALUES (1)")
    return in_schema(site)


@contextmanager
def empty(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    with new_database("postgresql", os.environ["DATABASE_URL"], folder, None) as database:
        yield database


def test_site_in_a_schema_of_its_own_comes_back_and_leaves_the_others(apart, tmp_path):
    copy = str(tmp_path / "copy")
    assert "verified" in apart.manage("backup", copy)
    seen = apart.ask("publish", "60")
    apart.manage("restore", "--replace", copy)
    assert [apart.ask("editions", code) for code in ("4", "60")] == [1, 0]
    assert apart.ask("version") > seen
    assert apart.ask("faults") == []
    assert execute(apart, "SELECT id FROM recipes") == [(1,)]
    assert execute(apart, "SELECT to_regclass('other.articles_article')::text") != [(None,)]


def test_schema_comes_back_in_an_empty_database_that_has_it(apart, tmp_path):
    copy = str(tmp_path / "copy")
    apart.manage("backup", copy)
    with empty(tmp_path, "elsewhere") as database:
        elsewhere = in_schema(database)
        assert "CREATE SCHEMA first" in refusal(elsewhere, "restore", copy)
        assert f'CREATE SCHEMA "{SCHEMA}"' in refusal(database, "restore", copy)
        execute(database, f'CREATE SCHEMA "{SCHEMA}"')
        elsewhere.manage("restore", copy)
        assert elsewhere.ask("faults") == []
        # What is not the site's is in no copy of it.
        assert execute(database, "SELECT to_regclass('public.recipes')::text") == [(None,)]


def test_what_comes_back_is_of_the_role_that_the_site_assumes(site, tmp_path):
    role = f"ldnsite_{os.getpid()}-keeper"
    name = sql.Identifier(role)
    database = sql.Identifier(site.database_url.rpartition("/")[2])
    execute(site, sql.SQL("CREATE ROLE {}").format(name))
    try:
        execute(site, sql.SQL("ALTER SCHEMA public OWNER TO {}").format(name))
        execute(site, sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, name))
        copy, owner = str(tmp_path / "copy"), "SELECT DISTINCT tableowner FROM pg_tables"
        site.manage("backup", copy)
        execute(site, "DROP SCHEMA public CASCADE")
        execute(site, sql.SQL("CREATE SCHEMA public AUTHORIZATION {}").format(name))
        assuming = with_options(site, assume_role=role)
        assuming.manage("restore", "--replace", copy)
        assert execute(site, f"{owner} WHERE schemaname = 'public'") == [(role,)]
        assert assuming.ask("faults") == []
        assert "verified" in assuming.manage("backup", copy)
    finally:
        execute(site, sql.SQL("DROP OWNED BY {} CASCADE").format(name))
        execute(site, sql.SQL("DROP ROLE {}").format(name))
