"""Every public address is only read, whatever method is tried, with or without a form's token."""

import pytest
from django.test import Client
from django.urls import resolve

from articles.publishing import withdraw
from ldnsite.caching.addresses import PRIVATE, PUBLIC
from tests.factories import make_edition, make_resource, make_study

pytestmark = pytest.mark.django_db

READING = "GET, HEAD, OPTIONS"
CHANGING = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "post"]
ADDRESSES = [
    *("/", "/about/", "/robots.txt", "/manifest.webmanifest", "/healthz", "/readyz", "/search/"),
    *("/search/?q=page", "/sitemap/", "/sitemap.xml", "/sitemap-pages-1.xml", "/changes/"),
    *("/changes.atom", "/pages/", "/pages/page/", "/pages/page/short/", "/pages/page/history/"),
    *("/pages/page/editions/1/", "/pages/page/sheet/", "/pages/gone/", "/pages/none/", "/p/13/"),
    *("/tags/", "/tags/sleep/", "/wanted/", "/glossary/", "/ratings/", "/studies/", "/studies/s/"),
    *("/wanted/none/", "/glossary/none/", "/resources/none/"),
    *("/resources/", "/export/", "/export/articles.json", "/export/articles/13.json"),
    *("/export/references.json", "/export/site.json", "/export/site.ndjson"),
    *("/export/schema.json", "/export/openapi.json", "/export/references.ris"),
    *("/export/references.bib", "/export/references/s.csl.json"),
]


@pytest.fixture(autouse=True)
def pages(db):
    study, resource = make_study(key="s"), make_resource(key="r")
    body = f"Words [@{study.key}].\n\n![[{resource.key}]]"
    make_edition(code="13", slug="page", body=body, tags=("sleep",))
    gone = make_edition(code="14", slug="gone")
    withdraw(article=gone.article, by=None, explanation="Wrong.")


def test_every_public_route_is_walked_here():
    assert {resolve(address.split("?")[0]).view_name for address in ADDRESSES} == (
        PUBLIC.keys() | PRIVATE
    )


@pytest.mark.parametrize("method", CHANGING)
def test_no_public_address_takes_a_method_that_changes_something(method, django_assert_num_queries):
    client = Client(enforce_csrf_checks=True)
    with django_assert_num_queries(0):
        answers = {address: client.generic(method, address, b"a=b") for address in ADDRESSES}
    told = {
        (answer.status_code, answer.headers["Allow"], answer.headers["Content-Type"])
        for answer in answers.values()
    }
    assert told == {(405, READING, "text/plain; charset=utf-8")}
    assert {answer.headers["Cache-Control"] for answer in answers.values()} == {"no-store"}
    assert all("only for reading" in answer.content.decode() for answer in answers.values())
    assert not any(answer.cookies for answer in answers.values())


@pytest.mark.parametrize("address", ADDRESSES)
def test_reading_methods_agree(address):
    got, head = Client().get(address), Client().head(address)
    assert got.status_code == head.status_code < 500
    assert got.status_code != 405
    assert head.getvalue() == b""
    got.close()
    options = Client().options(address)
    assert (options.status_code, options.content) == (204, b"")
    assert "GET, HEAD, OPTIONS" in (
        options.headers.get("Allow"),
        options.headers.get("Access-Control-Allow-Methods"),
    )


def test_desk_still_takes_forms(admin_client):
    assert admin_client.post("/admin/login/", {}).status_code != 405
    assert Client(enforce_csrf_checks=True).post("/admin/login/", {}).status_code == 403


def test_unknown_address_is_not_found_whatever_the_method():
    assert Client(enforce_csrf_checks=True).post("/nothing/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/article/?code=%00",
        "/admin/articles/edition/?slug=a%00b",
        "/admin/autocomplete/?app_label=articles&model_name=quote&field_name=source&term=%00",
        "/admin/login/?next=%00",
    ],
)
def test_character_that_no_database_is_asked_for_is_refused_at_the_desk(admin_client, address):
    """A 500 on PostgreSQL, if it were not."""
    response = admin_client.get(address)
    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert admin_client.get(address.replace("%00", "%01")).status_code < 400


FORM = "application/x-www-form-urlencoded"
FILES = f"multipart/form-data; boundary={'x' * 8}"


class Unread:
    def read(self, *_):
        pytest.fail("the body was read")

    readline = read


@pytest.mark.parametrize("kind", [FORM, FILES])
@pytest.mark.parametrize("address", ["/admin/login/", "/admin/articles/article/bring-in/", "/"])
def test_what_is_too_large_is_refused_before_it_is_read(
    kind, address, settings, django_assert_num_queries
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    never_read = {"CONTENT_LENGTH": 4 * 1024 * 1024 + 1, "wsgi.input": Unread()}
    with django_assert_num_queries(0):
        response = Client().generic("POST", address, b"", kind, **never_read)
    assert (response.status_code, response.headers["Cache-Control"]) == (413, "no-store")
    assert "2.0\xa0MB, with its files. Nothing was saved." in response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_form_of_the_greatest_size_is_read(settings):
    body = b"username=a&password=" + b"b" * 100
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body)
    assert Client().post("/admin/login/", body, FORM).status_code == 200
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE -= 1
    assert Client().post("/admin/login/", body, FORM).status_code == 413
