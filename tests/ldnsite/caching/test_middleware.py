"""What may be kept says so; whatever is private or went wrong says that it may not."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from ldnsite.caching.middleware import (
    CACHE_CONTROL,
    PublicGZipMiddleware,
    PublicResponses,
    accepts_gzip,
)
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def passed(response, path="/about/", **headers):
    """The response after the middleware, as the view of the path had made it."""
    request = RequestFactory().get(path, **headers)
    request.resolver_match = resolve(path)

    def view(request):
        return middleware.process_view(request, None) or response

    middleware = PublicResponses(view)
    return middleware(request)


def test_public_response_may_be_kept():
    response = passed(HttpResponse("words"))
    assert response.headers["Cache-Control"] == CACHE_CONTROL
    assert response.headers["ETag"].startswith('W/"')
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.kept_under


def test_browsers_ask_each_time_and_what_stands_between_may_keep_a_page_for_a_minute():
    """RFC 9111 and RFC 5861; a withdrawn page is gone everywhere within two minutes."""
    said = dict(part.partition("=")[::2] for part in CACHE_CONTROL.split(", "))
    assert said == {
        "public": "",
        "max-age": "0",
        "s-maxage": "60",
        "stale-while-revalidate": "60",
    }


@pytest.mark.parametrize("path", ["/admin/", "/healthz", "/readyz"])
def test_private_response_may_not(path):
    response = passed(HttpResponse("words"), path)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert not hasattr(response, "kept_under")


def with_cookie(response):
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "response",
    [
        lambda: HttpResponse("wrong", status=404),
        lambda: HttpResponse("wrong", status=500),
        lambda: HttpResponse("later", status=307),
        lambda: with_cookie(HttpResponse("words")),
        lambda: HttpResponse("words", headers={"Vary": "Cookie"}),
    ],
)
def test_what_is_not_the_same_for_all_may_not(response):
    done = passed(response())
    assert done.headers["Cache-Control"] == "no-store"
    assert not hasattr(done, "kept_under")


def test_views_own_word_counts():
    done = passed(HttpResponse("words", headers={"Cache-Control": "max-age=5"}))
    assert done.headers["Cache-Control"] == "max-age=5"
    assert not hasattr(done, "kept_under")


def test_views_own_tag_counts():
    done = passed(HttpResponse("words", headers={"ETag": '"own"'}), HTTP_IF_NONE_MATCH="*")
    assert (done.status_code, done.headers["ETag"]) == (200, '"own"')
    assert done.headers["Cache-Control"] == CACHE_CONTROL
    assert not hasattr(done, "kept_under")


def test_stream_passes_without_a_tag():
    done = passed(StreamingHttpResponse(["words"]))
    assert done.headers["Cache-Control"] == CACHE_CONTROL
    assert "ETag" not in done.headers


def test_error_and_desk_are_not_to_be_stored(publisher_client):
    for client, address in (
        (Client(), "/nothing/"),
        (Client(), "/pages/none/"),
        (Client(), "/admin/login/"),
        (publisher_client, "/admin/"),
        (publisher_client, "/admin/articles/article/"),
    ):
        assert "no-store" in client.get(address).headers["Cache-Control"], address
    assert "no-store" in Client().post("/about/").headers["Cache-Control"]


def test_no_public_view_touches_the_session(monkeypatch, publisher_client):
    """Signed in or not, with a session or none: no reader's page reads, sets or varies on one."""
    edition = make_edition(code="13", slug="page")

    def touched(*_):
        raise AssertionError("the session was touched")

    for name in ("_get_session", "save", "load"):
        monkeypatch.setattr(f"django.contrib.sessions.backends.db.SessionStore.{name}", touched)
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore._session", property(touched)
    )
    for address in ("/", "/pages/", "/search/?q=page", "/changes/", edition.get_absolute_url()):
        response = publisher_client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("deflate, gzip ;q=1.0", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("x-gzip-like", False),
    ],
)
def test_offer_of_gzip(header, accepted):
    assert accepts_gzip(header) == accepted


def compressed(path, **headers):
    request = RequestFactory().get(path, HTTP_ACCEPT_ENCODING="gzip", **headers)
    request.resolver_match = resolve(path)
    return PublicGZipMiddleware(lambda request: HttpResponse("words " * 100))(request)


def test_public_pages_are_compressed_always_alike():
    first, second = compressed("/about/"), compressed("/about/")
    assert gzip.decompress(first.content) == b"words " * 100
    assert first.content == second.content


def test_pages_with_secrets_are_not_compressed():
    assert compressed("/admin/login/").content == b"words " * 100
