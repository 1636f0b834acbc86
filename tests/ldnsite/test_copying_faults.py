"""What may go wrong around a copy is told in words, and leaves everything as it was."""

import os
import resource
import signal
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from ldnsite.copying import placing, sqlite
from tests.factories import make_edition

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


@pytest.fixture
def copy(tmp_path):
    """The copy of a site with one page, which has another by now."""
    make_edition(slug="page")
    call_command("backup", tmp_path / "copy")
    make_edition(slug="later")
    return tmp_path / "copy"


@contextmanager
def full_disk():
    """No file may grow beyond a hundred kilobytes; the database has more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def assert_nothing_changed(copy, data):
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert copy.read_bytes() == data
    assert set(Article.objects.values_list("slug", flat=True)) == {"page", "later"}


def test_full_disk_leaves_the_older_copy(copy):
    data = copy.read_bytes()
    with full_disk(), pytest.raises(CommandError, match=r"no copy was made|pg_dump failed: \S"):
        call_command("backup", copy)
    assert_nothing_changed(copy, data)


@on_sqlite
@pytest.mark.parametrize("place", ["_copy", "put_into_place"])
def test_full_disk_leaves_the_database(copy, place, monkeypatch):
    data, step, folders = copy.read_bytes(), getattr(sqlite, place), []

    def fail(*given):
        folders.append(given[-1].parent)
        with full_disk():
            step(*given)

    monkeypatch.setattr(sqlite, place, fail)
    with pytest.raises(CommandError, match=r"nothing was brought back: .*(full|disk I/O)"):
        call_command("restore", copy, "--replace")
    assert_nothing_changed(copy, data)
    assert [folder.exists() for folder in folders] == [False]


@pytest.mark.parametrize("folder", [settings.STATIC_ROOT, settings.STATICFILES_DIRS[0] / "css"])
def test_copy_is_not_put_where_everybody_reads_it(folder):
    with pytest.raises(CommandError, match="may be read by everybody"):
        call_command("backup", Path(folder) / "copy")


def test_copy_replaces_nothing_but_files(tmp_path):
    with pytest.raises(CommandError, match="is no plain file"):
        call_command("backup", tmp_path)


@on_sqlite
@pytest.mark.parametrize("end", ["", "-wal"])
def test_copy_does_not_replace_the_database(end):
    name = connection.settings_dict["NAME"]
    with pytest.raises(CommandError, match="is the database itself"):
        call_command("backup", name + end)


def test_folder_that_nobody_may_write_to_is_told(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(placing.tempfile, "mkdtemp", refuse)
    with pytest.raises(CommandError, match=r"no copy was made: .*Permission denied"):
        call_command("backup", tmp_path / "copy")


def test_copy_is_on_the_disk_before_it_replaces_another(tmp_path, monkeypatch):
    done = []
    for name in ("fsync", "replace"):
        step = getattr(os, name)
        monkeypatch.setattr(
            placing.os, name, lambda *given, name=name, step=step: (done.append(name), step(*given))
        )
    call_command("backup", tmp_path / "copy")
    assert done == ["fsync", "replace", "fsync"]


def test_told_to_end_leaves_no_half_of_a_copy(copy, monkeypatch):
    data, before = copy.read_bytes(), signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(placing.os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    # Were it not heeded, it would end the tests.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(SystemExit):
            call_command("backup", copy)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert_nothing_changed(copy, data)


def test_copy_of_the_other_kind_of_database_is_told(copy):
    data = b"PGDMP" if connection.vendor == "sqlite" else b"SQLite format 3\0"
    copy.write_bytes(data)
    with pytest.raises(CommandError, match="is a copy of another kind of database than"):
        call_command("restore", copy, "--replace")
    assert_nothing_changed(copy, data)


@on_sqlite
def test_copy_of_another_site_of_djangos_is_refused(copy):
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("DELETE FROM django_migrations WHERE app = 'ldnsite'")
    with pytest.raises(CommandError, match="not a copy of this site's database"):
        call_command("restore", copy, "--replace")
    assert_nothing_changed(copy, copy.read_bytes())


@on_sqlite
def test_reader_sees_the_old_database_or_the_new_one(copy):
    titles = "SELECT count(*) FROM articles_article"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as server:
        server.execute("BEGIN")
        assert server.execute(titles).fetchone() == (2,)
        call_command("restore", copy, "--replace")
        assert server.execute(titles).fetchone() == (2,)
        server.execute("COMMIT")
        assert server.execute(titles).fetchone() == (1,)
        assert server.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@on_sqlite
def test_writer_that_does_not_end_is_told_of(copy, monkeypatch):
    monkeypatch.setattr(sqlite, "IN_ALL", 0)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as server:
        server.execute("BEGIN IMMEDIATE")
        with pytest.raises(CommandError, match="stop the site's servers first"):
            call_command("restore", copy, "--replace")
        server.execute("ROLLBACK")
    assert_nothing_changed(copy, copy.read_bytes())


@on_sqlite
def test_damaged_database_is_told_how_to_be_replaced(copy, tmp_path, monkeypatch):
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"no database" * 1000)
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", str(damaged))
        with pytest.raises(CommandError, match="put it away"):
            call_command("restore", copy, "--replace")
        connection.close()
