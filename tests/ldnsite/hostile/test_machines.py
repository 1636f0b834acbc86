"""Hostile words in what programs read: the feed, sitemap, export, JSON-LD and citation files."""

import json
from xml.etree import ElementTree as etree

import html5lib
import pytest
from django.test import Client

from tests.ldnsite.hostile.pages import faults, faults_of_data, is_good_address
from tests.ldnsite.hostile.site import Site
from tests.ldnsite.hostile.texts import OWN, PUBLISHABLE, SIGNS, STORED

pytestmark = pytest.mark.django_db

HALVES = pytest.mark.parametrize("shift", [0, len(STORED) // 2])
ATOM = "{http://www.w3.org/2005/Atom}"
EXPORTS = [
    *("/export/articles.json", "/export/articles/13.json", "/export/articles/15.json"),
    *("/export/references.json", "/export/site.json", "/export/references.csl.json"),
]
FILES = ["/export/site.ndjson", "/export/references.ris", "/export/references.bib", *EXPORTS]


def make_site(shift):
    Site(STORED[shift:] + STORED[:shift], PUBLISHABLE[shift:] + PUBLISHABLE[:shift])


def read(address):
    return Client().get(address).getvalue().decode()


@HALVES
def test_feed_has_elements_of_its_own_alone(shift):
    make_site(shift)
    feed = etree.fromstring(read("/changes.atom"))
    assert SIGNS.search(" ".join(feed.itertext()))
    for node in feed.iter():
        assert node.tag.startswith(ATOM), node.tag
        assert set(node.attrib) <= {
            "href",
            "rel",
            "type",
            "{http://www.w3.org/XML/1998/namespace}lang",
        }
        assert is_good_address(node.get("href", "")), node.get("href")
        if node.get("type") in ("html", "xhtml"):
            assert faults("".join(node.itertext())) == []


@HALVES
def test_sitemap_names_addresses_of_this_site_alone(shift):
    make_site(shift)
    places = [node.text for node in etree.fromstring(read("/sitemap.xml")).iter() if node.text]
    found = [place.strip() for place in places if "/" in place]
    assert len(found) > 10
    assert [place for place in found if not place.startswith("http://testserver/")] == []


@HALVES
def test_export_has_only_addresses_of_the_web_and_html_without_anything_active(shift):
    make_site(shift)
    for address in EXPORTS:
        text = read(address)
        assert faults_of_data(json.loads(text)) == [], address
    for line in read("/export/site.ndjson").strip("\n").split("\n"):
        assert faults_of_data(json.loads(line)) == []
    # It does look at pages' HTML: a forged piece of it would be found.
    page = json.loads(read("/export/articles/13.json"))
    html = find_html(page)
    assert len(html) >= 3
    assert any(SIGNS.search(piece) for piece in html)


def find_html(value, key=""):
    if isinstance(value, dict):
        return [
            one
            for name, part in value.items()
            for one in find_html(part, key or name * (name == "html"))
        ]
    if isinstance(value, list):
        return [one for part in value for one in find_html(part, key)]
    return [value] if key and isinstance(value, str) else []


def test_nothing_that_programs_read_can_pass_for_a_page():
    """A browser that is led there shows text, or saves a file."""
    make_site(0)
    for address in (
        *FILES,
        "/changes.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/manifest.webmanifest",
    ):
        response = Client().get(address)
        assert not response.headers["Content-Type"].startswith(("text/html", "image/")), address
        assert "xhtml" not in response.headers["Content-Type"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.getvalue()


@pytest.mark.parametrize("text", [*OWN[:4], "\x00", "a" * 600])
@pytest.mark.parametrize("name", ["modified_since", "size", "after", "tag", "relevance", "<evil>"])
def test_refusal_of_a_parameter_is_no_page(name, text):
    response = Client().get("/export/articles.json", {name: text})
    assert response.status_code < 500
    assert "json" in response.headers["Content-Type"]
    json.loads(response.content)


@HALVES
@pytest.mark.parametrize("address", ["/pages/page/", "/studies/a/", "/studies/b/"])
def test_json_ld_ends_where_it_should_and_leads_to_the_web(address, shift):
    make_site(shift)
    page = read(address)
    scripts = [
        node
        for node in html5lib.parse(page, namespaceHTMLElements=False).iter("script")
        if node.get("type") == "application/ld+json"
    ]
    assert len(scripts) == 1
    assert not set("<>&") & set(scripts[0].text)
    graph = json.loads(scripts[0].text)
    assert faults_of_data(graph) == []
    assert SIGNS.search(json.dumps(graph))
