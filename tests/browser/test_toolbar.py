"""What the desk's form says and writes by its buttons."""

import pytest
from playwright.sync_api import expect

from tests.articles.admin.forms import change_url
from tests.browser.test_editing import log_in
from tests.factories import make_article, make_link

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_untouched_form_does_not_say_that_something_is_unsaved(transactional_db, open_page):
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body="Begun.")))
    expect(page.locator("#desk_stored")).to_be_hidden()
    page.locator("#id_body").fill("Typed.")
    expect(page.locator("#desk_stored")).to_be_visible()


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("", "> [!WARNING]\n> What could do harm."),
        ("Stop at once.", "> [!WARNING]\n> Stop at once."),
    ],
)
def test_warning_button_makes_a_warning_of_what_is_chosen(
    transactional_db, open_page, body, written
):
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body=body)))
    page.locator("#id_body").select_text()
    page.get_by_role("button", name="Warning").click()
    expect(page.locator("#id_body")).to_have_value(written)


def test_escape_takes_back_a_question_that_is_not_answered_yet(transactional_db, open_page):
    make_link(key="pharmacies", label="Pharmacies")
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body="Begun.")))
    body, choices = page.locator("#id_body"), page.locator("#id_body_choices")
    held = []
    page.route("**/choices/**", lambda route: held.append(route))
    with page.expect_request("**/choices/**"):
        body.press_sequentially("[see][pharm")
    body.press("Escape")
    held[0].continue_()
    # By the time another question is answered, so is the one that was held back.
    asked = "fetch(document.querySelector('#desk_draft').dataset.choices).then(() => true)"
    page.unroute("**/choices/**")
    assert page.evaluate(asked)
    expect(choices).to_be_hidden()
    body.press_sequentially("a")
    expect(choices).to_be_visible()
