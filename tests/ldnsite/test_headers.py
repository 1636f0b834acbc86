"""Every response carries the same strict headers, and no public one touches the session."""

import pytest
from django.test import Client, override_settings
from django.urls import path

from articles.publishing import withdraw
from ldnsite.urls import urlpatterns as project_urls
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def crash(request):
    raise RuntimeError("made to fail")


urlpatterns = [path("crash/", crash), *project_urls]

ADDRESSES = [
    ("/", 200),
    ("/pages/", 200),
    ("/pages/page/", 200),
    ("/pages/page/short/", 200),
    ("/pages/gone/", 410),
    ("/pages/page/history/", 200),
    ("/pages/page/editions/1/", 200),
    ("/pages/page/editions/9/", 404),
    ("/pages/page/sheet/", 200),
    ("/pages/gone/history/", 410),
    ("/pages/none/", 404),
    ("/p/13/", 301),
    ("/tags/", 200),
    ("/tags/sleep/", 200),
    ("/tags/SLEEP/", 301),
    ("/tags/none/", 404),
    ("/wanted/", 200),
    ("/studies/", 200),
    ("/resources/", 200),
    ("/glossary/", 200),
    ("/ratings/", 200),
    ("/search/", 200),
    ("/search/?q=page", 200),
    ("/sitemap/", 200),
    ("/sitemap.xml", 200),
    ("/changes/", 200),
    ("/changes.atom", 200),
    ("/about/", 200),
    ("/robots.txt", 200),
    ("/manifest.webmanifest", 200),
    ("/export/articles/13.json", 200),
    ("/export/articles/99.json", 404),
    ("/healthz", 200),
    ("/readyz", 200),
    ("/static/css/site.css", 200),
    ("/crash/", 500),
]


@pytest.fixture(autouse=True)
def pages(db):
    make_edition(code="13", slug="page", tags=("sleep",))
    gone = make_edition(code="14", slug="gone")
    withdraw(article=gone.article, by=None, explanation="Wrong.")


def answer(address, **headers):
    with override_settings(ROOT_URLCONF=__name__):
        response = Client(raise_request_exception=False).get(address, **headers)
    response.close()
    return response


def assert_strict(response):
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("address", "status"), [*ADDRESSES, ("/admin/", 302), ("/admin/login/", 200)]
)
def test_every_response_has_the_strict_headers(address, status, debug, settings):
    settings.DEBUG = debug
    response = answer(address)
    assert response.status_code == status
    assert_strict(response)
    own = "cross-origin" if address.startswith("/export/") else "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == own


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_public_response_sets_no_cookie_and_varies_on_none(address, status):
    response = answer(address)
    assert response.status_code == status
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_bad_host_gets_400_with_headers():
    response = answer("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_refused_editor_is_told_why_and_led_back(editor_client):
    response = editor_client.get(f"/admin/articles/article/{make_article().pk}/publish/")
    assert response.status_code == 403
    assert_strict(response)
    text = response.content.decode()
    assert "<h1>Your role may not do this</h1>" in text
    assert '<a href="/admin/">Back to the desk</a>' in text


def test_error_page_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = answer("/crash/")
    assert "You did nothing wrong" in response.content.decode()
