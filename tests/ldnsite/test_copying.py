"""Backups on the real database: consistent under writers, and nothing is replaced by a bad one."""

import os
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from articles.models import Article, Edition
from ldnsite.copying import postgresql
from ldnsite.copying.leaping import LEAP, leap
from ldnsite.models import ContentVersion
from references.models import Link
from tests.factories import make_edition, make_link

FUTURE = "9999_from_the_future"
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_everything_comes_back_and_nothing_stale_is_served(tmp_path, capsys):
    make_edition(slug="page", body="As it was.")
    before = ContentVersion.objects.number()
    copy = tmp_path / "copy"
    call_command("backup", copy)
    assert "verified" in capsys.readouterr().out
    assert copy.stat().st_mode & 0o777 == 0o600
    for _ in range(5):
        make_link()
    make_edition(slug="later")
    seen = ContentVersion.objects.number()
    call_command("restore", copy, "--replace")
    assert list(Edition.objects.values_list("slug", flat=True)) == ["page"]
    assert not Link.objects.exists()
    assert ContentVersion.objects.number() > seen > before
    # A mirror that saw what is lost now is sent everything again.
    assert ContentVersion.objects.get().complete_from > seen
    assert "As it was." in Client().get("/pages/page/").content.decode()
    # The next row gets a number of its own.
    make_edition(slug="next")


def test_site_without_a_content_version_gets_one(tmp_path):
    """Where nothing was ever published, there is nothing to raise."""
    ContentVersion.objects.all().delete()
    call_command("backup", tmp_path / "copy")
    ContentVersion.objects.bump()
    call_command("restore", tmp_path / "copy", "--replace")
    version = ContentVersion.objects.get()
    assert version.number == version.complete_from == LEAP + 1
    assert leap([], seen=5) == []


def test_pages_are_not_lost_without_saying_so(tmp_path):
    make_edition(slug="page")
    call_command("backup", tmp_path / "copy")
    make_edition(slug="later")
    with pytest.raises(CommandError, match="this database has pages"):
        call_command("restore", tmp_path / "copy")
    assert Article.objects.count() == 2


def test_database_of_something_else_is_not_lost_without_saying_so(tmp_path):
    call_command("backup", tmp_path / "copy")
    with connection.cursor() as cursor:
        # SQLite keeps what it counted in a table of its own.
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE recipes (id integer)")
    with pytest.raises(CommandError, match=r"tables that are not this site's \(recipes\)"):
        call_command("restore", tmp_path / "copy")
    assert "recipes" in connection.introspection.table_names()
    call_command("restore", tmp_path / "copy", "--replace")
    assert "recipes" not in connection.introspection.table_names()


def test_what_a_newer_version_made_goes_when_an_older_copy_comes_back(tmp_path):
    make_edition(slug="page")
    call_command("backup", tmp_path / "copy")
    # A migration of the newer version that refers to what the copy has.
    made = "(id integer PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles_article (id))"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE newer {made}")
        if connection.vendor == "postgresql":
            cursor.execute("CREATE FUNCTION newer() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    call_command("restore", tmp_path / "copy", "--replace")
    assert Article.objects.get().slug == "page"
    # Its migrations find nothing in their way when it is tried again.
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE newer {made}")
        cursor.execute("DROP TABLE newer")
        if connection.vendor == "postgresql":
            cursor.execute("CREATE FUNCTION newer() RETURNS int LANGUAGE sql AS 'SELECT 1'")
            cursor.execute("DROP FUNCTION newer()")


@pytest.mark.parametrize("damage", ["missing", "words", "cut", "flipped"])
def test_bad_copy_replaces_nothing(tmp_path, damage):
    make_edition(slug="page")
    copy = tmp_path / "copy"
    call_command("backup", copy)
    data = copy.read_bytes()
    if damage == "missing":
        copy.unlink()
    elif damage == "words":
        copy.write_text("not a database")
    elif damage == "cut":
        copy.write_bytes(data[: len(data) // 2])
    else:
        middle = len(data) // 2
        copy.write_bytes(data[:middle] + bytes(255 - byte for byte in data[middle:]))
    make_edition(slug="later")
    with pytest.raises(CommandError) as refused:
        call_command("restore", copy, "--replace")
    assert "NOTICE" not in str(refused.value)
    assert set(Article.objects.values_list("slug", flat=True)) == {"page", "later"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a dump of PostgreSQL")
def test_damaged_copy_does_not_pass_for_verified(tmp_path, monkeypatch):
    """Else the next good copy of last week would be replaced by it."""
    make_edition(slug="page")
    call_command("backup", tmp_path / "copy")
    before = (tmp_path / "copy").read_bytes()

    def damage(name):
        data = bytearray(Path(name).read_bytes())
        place = len(data) * 3 // 4
        data[place : place + 64] = bytes(255 - byte for byte in data[place : place + 64])
        Path(name).write_bytes(data)

    verify = postgresql.verify
    monkeypatch.setattr(postgresql, "verify", lambda path: (damage(path), verify(path)))
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == before


def test_copy_of_a_newer_site_is_refused(tmp_path):
    row = "INSERT INTO django_migrations (app, name, applied) VALUES ('articles', %s, '2999-01-01')"
    with connection.cursor() as cursor:
        cursor.execute(row, [FUTURE])
    try:
        with pytest.raises(CommandError, match="newer version"):
            call_command("backup", tmp_path / "copy")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = %s", [FUTURE])


def test_copy_of_something_else_is_refused(tmp_path):
    make_edition(slug="page")
    copy = tmp_path / "copy"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE recipes (id integer)")
    else:
        settings = connection.settings_dict
        login = {"PGHOST": settings["HOST"], "PGUSER": settings["USER"]}
        login |= {"PGPORT": str(settings["PORT"]), "PGPASSWORD": settings["PASSWORD"]}
        dump = ["pg_dump", "--format=custom", "--schema", "pg_toast*", "--file", str(copy)]
        subprocess.run([*dump, settings["NAME"]], env=os.environ | login, check=True)
    with pytest.raises(CommandError, match="not a copy of this site's database"):
        call_command("restore", copy, "--replace")
    assert Article.objects.count() == 1


def test_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        call_command("backup", tmp_path / "none" / "copy")


def test_copy_under_writers_holds_whole_saves_only(tmp_path):
    """Each writer makes links in pairs, in one transaction: a copy never has half a pair."""
    stop, started = threading.Event(), threading.Barrier(3)

    def write(name):
        number = 0
        try:
            started.wait(timeout=60)
            while not stop.is_set() and number < 200:
                with transaction.atomic():
                    make_link(key=f"{name}-{number}-a")
                    make_link(key=f"{name}-{number}-b")
                number += 1
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[name]) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    started.wait(timeout=60)
    copies = [tmp_path / str(number) for number in range(3)]
    for copy in copies:
        call_command("backup", copy)
    stop.set()
    for writer in writers:
        writer.join()
    for copy in copies:
        call_command("restore", copy, "--replace")
        keys = set(Link.objects.values_list("key", flat=True))
        assert {key[:-1] for key in keys if key.endswith("a")} == {
            key[:-1] for key in keys if key.endswith("b")
        }
