"""The sitemap for search engines, read by a parser that knows nothing of Django."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from articles.models import Edition
from articles.publishing import withdraw
from ldnsite import sitemaps
from tests.factories import make_article, make_edition, make_study

pytestmark = pytest.mark.django_db
SPACE = f"{{{sitemaps.NAMESPACE}}}"
LISTS = len(sitemaps.DATED_LISTS) + len(sitemaps.UNDATED_LISTS)


def read(address="/sitemap.xml"):
    """The root's name, and the date of each address in order; None where it has none."""
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.getvalue())
    found = {}
    for element in root:
        assert [part.tag for part in element] in (
            [f"{SPACE}loc"],
            [f"{SPACE}loc", f"{SPACE}lastmod"],
        )
        date = element.findtext(f"{SPACE}lastmod")
        path = element.findtext(f"{SPACE}loc").removeprefix("http://testserver")
        assert path not in found
        found[path] = parse_datetime(date) if date else None
    return root.tag.removeprefix(SPACE), found


def second(moment):
    return moment.replace(microsecond=0)


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of three addresses."""
    monkeypatch.setattr(sitemaps, "MOST", 3)
    monkeypatch.setattr(sitemaps, "BATCH", 2)


def test_address_of_a_part_stays_as_it_is():
    assert reverse("sitemap_part", args=["pages", 2]) == "/sitemap-pages-2.xml"


def test_one_file_holds_all_while_they_are_few():
    make_study(key="a-study")
    make_edition(slug="page", body="[@a-study]")
    make_study(key="draft-study")
    make_article(slug="draft", body="[@draft-study]")
    edition = make_edition(slug="other", body="[@a-study]")
    name, found = read()
    assert name == "urlset"
    assert len(found) == LISTS + 3
    assert found["/pages/other/"] == second(edition.published_at)
    assert found["/studies/a-study/"] is None
    assert {"/", "/pages/", "/pages/page/", "/export/"} <= found.keys()


def test_dates_are_those_of_publishing_not_of_the_request():
    old = make_edition(slug="page")
    long_ago = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    Edition.objects.filter(pk=old.pk).update(published_at=long_ago)
    found = read()[1]
    assert found["/pages/page/"] == long_ago
    for route in sitemaps.DATED_LISTS:
        assert found[reverse(route)] == long_ago
    for route in sitemaps.UNDATED_LISTS:
        assert found[reverse(route)] is None


def test_withdrawn_page_is_in_none_and_dates_the_lists():
    make_study(key="a-study")
    edition = make_edition(slug="page", body="[@a-study]")
    gone = withdraw(article=edition.article, by=None, explanation="Wrong.")
    found = read()[1]
    assert len(found) == LISTS
    assert found["/"] == second(gone.published_at)


def test_empty_site_has_its_lists():
    name, found = read()
    assert (name, len(found)) == ("urlset", LISTS)
    assert set(found.values()) == {None}


def test_past_the_bound_it_is_an_index_of_all(small_parts):
    made = {f"/pages/page-{number}/" for number in range(7)}
    for number in range(7):
        make_study(key=f"study-{number}")
    for number in range(7):
        make_edition(slug=f"page-{number}", body=f"[@study-{number}]")
    name, index = read()
    assert name == "sitemapindex"
    assert "/sitemap-lists-1.xml" in index
    found = {}
    for address in index:
        name, part = read(address)
        assert name == "urlset"
        assert part
        assert not part.keys() & found.keys()
        if "lists" not in address:
            assert len(part) <= 3
        found |= part
        dates = [date for date in part.values() if date]
        assert index[address] == (max(dates) if dates else None)
    assert len(found) == LISTS + 14
    assert made <= found.keys()


def test_page_stays_in_its_part_while_others_are_published(small_parts):
    first = [make_edition().slug for _ in range(4)]
    parts = {address: set(read(address)[1]) for address in read()[1]}
    withdraw(article=Edition.objects.get(slug=first[0]).article, by=None, explanation="Wrong.")
    make_edition()
    for address, before in parts.items():
        if "pages" in address:
            # Where it stood alone, its part goes with it.
            left = set(read(address)[1]) if address in read()[1] else set()
            assert before - left <= {f"/pages/{first[0]}/"}


@pytest.mark.parametrize(
    "name", ["pages-0", "pages-2000", "pages-99999999999999999999", "studies-1", "lists-2", "x-1"]
)
def test_part_that_holds_nothing_is_not_found(name):
    make_edition()
    assert Client().get(f"/sitemap-{name}.xml").status_code == 404


def test_number_of_queries_does_not_grow(django_assert_num_queries, small_parts):
    for _ in range(2):
        make_edition()
    with django_assert_num_queries(6):
        assert read()[0] == "sitemapindex"
    for _ in range(9):
        make_edition()
    with django_assert_num_queries(6):
        assert read()[0] == "sitemapindex"
    part = next(address for address in read()[1] if "pages" in address)
    with django_assert_num_queries(2):
        read(part)


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-lists-1.xml"])
def test_unchanged_content_is_not_sent_again(address):
    make_edition()
    tag = Client().get(address).headers["ETag"]
    again = Client().get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.getvalue()) == (304, b"")
    make_edition()
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
    assert Client().head(address).getvalue() == b""
    assert Client().post(address).status_code == 405


def test_it_is_written_in_pieces(monkeypatch):
    monkeypatch.setattr(sitemaps, "BATCH", 2)
    now = datetime.now(UTC)
    entries = [(f"/{number}?a&b", now - timedelta(days=number)) for number in range(5)]
    pieces = list(sitemaps._written("urlset", "url", "https://example.org", entries))
    assert len(pieces) == 3
    root = ElementTree.fromstring("".join(pieces))
    assert [element.findtext(f"{SPACE}loc") for element in root] == [
        f"https://example.org/{number}?a&b" for number in range(5)
    ]
