import re

import pytest
from playwright.sync_api import expect

from tests.starting import put_starter

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def content(transactional_db):
    put_starter()


def test_search_leads_to_the_section_without_javascript(content, open_page):
    page = open_page("/search/", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search for").last.fill("opioid painkil")
    page.keyboard.press("Enter")
    expect(page.locator(".search-told")).to_contain_text("passages in the pages")
    expect(page.locator(".search-hit mark").nth(3)).to_be_visible()
    page.get_by_role("link", name="Opioid painkillers", exact=True).first.click()
    expect(page).to_have_url(re.compile("/pages/ldn/#opioid-painkillers$"))
    # The browser may scroll there smoothly.
    expect(page.locator("#opioid-painkillers")).to_be_in_viewport()


def test_misspelt_word_is_put_right_by_one_click(content, open_page):
    page = open_page("/search/?q=naltrexne", java_script_enabled=False)
    page.get_by_role("link", name="Search for naltrexone").click()
    expect(page.locator(".search-hit")).to_have_count(20)
    page.get_by_role("link", name="Studies").last.click()
    expect(page.locator('.search-chip[aria-current="true"]')).to_contain_text("Studies")
    page.wait_for_load_state()
    assert set(page.locator(".search-kind").all_inner_texts()) == {"Study"}
