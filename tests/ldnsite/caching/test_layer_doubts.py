"""On any doubt the layer leaves the answer to the application."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection

from ldnsite.caching import layer, stamps
from ldnsite.models import ContentVersion
from tests.factories import make_article
from tests.ldnsite.caching.asking import Site, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]


@pytest.mark.parametrize(
    "doubt",
    [
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"SCRIPT_NAME": "/under"},
        {"HTTP_HOST": ""},
        {"REQUEST_METHOD": "OPTIONS"},
    ],
)
def test_doubtful_request_is_left_to_the_application(site, doubt):
    site.ask("/pages/page/")
    site.ask("/pages/page/", **doubt)
    assert site.rendered == 2


@pytest.mark.parametrize(("method", "status"), [("POST", 405), ("DELETE", 405), ("OPTIONS", 204)])
def test_other_method_gets_no_page_and_leaves_the_kept_one(site, method, status):
    page = site.ask("/pages/page/")
    known = {"HTTP_IF_NONE_MATCH": page.headers["ETag"]}
    for headers in ({}, known):
        answer = site.ask("/pages/page/", method, **headers)
        assert (answer.status, answer.headers["Cache-Control"]) == (status, "no-store")
    assert site.ask("/pages/page/") == page
    assert site.rendered == 3


def test_cookies_change_nothing(site, publisher_client):
    bare = site.ask("/pages/page/")
    cookie = publisher_client.cookies.output(header="", sep=";")
    assert site.ask("/pages/page/", HTTP_COOKIE=cookie) == bare
    assert site.rendered == 1


def test_ranges_are_answered_whole(site):
    whole = site.ask("/pages/page/")
    assert site.ask("/pages/page/", HTTP_RANGE="bytes=0-9") == whole


def test_http_goes_to_https_where_that_is_set(site, settings):
    settings.SECURE_SSL_REDIRECT = True
    for _ in range(2):
        assert ask(Site(), "/pages/page/").headers["Location"] == "https://testserver/pages/page/"


def test_proxys_word_on_the_scheme_counts_where_it_is_trusted(site, settings):
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    assert "http://testserver" in site.ask("/pages/page/", **said).text
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = site.ask("/pages/page/", **said)
    assert "https://testserver" in answer.text
    assert answer.headers == ask(WSGIHandler(), "/pages/page/", **said).headers


def test_long_answers_are_not_kept(site, monkeypatch):
    monkeypatch.setattr(layer, "MAX_BODY", 100)
    site.ask("/pages/page/")
    site.ask("/pages/page/")
    assert site.rendered == 2


def test_site_without_a_version_yet_is_kept_too(site):
    ContentVersion.objects.all().delete()
    site.ask("/about/")
    site.ask("/about/")
    assert site.rendered == 1


def test_database_that_does_not_answer_leaves_all_to_the_application(site, monkeypatch):
    site.ask("/about/")
    monkeypatch.setattr(layer, "present", lambda: None)
    assert site.ask("/about/").status == 200
    assert site.rendered == 2


def test_broken_connection_is_let_go_of(monkeypatch):
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    def broken():
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "ensure_connection", broken)
    assert stamps.present() is None
    assert closed == [True]


def test_draft_is_never_kept(site):
    make_article(slug="draft")
    site.ask("/pages/draft/")
    assert not site.plain.kept


def test_development_server_forgets_all_when_a_file_changes(site):
    site.ask("/about/")
    tag = site.ask("/about/").headers["ETag"]
    site.forget()
    assert site.ask("/about/").headers["ETag"] == tag
    assert site.rendered == 2


class Elsewhere(dict):
    """A shared store, without the Redis."""

    def get(self, key, stamp):
        return super().get((key, stamp))

    def put(self, key, stamp, kept):
        self[key, stamp] = kept


def test_what_one_process_rendered_another_answers():
    shared = Elsewhere()
    one, other = Site(shared), Site(shared)
    answer = one.ask("/pages/page/")
    assert other.ask("/pages/page/") == answer
    assert other.rendered == 0
    ContentVersion.objects.bump()
    other.ask("/pages/page/")
    assert other.rendered == 1
    assert len(shared) == 2
