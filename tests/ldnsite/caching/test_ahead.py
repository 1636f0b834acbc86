"""A page that was just published is rendered before its first reader asks, after its editor."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction

from articles.publishing import publish, withdraw
from ldnsite.caching import ahead, layer
from ldnsite.caching.layer import ResponseCache
from tests.articles.test_publish_due import make_due, run
from tests.factories import make_article, make_edition
from tests.ldnsite.caching.asking import Site, ask

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Desk:
    """Answers POST by doing something, as the desk does, and counts what else it is asked."""

    def __init__(self, do):
        self.do, self.handler, self.count = do, WSGIHandler(), 0

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] != "POST":
            self.count += 1
            return self.handler(environ, start_response)
        self.do()
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]


def desk(do):
    site = Site()
    site.application = Desk(do)
    return site


def again(article, title="Anew"):
    def do():
        type(article).objects.filter(pk=article.pk).update(title=title)
        publish(article=article, by=None, note="Again.")

    return do


def test_first_reader_of_a_published_page_waits_for_no_rendering():
    edition = make_edition(code="13", slug="page", title="Before")
    site = desk(again(edition.article))
    assert site.ask("/admin/publish/", "POST").body == b"done"
    rendered = site.rendered
    answer = site.ask("/pages/page/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert site.rendered == rendered == 1
    assert "Anew" in answer.text
    assert answer == ask(WSGIHandler(), "/pages/page/", HTTP_ACCEPT_ENCODING="gzip")


def test_editor_is_answered_first():
    edition = make_edition(code="13", slug="page")
    site = desk(again(edition.article))
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/admin/", "HTTP_HOST": "testserver"}
    environ |= {"wsgi.url_scheme": "http"}
    response = site(environ, lambda *_: None)
    assert list(response) == [b"done"]
    assert site.rendered == 0
    response.close()
    assert site.rendered == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_page_is_ready_by_the_way_that_the_editor_came(scheme, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["example.org", "other.example.org"]
    edition = make_edition(code="13", slug="page")
    site = desk(again(edition.article))
    way = {"HTTP_HOST": "other.example.org", "HTTP_X_FORWARDED_PROTO": scheme}
    site.ask(
        "/admin/",
        "POST",
        **way,
        HTTP_COOKIE="a=b",
        HTTP_AUTHORIZATION="Basic x",
        CONTENT_LENGTH="9",
    )
    reader = way | {"HTTP_ACCEPT_ENCODING": "gzip"}
    answer = site.ask("/pages/page/", **reader)
    assert site.rendered == 1
    assert f"{scheme}://other.example.org/pages/page/" in answer.text
    site.ask("/pages/page/", **(reader | {"HTTP_HOST": "example.org"}))
    assert site.rendered == 2


def test_what_came_to_nothing_and_what_was_withdrawn_is_not_rendered():
    edition = make_edition(code="13", slug="page")

    def rolled_back():
        with transaction.atomic():
            again(edition.article)()
            transaction.set_rollback(True)

    for do in (
        rolled_back,
        lambda: withdraw(article=edition.article, by=None, explanation="Wrong."),
        make_article,
    ):
        site = desk(do)
        site.ask("/admin/", "POST")
        assert site.rendered == 0


def test_of_many_pages_the_last_few_are_made_ready(monkeypatch):
    monkeypatch.setattr(ahead, "AT_ONCE", 2)
    site = desk(
        lambda: [make_edition(code=code, slug=f"page-{code}") for code in ("1", "2", "3", "4")]
    )
    site.ask("/admin/", "POST")
    assert [path for _, _, path, _, _ in site.plain.kept] == ["/pages/page-3/", "/pages/page-4/"]


def test_under_a_path_of_its_own_nothing_is_kept_and_nothing_made_ready():
    edition = make_edition(code="13", slug="page")
    site = desk(again(edition.article))
    site.ask("/admin/", "POST", SCRIPT_NAME="/under")
    assert site.rendered == 0


def test_elsewhere_nothing_is_noted():
    with ahead.published() as noted:
        edition = make_edition(code="13", slug="page")
        with ahead.published() as within:
            again(edition.article)()
    publish(article=edition.article, by=None, note="Outside.")
    assert (noted, within) == (["/pages/page/"], ["/pages/page/"])


class Sharing(dict):
    """A shared store in the place of Redis."""

    def put(self, key, stamp, kept):
        self[key, stamp] = kept

    def get(self, key, stamp):
        return dict.get(self, (key, stamp))


@pytest.mark.parametrize("has_https", [True, False])
def test_what_is_published_at_night_is_ready_for_all_who_share(
    publisher, settings, monkeypatch, has_https
):
    settings.ALLOWED_HOSTS = [".example.net", "example.org"]
    settings.SECURE_SSL_REDIRECT = has_https
    shared = Sharing()
    monkeypatch.setattr(layer, "shared_store", lambda: shared)
    make_due(publisher, code="13", slug="page")
    assert run()[2] == ""
    site = Site(shared)
    scheme = "https" if has_https else "http"
    reader = {"HTTP_HOST": "example.org", "wsgi.url_scheme": scheme, "HTTP_ACCEPT_ENCODING": "gzip"}
    assert "<h1" in site.ask("/pages/page/", **reader).text
    assert site.rendered == 0


def test_at_night_nothing_is_rendered_where_nobody_shares_or_no_name_is_known(
    publisher, settings, monkeypatch
):
    def refuse(*_):
        raise AssertionError("rendered for nobody")

    monkeypatch.setattr(ResponseCache, "make_ready", refuse)
    monkeypatch.setattr(layer, "shared_store", lambda: None)
    make_due(publisher, code="13")
    assert run()[2] == ""
    monkeypatch.setattr(layer, "shared_store", Sharing)
    settings.ALLOWED_HOSTS = ["*"]
    make_due(publisher, code="14")
    assert run()[2] == ""
