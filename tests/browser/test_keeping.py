"""Words that the browser kept meet what a colleague saved in the meantime."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.articles.admin.forms import change_url
from tests.browser.test_editing import log_in, save
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_words_brought_back_undo_no_colleagues_save(transactional_db, open_page):
    article = make_article(body="Begun.", synopsis="Begun.")
    page = log_in(open_page, "ada")
    page.goto(change_url(article))
    page.locator("#id_body").fill("A long afternoon's words.")
    expect(page.locator("#desk_stored")).to_be_visible()
    article.synopsis = "A colleague's synopsis."
    article.save()
    page.goto(change_url(article))
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator("#id_body")).to_have_value("A long afternoon's words.")
    save(page)
    expect(page.locator(".desk-conflict")).to_contain_text("taken over below: Synopsis")
    save(page)
    expect(page.get_by_text("The draft is saved")).to_be_visible()
    article = Article.objects.get()
    assert article.body == "A long afternoon's words."
    assert article.synopsis == "A colleague's synopsis."


def test_news_of_a_save_lets_go_of_nothing_typed_after_it(transactional_db, open_page):
    address = change_url(make_article(body="Begun."))
    page = log_in(open_page, "ada")
    page.goto(address)
    page.locator("#article_form").dispatch_event("submit")
    # The preview shows no news, so that they wait for the next page of the desk.
    other = page.context.new_page()
    other.goto(address)
    other.locator("#id_body").fill("Saved.")
    save(other, "Save and preview")
    expect(other.get_by_text("A preview: readers do not see this.")).to_be_visible()
    page.locator("#id_body").fill("Saved, and more.")
    expect(page.locator("#desk_stored")).to_be_visible()
    page.goto(address)
    expect(page.locator(".draft-saved")).to_be_visible()
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator("#id_body")).to_have_value("Saved, and more.")
