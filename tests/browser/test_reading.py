import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from articles.publishing import withdraw
from ldnsite.management.commands.set_up import STARTER
from tests.factories import make_edition

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ADDRESSES = [
    "/",
    "/pages/",
    "/pages/ldn/",
    "/pages/gone/",
    "/pages/none/",
    "/studies/",
    "/studies/younger-2013/",
    "/resources/",
    "/glossary/",
    "/ratings/",
    "/search/",
    "/search/?q=low+dose&relevance=5",
    "/search/?q=naltrexne",
    "/sitemap/",
]


@pytest.fixture
def content(transactional_db):
    call_command("import_content", STARTER, stdout=io.StringIO())
    gone = make_edition(code="99", slug="gone", title="Gone")
    withdraw(article=gone.article, by=None, explanation="It was wrong.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_and_axe_finds_nothing(content, open_page, width, scheme):
    axe = Axe()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for address in ADDRESSES:
        page = open_page(
            address,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=True,
        )
        found = axe.run(page, options=options).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        complaints = [words for words in page.complaints if "status of 4" not in words]
        assert complaints == [], address


def test_citation_keeps_the_readers_place(content, open_page):
    page = open_page("/pages/ldn/", java_script_enabled=False)
    citation = page.locator(".text .cite a").first
    citation.scroll_into_view_if_needed()
    number = citation.inner_text()
    before = citation.bounding_box()["y"]
    citation.click()
    entry = page.locator(f"#ref_{number}")
    expect(entry).to_have_css("position", "fixed")
    assert abs(citation.bounding_box()["y"] - before) < 5
    entry.locator(".backlinks a").first.click()
    expect(entry).not_to_have_css("position", "fixed")


def test_page_reads_whole_without_javascript(content, open_page):
    page = open_page("/pages/ldn/", java_script_enabled=False)
    assert page.locator("h1").inner_text().startswith("Low-dose naltrexone")
    assert page.locator(".ratings .meter").count() == 3
    assert page.locator(".voice").count() >= 10
    assert page.locator("#page_safety").is_visible()


def test_keyboard_reaches_the_text_first(content, open_page):
    page = open_page("/pages/ldn/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#page_main'")
