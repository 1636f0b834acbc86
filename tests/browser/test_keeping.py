"""Words that the browser kept meet what a colleague saved in the meantime."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article, Quote
from tests.articles.admin.forms import change_url
from tests.browser.test_editing import fill_log_in, log_in, policy_complaints, save
from tests.factories import make_article, make_link, make_quote

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


def test_words_of_a_record_outlast_a_lost_session(transactional_db, open_page):
    link = make_link(key="shop", label="Shop")
    page = log_in(open_page, "ada")
    page.goto("/admin/articles/quote/add/")
    page.get_by_label("Key").fill("voice")
    page.get_by_label("Words").fill("A long quotation.")
    page.get_by_label("Speaker").fill("Grace Hopper")
    page.get_by_label("Role").select_option("patient")
    # Chosen from a list that the server is asked for.
    page.locator(".field-link .select2-selection").click()
    page.locator(".select2-results__option", has_text="Shop").click()
    Session.objects.all().delete()
    save(page, "Save")
    fill_log_in(page, "ada")
    page.goto("/admin/articles/quote/add/")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Words")).to_have_value("A long quotation.")
    expect(page.locator(".field-link .select2-selection")).to_contain_text("Shop")
    save(page, "Save")
    expect(page.locator(".messagelist .draft-saved")).to_be_visible()
    quote = Quote.objects.get()
    assert (quote.words, quote.role, quote.link) == ("A long quotation.", "patient", link)
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('desk-draft'))"
    assert page.evaluate(kept) == []
    assert policy_complaints(page) == []


def test_words_of_a_record_brought_back_meet_a_colleagues_save(transactional_db, open_page):
    quote = make_quote(words="Begun.", note="Begun.")
    page = log_in(open_page, "ada")
    page.goto(change_url(quote))
    page.get_by_label("Words").fill("Mine.")
    expect(page.locator("#desk_stored")).to_be_visible()
    quote.note = quote.words = "Theirs."
    quote.save()
    page.goto(change_url(quote))
    page.get_by_role("button", name="Bring them back").click()
    save(page, "Save")
    expect(page.locator(".field-words .errorlist")).to_contain_text("Theirs.")
    expect(page.get_by_label("Words")).to_have_value("Mine.")
    expect(page.get_by_label("Note")).to_have_value("Theirs.")


def test_tick_is_kept_and_brought_back(transactional_db, open_page):
    page = log_in(open_page, "ada")
    page.goto("/admin/references/study/add/")
    page.get_by_label("Participants are planned").check()
    expect(page.locator("#desk_stored")).to_be_visible()
    page.goto("/admin/references/study/add/")
    expect(page.get_by_label("Participants are planned")).not_to_be_checked()
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Participants are planned")).to_be_checked()
