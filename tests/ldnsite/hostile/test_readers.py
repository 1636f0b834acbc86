"""Hostile words in every field, and every page of readers that shows them.

No page holds an element, attribute, id or class that the same page with plain words does not
hold, beyond what Markdown makes; tests/articles/markup holds that with many more texts.
"""

import functools

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings

from ldnsite.caching.addresses import PUBLIC
from tests.ldnsite.hostile.pages import faults, shape
from tests.ldnsite.hostile.site import Site
from tests.ldnsite.hostile.texts import (
    MIXED,
    OWN,
    PLAIN,
    PUBLISHABLE,
    SIGNS,
    STORED,
    is_storable,
)
from tests.ldnsite.test_middleware import ADDRESSES as EVERY_ROUTE

pytestmark = pytest.mark.django_db

PAGES = [
    *("/", "/pages/", "/pages/page/", "/pages/page/short/", "/pages/page/sheet/", "/about/"),
    *("/pages/page/history/", "/pages/page/history/?from=1&to=2", "/pages/page/editions/1/"),
    *("/pages/dosing/", "/pages/gone/", "/pages/gone/history/", "/tags/", "/tags/sleep/"),
    *("/studies/", "/studies/a/", "/studies/b/", "/resources/", "/glossary/", "/ratings/"),
    *("/wanted/", "/sitemap/", "/sitemap/?view=topic", "/sitemap/?view=rating", "/changes/"),
    *("/export/", "/search/", "/pages/none/", "/nothing/"),
]
SEARCHES = [
    "/search/?q=evil",
    "/search/?q=words",
    "/search/?q=img&kind=study",
    "/search/?q=naltrexne",
]
SHIFTS = [0, len(STORED) // 3, 2 * len(STORED) // 3]


def read(addresses):
    """The HTML at each address, whatever its status, and that there are no errors of ours."""
    found = {}
    for address in addresses:
        response = Client().get(address)
        assert response.status_code < 500, address
        assert response.headers["Content-Type"] == "text/html; charset=utf-8", address
        found[address] = response.content.decode()
    return found


@functools.cache
def plain_shape():
    """What pages are made of where no word is hostile, but for what nobody looked for."""
    with transaction.atomic():
        Site(PLAIN, PLAIN)
        pages = read([*PAGES, *SEARCHES, "/search/?q=plain", "/search/?q=13"])
        transaction.set_rollback(True)
    # What a comparison says where two texts show the same.
    return {("class", "empty")}.union(*map(shape, pages.values()))


@pytest.fixture(autouse=True)
def made_before_any_hostile_row(db):
    plain_shape()


def wrong_in(pages):
    found = {}
    for address, page in pages.items():
        strange = shape(page) - plain_shape()
        if wrong := [*faults(page), *sorted(strange)]:
            found[address] = wrong
    return found


@pytest.mark.parametrize("shift", SHIFTS)
def test_no_page_shows_more_than_words(shift):
    Site(STORED[shift:] + STORED[:shift], PUBLISHABLE[shift:] + PUBLISHABLE[:shift])
    pages = read([*PAGES, *SEARCHES])
    assert wrong_in(pages) == {}
    # The words are there: nothing was passed by looking at an empty page.
    silent = {"/about/", "/export/", "/search/", "/nothing/", "/pages/none/", "/wanted/"}
    dumb = {address for address, page in pages.items() if not SIGNS.search(page)}
    assert dumb - silent - {"/search/?q=naltrexne"} == set()


@pytest.mark.parametrize("text", OWN)
def test_each_text_alone_shows_no_more_than_words(text):
    """One that leaves something open could hide what comes after it."""
    Site([text], [text] if text in PUBLISHABLE else PLAIN)
    shown = ["/pages/page/", "/pages/page/history/?from=1&to=2", "/studies/a/", "/pages/"]
    assert wrong_in(read(shown)) == {}


def asked(text):
    """Every public address with the text as each parameter that it reads, and within its path."""
    names = {resolve_name(address): address for address in EVERY_ROUTE}
    for name, public in PUBLIC.items():
        address = names[name].split("?")[0]
        for parameter in sorted(public.parameters | {"made-up"}):
            yield address, {parameter: text}


def resolve_name(address):
    return resolve(address.split("?")[0]).view_name


def test_no_parameter_brings_anything_in():
    Site(STORED, PUBLISHABLE)
    wrong, count = {}, 0
    for text in [*OWN[:3], "\x00<script>evil()</script>", "'\"<evil>" * 60]:
        for address, query in asked(text):
            response = Client().get(address, query)
            assert response.status_code < 500, (address, query)
            if response.headers["Content-Type"].startswith("text/html"):
                count += 1
                if found := faults(response.content.decode()):
                    wrong[address, text] = found
            assert "evil" not in response.headers.get("Location", ""), (address, query)
    assert wrong == {}
    assert count > 100


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(MIXED.filter(is_storable))
def test_whatever_is_typed_stays_words(db, words):
    with transaction.atomic():
        Site([f"x {words} x"], PLAIN)
        pages = read(["/pages/page/", "/pages/", "/studies/a/", "/glossary/"])
        response = Client().get("/search/", {"q": words})
        wrong = wrong_in(pages | {"search": response.content.decode()})
        transaction.set_rollback(True)
    assert wrong == {}
