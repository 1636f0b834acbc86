import pytest
from playwright.sync_api import expect

from articles.models import RatingLevel
from tests.factories import make_edition

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

RELEVANCE = ["background", "helpful to some", "useful", "important", "essential, do not skim"]


@pytest.fixture
def content(transactional_db):
    # The rubric that the migration wrote is gone where another test emptied the tables.
    for level, name in enumerate(RELEVANCE, start=1):
        RatingLevel.objects.get_or_create(rating="relevance", level=level, defaults={"name": name})
    make_edition(title="Sleep one", relevance=5, technical_level=1, tags=("sleep", "pacing"))
    make_edition(title="Sleep two", relevance=5, technical_level=4, tags=("sleep",))
    make_edition(title="Pacing", relevance=4, technical_level=1, tags=("pacing",))
    make_edition(title="Rest", relevance=3)


def open_filters(page):
    """Unfold the filters where they are folded, as on a phone."""
    page.wait_for_load_state()
    if not page.locator(".filters .options").first.is_visible():
        page.locator(".filters summary").click()
        page.locator(".filters .options").first.wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_filters_are_chosen_combined_and_removed_without_javascript(content, open_page, width):
    page = open_page("/pages/", java_script_enabled=False, viewport={"width": width, "height": 900})
    titles = page.locator(".page-summary h3")
    expect(titles).to_have_count(4)
    open_filters(page)
    page.locator(".filters").get_by_role("link", name="5: essential, do not skim").click()
    expect(titles).to_have_count(2)
    open_filters(page)
    page.locator(".filters").get_by_role("link", name="pacing").click()
    expect(page).to_have_url("/pages/?relevance=5&tag=pacing")
    expect(titles).to_have_count(1)
    expect(titles.first).to_contain_text("Sleep one")
    page.get_by_role("link", name="Relevance 5: essential, do not skim remove").click()
    expect(page).to_have_url("/pages/?tag=pacing")
    expect(titles).to_have_count(2)
    page.get_by_role("link", name="newest first").click()
    expect(titles.first).to_contain_text("Pacing")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url("/pages/")
    expect(titles).to_have_count(4)


def test_filters_are_folded_on_a_phone_and_open_beside_the_list(content, open_page):
    option = ".filters .options a"
    phone = open_page("/pages/", viewport={"width": 390, "height": 800})
    assert not phone.locator(option).first.is_visible()
    desk = open_page("/pages/", viewport={"width": 1280, "height": 800})
    assert desk.locator(option).first.is_visible()
