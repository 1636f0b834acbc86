"""Entries of long lists, led to by their keys; each list of this kind in turn."""

import html5lib
import pytest

from articles.finding.views import WantedList
from articles.merging import merge
from articles.models import Article
from articles.publishing import publish
from articles.views import Glossary
from ldnsite.searching.models import SearchEntry
from references.models import Link
from references.views import ResourceList
from tests.factories import make_edition, make_link, make_resource, make_term

pytestmark = pytest.mark.django_db
LISTS = {
    "/wanted/": (WantedList, "wanted_{}"),
    "/resources/": (ResourceList, "{}"),
    "/glossary/": (Glossary, "{}"),
}
KEYS = [f"k-{number}" for number in range(5)]


@pytest.fixture
def five(monkeypatch):
    """Five entries in each list, in parts of two; some are alike in all but their keys."""
    for view, _ in LISTS.values():
        monkeypatch.setattr(view, "paginate_by", 2)
    for number, key in enumerate(KEYS):
        make_link(key=key, url="", label="Alike")
        make_resource(key=key, title="Alike")
        make_term(key=key, term=f"word{number}")
    body = " ".join(f"[x][{key}] [@{key}]" for key in KEYS)
    return make_edition(body=body)


def led_to(client, address):
    """The ids on the page that an address leads to, and the one that it leads to there."""
    response = client.get(address)
    assert response.status_code == 302
    page, _, anchor = response.url.partition("#")
    tree = html5lib.parse(client.get(page).content, namespaceHTMLElements=False)
    return {part.get("id") for part in tree.iter()}, anchor


@pytest.mark.parametrize("place", LISTS)
def test_every_key_leads_to_the_part_that_its_entry_stands_in(client, five, place):
    anchor = LISTS[place][1]
    for key in KEYS:
        ids, found = led_to(client, f"{place}{key}/")
        assert found == anchor.format(key)
        assert found in ids
    parts = {client.get(f"{place}{key}/").url.partition("#")[0] for key in KEYS}
    assert parts == {place, f"{place}?page=2", f"{place}?page=3"}


@pytest.mark.parametrize("place", LISTS)
def test_queries_do_not_grow(client, five, place, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(f"{place}{KEYS[-1]}/")


@pytest.mark.parametrize("place", LISTS)
def test_key_of_no_entry_is_told_and_shows_the_list(client, five, place):
    response = client.get(f"{place}nobodys-key/")
    text = response.content.decode()
    assert response.status_code == 200
    assert response.context["page_obj"].number == 1
    assert "“nobodys-key” is not in this list" in text
    # The other parts are the list's own, and so is the address that search engines keep.
    assert f'href="{place}?page=2"' in text
    assert f'<link rel="canonical" href="http://testserver{place}">' in text
    assert response.headers["Cache-Control"] == "no-store"
    assert "is not in this list" not in client.get(place).content.decode()


def test_address_that_was_found_is_wanted_no_more(client, five):
    Link.objects.filter(key="k-2").update(url="https://example.org/", status="ok")
    assert "“k-2” is not in this list" in client.get("/wanted/k-2/").content.decode()


def test_what_no_page_uses_now_is_in_no_list(client, five):
    Article.objects.filter(pk=five.article_id).update(body=f"[x][{KEYS[0]}] [@{KEYS[0]}]")
    publish(article=five.article, by=None, note="Less.")
    for place in ("/wanted/", "/resources/"):
        assert client.get(f"{place}{KEYS[0]}/").status_code == 302
        assert client.get(f"{place}{KEYS[1]}/").status_code == 200


@pytest.mark.parametrize(
    ("place", "make"), [("/wanted/", make_link), ("/resources/", make_resource)]
)
def test_key_of_a_merged_record_leads_to_what_stayed(client, five, place, make):
    model = type(make(key="gone"))
    kept, gone = model.objects.get(key="k-3"), model.objects.get(key="gone")
    merge(kept=kept, gone=gone, values={"url": ""} if model is Link else {})
    assert client.get(f"{place}gone/").url == client.get(f"{place}k-3/").url


def test_search_leads_to_the_part(client, five):
    kinds = {"resource": "/resources/", "term": "/glossary/"}
    for kind, place in kinds.items():
        addresses = SearchEntry.objects.filter(kind=kind).values_list("address", flat=True)
        assert {client.get(address).url.partition("?")[0] for address in addresses} >= {place}
