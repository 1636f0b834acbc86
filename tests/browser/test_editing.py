"""The editor's day in a real browser."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article
from tests.articles.admin.forms import change_url, desk_url
from tests.browser.looking import violations
from tests.factories import make_article, make_edition, make_link, make_study

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def log_in(open_page, name, **options):
    User.objects.create_superuser(name, password="a long password")
    page = open_page("/admin/", **options)
    fill_log_in(page, name)
    return page


def fill_log_in(page, name):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def save(page, button="Save the draft"):
    page.get_by_role("button", name=button, exact=True).click()


def policy_complaints(page):
    return [words for words in page.complaints if "Content Security Policy" in words]


def test_the_editors_day(transactional_db, open_page):
    make_study(key="younger-2013", title="Naltrexone for pain")
    make_link(key="pharmacies", label="Pharmacies")
    desk = log_in(open_page, "ada")
    desk.goto("/admin/articles/article/add/")
    desk.get_by_label("Title").fill("A first page")
    desk.get_by_label("Code", exact=False).first.fill("7")
    desk.get_by_label("Address").fill("first")
    desk.get_by_label("Synopsis").fill("What it says.")
    for name in ("relevance", "technical_level", "skill_level"):
        desk.locator(f"#id_{name}").fill("3")

    # Write with completion: by the key's words, and by the keyboard alone.
    body = desk.locator("#id_body")
    body.press_sequentially("Pain eased [@naltr")
    expect(desk.locator("#id_body_choices li")).to_have_count(1)
    body.press("Enter")
    expect(body).to_have_value("Pain eased [@younger-2013]")
    body.press_sequentially(" and [see][pharm")
    expect(desk.locator("#id_body_choices")).to_be_visible()
    body.press("Escape")
    expect(desk.locator("#id_body_choices")).to_be_hidden()
    body.press_sequentially("acies] [@nobody]")

    # The preview says what publishing would say, and leads to the line.
    fault = "Text, line 1: no study or resource has the key “nobody”."
    expect(desk.locator(".desk-preview")).to_contain_text(fault)
    expect(desk.locator(".desk-shown sup")).to_contain_text("1")
    desk.get_by_role("button", name=fault).click()
    expect(body).to_be_focused()
    save(desk, "Save and check for publishing")
    expect(desk.get_by_role("link", name=fault)).to_be_visible()
    expect(desk.get_by_role("button", name="Publish now")).to_be_disabled()
    desk.get_by_role("link", name="Back to the draft").click()
    expect(body).to_have_value("Pain eased [@younger-2013] and [see][pharmacies] [@nobody]")
    body.fill("Pain eased [@younger-2013].")
    save(desk, "Save and preview")
    expect(desk.get_by_text("A preview: readers do not see this.")).to_be_visible()
    desk.get_by_role("link", name="Check and publish").click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Published as edition 1")).to_be_visible()
    reader = open_page("/pages/first/")
    expect(reader.get_by_text("Pain eased")).to_be_visible()

    # Publish again, then bring the first edition's words back.
    body.fill("Second words.")
    save(desk, "Save and check for publishing")
    expect(desk.locator("ins").first).to_be_visible()
    desk.get_by_label("Change note").fill("Put right.")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Published as edition 2")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Second words.")).to_be_visible()
    desk.get_by_role("link", name="Editions", exact=True).first.click()
    desk.get_by_role("row", name="Put right").locator("xpath=following-sibling::tr").get_by_role(
        "link"
    ).first.click()
    desk.get_by_role("link", name="Bring these words back").click()
    desk.get_by_role("button", name="Bring back edition 1").click()
    expect(body).to_have_value("Pain eased [@younger-2013].")

    desk.get_by_role("link", name="Withdraw").click()
    desk.get_by_label("Explanation").fill("It was wrong.")
    desk.get_by_role("button", name="Withdraw the page").click()
    expect(desk.get_by_text("The page is withdrawn.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("It was wrong.")).to_be_visible()
    desk.get_by_role("button", name="Log out").click()
    expect(desk.get_by_text("Logged out")).to_be_visible()
    assert policy_complaints(desk) == []


def test_two_editors_meet_and_nothing_is_lost(transactional_db, open_page):
    article = make_article(body="Begun.", title="Shared")
    ada = log_in(open_page, "ada")
    ada.goto(change_url(article))
    grace = log_in(open_page, "grace")
    grace.goto(change_url(article))
    expect(grace.get_by_text("ada is editing this page.")).to_be_visible()
    ada.locator("#id_body").fill("Ada's words.")
    save(ada)
    expect(ada.get_by_text("The draft is saved")).to_be_visible()
    grace.locator("#id_body").fill("Grace's words.")
    save(grace)
    expect(grace.get_by_role("heading", name=re.compile("ada saved this page"))).to_be_visible()
    expect(grace.get_by_label("What ada saved")).to_have_value("Ada's words.")
    expect(grace.get_by_label("What you typed")).to_have_value("Grace's words.")
    expect(grace.locator("#id_body")).to_have_value("Grace's words.")
    grace.locator("#id_body").fill("Both.")
    save(grace)
    expect(grace.get_by_text("The draft is saved")).to_be_visible()
    assert Article.objects.get().body == "Both."
    assert policy_complaints(grace) == []


@pytest.mark.parametrize("loss", ["crash", "session", "csrf"])
def test_what_was_typed_is_offered_back(transactional_db, open_page, loss):
    article = make_article(body="Begun.")
    page = log_in(open_page, "ada")
    page.goto(change_url(article))
    page.locator("#id_body").fill("A long afternoon's words.")
    expect(page.get_by_text("your words are kept in this browser")).to_be_visible()
    if loss == "session":
        Session.objects.all().delete()
        save(page)
        fill_log_in(page, "ada")
    elif loss == "csrf":
        page.context.clear_cookies(name="csrftoken")
        save(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("#id_body")).to_have_count(0)
    page.goto(change_url(article))
    expect(page.locator("#id_body")).to_have_value("Begun.")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator("#id_body")).to_have_value("A long afternoon's words.")
    save(page)
    expect(page.get_by_text("The draft is saved")).to_be_visible()
    expect(page.locator("#desk_kept")).to_be_hidden()
    assert Article.objects.get().body == "A long afternoon's words."
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('desk-draft'))"
    assert page.evaluate(kept) == []


def test_the_form_works_without_javascript(transactional_db, open_page):
    article = make_article(body="Begun.")
    page = log_in(open_page, "ada", java_script_enabled=False)
    page.goto(change_url(article))
    page.locator("#id_body").fill("## Part\n\nWords [@nobody].")
    save(page, "Save and preview")
    expect(page.get_by_role("heading", name="Part")).to_be_visible()
    expect(page.get_by_text("no study or resource has the key “nobody”")).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious_at_the_desk(transactional_db, open_page, width, scheme):
    make_study(key="gone", retraction_status="retracted")
    edition = make_edition(body="Old words [@gone] [[99]].")
    article = edition.article
    Article.objects.filter(pk=article.pk).update(body="New words. Take 4.5 mg. [@nobody]")
    page = log_in(open_page, "ada", viewport={"width": width, "height": 900}, color_scheme=scheme)
    addresses = [
        "/admin/",
        change_url(article),
        desk_url("publish", article),
        desk_url("preview", article),
        desk_url("withdraw", article),
        "/admin/unwritten/",
        "/admin/articles/article/",
        "/admin/articles/article/bring-in/",
    ]
    for address in addresses:
        page.goto(address)
        if address == change_url(article):
            expect(page.locator(".desk-preview")).to_contain_text("error")
        # axe itself sets styles that the policy refuses: what the page did comes first.
        assert policy_complaints(page) == [], address
        found = violations(page)
        page.complaints.clear()
        serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in serious] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_link_is_added_without_leaving_the_text(transactional_db, open_page):
    article = make_article(body="See ")
    page = log_in(open_page, "ada")
    page.goto(change_url(article))
    page.locator("#id_body").press("End")
    page.get_by_role("link", name="link", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Key").fill("pharmacies")
    dialog.get_by_role("button", name="Add").click()
    # A fault is named in the dialog, and nothing typed is lost.
    expect(dialog.get_by_label("Key")).to_have_value("pharmacies")
    dialog.get_by_label("Label").fill("Pharmacies that make it")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_body")).to_have_value(re.compile(r"\]\[pharmacies\]"))
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.locator(".desk-shown")).to_contain_text("Pharmacies that make it")
    assert policy_complaints(page) == []
