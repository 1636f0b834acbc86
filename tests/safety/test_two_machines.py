"""Two servers with one PostgreSQL and one Redis, any of which may go away and come back."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from django.db import connection

from tests.safety.servers import (
    OwnPostgres,
    OwnRedis,
    gunicorns,
    is_waiting_for_a_lock,
    shared_cache,
    wait_until,
)
from tests.safety.sites import new_database

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="about PostgreSQL; the run on it does this"
)


def assert_read_at_once(site, one, other, words):
    pk = site.ask("draft", words)
    tag = other.get("/pages/page-1/").headers["etag"]
    assert words not in other.get("/pages/page-1/").text
    assert one.publish(pk, f"Now {words}.").status_code == 302
    response = other.get("/pages/page-1/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert words in response.text
    assert words in one.get("/pages/page-1/").text


def test_published_through_one_is_read_through_the_other_at_once(site, tmp_path):
    with gunicorns(site, tmp_path, 2, CACHE_URL=shared_cache()) as (one, other):
        for server in (one, other):
            server.sign_in(site.ask("session"))
        for number in range(3):
            assert_read_at_once(site, one, other, f"first {number}")
            assert_read_at_once(site, other, one, f"second {number}")


def test_pages_are_served_while_redis_is_gone(site, tmp_path):
    redis = OwnRedis()
    try:
        with gunicorns(site, tmp_path, 2, CACHE_URL=redis.url) as (one, other):
            one.sign_in(site.ask("session"))
            assert_read_at_once(site, one, other, "Redis is there")
            assert one.get("/readyz").status_code == 200
            redis.stop()
            for path in ("/", "/pages/page-1/", "/studies/", "/pages/page-2/"):
                assert [server.get(path).status_code for server in (one, other)] == [200, 200]
            assert_read_at_once(site, one, other, "Redis is gone")
            ready = other.get("/readyz")
            assert ready.status_code == 503
            assert "cache: does not answer" in ready.text
            redis.start()
            assert other.get("/readyz").status_code == 200
            assert_read_at_once(site, one, other, "Redis is back")
    finally:
        redis.stop()


def test_site_recovers_by_itself_from_a_restart_of_postgresql(migrated, tmp_path):
    migrated.manage("backup", str(tmp_path / "copy"))
    postgres = OwnPostgres()
    try:
        with (
            new_database("postgresql", postgres.url, tmp_path, None) as site,
            gunicorns_of(site, tmp_path, "copy") as (one, other),
        ):
            one.sign_in(site.ask("session"))
            assert_read_at_once(site, one, other, "Until the restart")
            postgres.stop()
            for server in (one, other):
                assert server.get("/healthz").status_code == 200
                ready = server.get("/readyz")
                assert (ready.status_code, "database: does not answer" in ready.text) == (503, True)
                page = server.get("/pages/page-1/")
                assert page.status_code == 500
                assert "Traceback" not in page.text
            postgres.start()
            for server in (one, other):
                assert server.get("/readyz").status_code == 200
                assert server.get("/pages/page-1/").status_code == 200
            assert_read_at_once(site, one, other, "Since the restart")
            assert site.ask("faults") == []
    finally:
        postgres.remove()


def gunicorns_of(site, tmp_path, copy):
    site.manage("restore", str(tmp_path / copy))
    return gunicorns(site, tmp_path, 2)


# A publishing writes to each of them, in this order: the lock that all writers pass by, the
# edition, what the search knows of it with the words that triggers count, what it cites, the
# lists, and last who did it.
WRITTEN = [
    "ldnsite_contentversion",
    "articles_edition",
    "ldnsite_searchentry",
    "ldnsite_searchword",
    "articles_citation",
    "articles_listedpage",
    "auditing_auditentry",
]


@pytest.mark.parametrize("table", WRITTEN)
def test_worker_killed_in_the_middle_of_publishing_leaves_the_old_edition(site, tmp_path, table):
    with gunicorns(site, tmp_path, 2) as (one, other):
        one.sign_in(site.ask("session"))
        pk = site.ask("draft", "never seen")
        before = other.get("/pages/page-1/").text
        form = one.form(f"/admin/articles/article/{pk}/publish/") | {"change_note": "Again."}
        with psycopg.connect(site.database_url) as blocking, ThreadPoolExecutor() as threads:
            blocking.execute(f"LOCK TABLE {table} IN SHARE MODE")
            path = f"/admin/articles/article/{pk}/publish/"
            answer = threads.submit(one.client.post, path, data=form)
            wait_until(one.process, lambda: is_waiting_for_a_lock(site))
            os.kill(one.worker, signal.SIGKILL)
            assert isinstance(answer.exception(), httpx.RemoteProtocolError | httpx.ReadError)
            # Readers wait for no writer.
            assert other.get("/pages/page-1/").text == before
        wait_until(one.process, lambda: one.said().count("Booting worker") == 2)
        assert site.ask("faults") == []
        assert other.get("/pages/page-1/").text == before
        assert one.publish(pk, "Once more.").status_code == 302
        assert "never seen" in other.get("/pages/page-1/").text
        assert site.ask("faults") == []
