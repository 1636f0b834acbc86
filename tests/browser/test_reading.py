import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.publishing import publish
from tests.starting import put_starter

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def content(transactional_db):
    put_starter()


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


@pytest.mark.parametrize("begun", ["", "#surgery"])
@pytest.mark.parametrize("way", ["Escape", "Close"])
def test_reference_is_put_away_again_at_the_place_that_raised_it(content, open_page, way, begun):
    size = {"width": 390, "height": 800}
    page = open_page(f"/pages/ldn/{begun}", viewport=size, reduced_motion="reduce")
    # The last of several places that cite one work: "back to the text" alone would not find it.
    citation = page.locator(".text .cite a[id$='_3']").first
    citation.scroll_into_view_if_needed()
    before = citation.bounding_box()["y"]
    citation.click()
    entry = page.locator(f"#ref_{citation.inner_text()}")
    expect(entry).to_have_css("position", "fixed")
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        entry.get_by_role("button", name="Close").click()
    expect(entry).not_to_have_css("position", "fixed")
    expect(citation).to_be_focused()
    assert abs(citation.bounding_box()["y"] - before) < 5
    expect(entry.get_by_role("button", include_hidden=True)).to_be_hidden()
    assert page.complaints == []


def test_first_screen_of_a_phone_belongs_to_the_page(content, open_page):
    page = open_page("/pages/ldn/", viewport={"width": 390, "height": 844})
    for part in ("h1", ".ratings li:nth-child(3)", ".importance"):
        expect(page.locator(part)).to_be_in_viewport()
    assert page.locator("h1").bounding_box()["y"] < 200
    expect(page.get_by_role("navigation", name="Site").get_by_text("Search")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()


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
    expect(page).to_have_url(re.compile("#page_main$"))


def test_keyboard_alone_reaches_everything_that_a_pointer_does(content, open_page):
    page = open_page("/pages/ldn/short/", viewport={"width": 1280, "height": 900})
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, summary")]
          .filter((element) => element.checkVisibility()).length"""
    )
    seen = set()
    for _ in range(reachable):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            """() => {
              const all = [...document.querySelectorAll("*")];
              const style = getComputedStyle(document.activeElement);
              return [all.indexOf(document.activeElement), style.outlineStyle];
            }"""
        )
        assert outline == "solid", page.evaluate("document.activeElement.outerHTML")
        seen.add(place)
    assert len(seen) == reachable


def paper(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_theme_is_switched_and_holds_from_the_first_paint(content, open_page):
    page = open_page("/", color_scheme="light")
    light = paper(page)
    page.get_by_text("Comfort").click()
    page.get_by_role("button", name="Dim").click()
    expect(page.get_by_role("button", name="Dim")).to_have_attribute("aria-pressed", "true")
    dim = paper(page)
    assert dim != light
    # What is painted first is what stands when the head has been read, before any text.
    page.add_init_script(
        """new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.first = getComputedStyle(document.documentElement).backgroundColor;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto("/pages/")
    assert page.evaluate("window.first") == dim
    page.get_by_text("Comfort").click()
    page.get_by_role("button", name="As the system").click()
    assert paper(page) == light


def test_text_size_and_spacing_stay_in_the_browser(content, open_page):
    page = open_page("/pages/ldn/short/")
    measure = "getComputedStyle(document.querySelector('main p')).%s"
    before = [page.evaluate(measure % name) for name in ("fontSize", "lineHeight")]
    page.get_by_text("Comfort").click()
    page.get_by_role("button", name="Largest").click()
    page.get_by_role("button", name="Wide").click()
    page.reload()
    after = [page.evaluate(measure % name) for name in ("fontSize", "lineHeight")]
    assert [float(a[:-2]) > float(b[:-2]) for a, b in zip(after, before, strict=True)] == [True] * 2
    assert page.context.cookies() == []


def test_reader_is_told_what_changed_since_the_last_reading(content, open_page):
    page = open_page("/pages/ldn/")
    expect(page.locator(".news")).to_be_hidden()
    article = Article.objects.get(slug="ldn")
    publish(article=article, by=None, note="Plainer words.")
    page.reload()
    expect(page.locator(".news")).to_be_visible()
    page.locator(".news").click()
    expect(page).to_have_url("/pages/ldn/history/?from=1&to=2")
    page.goto("/pages/ldn/")
    expect(page.locator(".news")).to_be_hidden()
