"""What holds for every public page, with nothing, starter, hostile and huge content."""

from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.contents import FILLINGS

pytestmark = [pytest.mark.once, pytest.mark.django_db]
STYLES, SCRIPTS = 20 * 1024, 8 * 1024


def links_of(address, tree):
    return [urljoin(address, link.get("href") or "") for link in tree.iter("a")]


def heavy(address, tree):
    """Styles and scripts are bounded before compression, page by page."""
    styles = [link.get("href") for link in tree.iter("link") if link.get("rel") == "stylesheet"]
    scripts = [script.get("src") for script in tree.iter("script") if script.get("src")]
    for files, bound in ((styles, STYLES), (scripts, SCRIPTS)):
        found = [Path(finders.find(name.removeprefix("/static/"))) for name in files]
        size = sum(path.stat().st_size for path in found)
        if not 0 < size <= bound:
            yield address, files, size


def nameless(address, tree):
    """Either a page is kept out of search engines, or it says its address, title and more."""
    names = {meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
    shared = {meta.get("property"): meta.get("content") for meta in tree.iter("meta")}
    addresses = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    if "noindex" not in (names.get("robots") or ""):
        said = [shared.get("og:url"), *addresses]
        if len(said) != 2 or said[0] != said[1] or not said[0].startswith("http://testserver/"):
            yield address, said
        if not shared.get("og:title") or names.get("description") != shared.get("og:description"):
            yield address, shared, names
    elif len(addresses) > 1:
        yield address, addresses


def astray(pages):
    """Links that lead to a place within one of `pages`, where there is no such place."""
    ids = {address: {part.get("id") for part in tree.iter()} for address, tree in pages.items()}
    for address, tree in pages.items():
        for link in links_of(address, tree):
            target, place = urldefrag(link)
            if place and target in ids and unquote(place) not in ids[target]:
                yield address, link


def dead(pages):
    """Links of the site's own that are answered with neither a page nor a way on."""
    linked = {
        link.split("?")[0].split("#")[0]: address
        for address, tree in pages.items()
        for link in links_of(address, tree)
    }
    for target in sorted(target for target in linked if target.startswith("/")):
        if target not in pages and Client().get(target).status_code not in (200, 301, 302, 410):
            yield linked[target], target


@pytest.mark.parametrize("content", FILLINGS)
def test_every_page_is_light_is_named_and_leads_somewhere(content):
    answers = {address: Client().get(address) for address in FILLINGS[content]()}
    pages = {
        address: html5lib.parse(answer.content, namespaceHTMLElements=False)
        for address, answer in answers.items()
    }
    faults = [fault for address, tree in pages.items() for fault in heavy(address, tree)]
    for address, tree in pages.items():
        if answers[address].status_code == 200:
            faults += nameless(address, tree)
    faults += astray(pages)
    # Sixty studies are behind the one template that the others' are.
    faults += dead(pages) if content != "huge" else []
    assert faults == []
