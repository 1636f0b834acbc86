import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def desk(open_page):
    User.objects.create_superuser("editor", password="a long password")
    page = open_page("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def test_editor_writes_mends_publishes_and_withdraws(desk, open_page):
    desk.goto("/admin/articles/article/add/")
    desk.get_by_label("Title").fill("A first page")
    desk.get_by_label("Code", exact=False).first.fill("7")
    desk.get_by_label("Address").fill("first")
    desk.get_by_label("Synopsis").fill("What it says.")
    desk.locator("#id_body").fill("Words [@nobody].")
    for name in ("relevance", "technical_level", "skill_level"):
        desk.locator(f"#id_{name}").fill("3")
    desk.get_by_role("button", name="Save and publish").first.click()
    fault = "Text, line 1: no study or resource has the key “nobody”."
    expect(desk.get_by_text(fault)).to_be_visible()
    expect(desk.locator("#id_body")).to_have_value("Words [@nobody].")

    desk.locator("#id_body").fill("Words of help.")
    desk.get_by_role("button", name="Save and publish").first.click()
    expect(desk.get_by_text("Published as edition 1")).to_be_visible()
    reader = open_page("/pages/first/")
    expect(reader.get_by_text("Words of help.")).to_be_visible()

    desk.get_by_role("link", name="Withdraw").click()
    desk.get_by_label("Explanation").fill("It was wrong.")
    desk.get_by_role("button", name="Withdraw the page").click()
    expect(desk.get_by_text("The page is withdrawn.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("It was wrong.")).to_be_visible()
    expect(reader.get_by_text("Words of help.")).to_have_count(0)
    assert [words for words in desk.complaints if "Content Security Policy" in words] == []
