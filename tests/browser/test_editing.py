import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def desk(open_page):
    User.objects.create_superuser("editor", password="a long password")
    page = open_page("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
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
    assert "Text, line 1: no study or resource has the key “nobody”." in desk.content()
    assert desk.locator("#id_body").input_value() == "Words [@nobody]."

    desk.locator("#id_body").fill("Words of help.")
    desk.get_by_role("button", name="Save and publish").first.click()
    assert "Published as edition 1" in desk.content()
    reader = open_page("/pages/first/")
    assert "Words of help." in reader.content()

    desk.get_by_role("link", name="Withdraw").click()
    desk.get_by_label("Explanation").fill("It was wrong.")
    desk.get_by_role("button", name="Withdraw the page").click()
    reader.reload()
    assert "It was wrong." in reader.content()
    assert "Words of help." not in reader.content()
    assert [words for words in desk.complaints if "Content Security Policy" in words] == []
