import re

import pytest
from django.test import Client

from ldnsite.export.guide import EXAMPLE
from ldnsite.export.paging import USUAL
from ldnsite.urls import urlpatterns
from references.formats import ris
from tests.factories import make_article, make_edition, make_resource, make_study

pytestmark = pytest.mark.django_db


def read(address="/export/"):
    return Client().get(address).content.decode()


def test_every_export_address_is_explained():
    """Whoever adds an export tells people of it."""
    make_edition(code="13")
    text = read()
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    exports = [route for route in routes if route.startswith("export/") and route != "export/"]
    assert len(exports) >= 3
    for route in exports:
        # What stands before the part that varies.
        assert f"/{route.split('<')[0]}" in text, route
    assert f"All pages, {USUAL} at a time" in text


def test_every_address_on_it_answers():
    make_study(key="a-study")
    make_edition(code="13", body="[@a-study]")
    addresses = set(re.findall(r'href="(/[^"#]*)"', read()))
    assert "/export/articles/13.json" in addresses
    assert {f"/export/references.{form}" for form in ("ris", "bib", "csl.json")} <= addresses
    for address in addresses - {"/favicon.svg"}:
        if not address.startswith("/static/"):
            response = Client().get(address)
            assert response.status_code == 200, address
            assert response.headers["ETag"], address


def test_it_takes_its_example_from_what_is_published(django_assert_num_queries):
    make_article(code="12", title="Secret draft")
    assert "/export/articles/13.json" in read()
    make_edition(code="14b", title="Public & seen")
    with django_assert_num_queries(1):
        text = read()
    assert 'href="/export/articles/14b.json"' in text
    assert "Public &amp; seen" in text
    assert "Secret draft" not in text


def test_its_record_is_what_the_writer_writes():
    assert "".join(ris.write([EXAMPLE])).strip() in read()


def test_it_says_where_to_ask(settings):
    assert 'href="mailto:editors@example.org">ask us first' in read()
    settings.CONTACT_EMAIL = ""
    assert "ask those who keep this site first" in read()


@pytest.mark.parametrize("address", ["/", "/about/"])
def test_it_is_linked(address):
    assert 'href="/export/"' in read(address)


def test_pages_name_their_other_forms():
    make_study(key="a-study")
    make_resource(key="a-book")
    make_edition(body="[@a-study] [@a-book]")
    for address in ("/studies/", "/resources/", "/export/"):
        for form in ("ris", "bib", "csl.json"):
            pattern = rf'<link rel="alternate"[^>]*href="/export/references.{form}"'
            assert re.search(pattern, read(address))
    for form in ("ris", "bib", "csl.json"):
        pattern = rf'<link rel="alternate"[^>]*href="/export/references/a-study.{form}"'
        assert re.search(pattern, read("/studies/a-study/"))
