"""History, editions, changes and data for machines, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.publishing import publish
from tests.starting import put_starter

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def publish_again(edition, note, **fields):
    Article.objects.filter(pk=edition.article_id).update(**fields)
    return publish(article=edition.article, by=None, note=note)


@pytest.fixture
def content(transactional_db):
    put_starter()
    article = Article.objects.get(slug="ldn")
    body = article.body.replace("placebo", "dummy pill", 2) + "\n\nA last paragraph."
    publish_again(article.editions.get(), "Plainer words.", body=body, skill_level=4)


def test_reader_compares_two_editions_without_javascript(content, open_page):
    page = open_page("/pages/ldn/history/", java_script_enabled=False)
    page.get_by_label("From").select_option("1")
    page.get_by_label("To", exact=True).select_option("2")
    page.get_by_role("button", name="Show what changed").click()
    comparison = page.locator("#history_comparison")
    expect(page).to_have_url(re.compile("from=1&to=2"))
    expect(comparison.locator("ins").nth(1)).to_contain_text("dummy pill")
    expect(comparison.locator("ins").last).to_be_visible()
    removed = comparison.locator(".changed del").first
    added = comparison.locator(".changed ins").first
    expect(removed).to_have_css("text-decoration-line", "line-through")
    expect(added).to_have_css("text-decoration-line", "underline")
    folded = comparison.locator("details").first
    expect(folded).to_contain_text("unchanged")
    folded.locator("summary").click()
    expect(folded.locator("p")).to_be_visible()


def test_data_for_machines_breaks_no_policy_and_runs_nothing(content, open_page):
    page = open_page("/studies/younger-2013/")
    block = page.locator('script[type="application/ld+json"]')
    assert page.evaluate("text => JSON.parse(text)['@graph'].length", block.inner_text()) == 2
    assert page.complaints == []
    # The policy is on: the same element as a program is refused, and the console says so.
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          const told = (event) => resolve(event.blockedURI);
          document.addEventListener("securitypolicyviolation", told);
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.head.append(script);
        })"""
    )
    assert refused == "inline"
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in words for words in page.complaints)
