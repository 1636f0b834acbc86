"""The live preview beside the text, and what is added to the text, as a writer meets them."""

import pytest
from playwright.sync_api import expect

from tests.articles.admin.forms import change_url, desk_url
from tests.browser.test_editing import log_in, policy_complaints
from tests.factories import make_article, make_edition

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PARTS = "\n\n".join(
    f"## Part {number}\n\n" + "\n\n".join([f"Words of part {number}."] * 12) for number in range(30)
)
SEEN = """words => {
  const shown = document.querySelector(".desk-shown");
  const frame = shown.getBoundingClientRect();
  return [...shown.querySelectorAll("p, h2")].some((element) => {
    const place = element.getBoundingClientRect();
    return element.textContent.includes(words)
      && place.top >= frame.top && place.bottom <= frame.bottom;
  });
}"""


def put_caret_before(page, words):
    place = "(area, words) => { const at = area.value.indexOf(words); area.focus(); "
    place += "area.setSelectionRange(at, at); }"
    page.locator("#id_body").evaluate(place, words)


def test_preview_keeps_to_where_one_writes(transactional_db, open_page):
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body=PARTS)))
    expect(page.locator(".desk-shown h2")).to_have_count(30)
    assert page.evaluate(SEEN, "Part 0")
    assert not page.evaluate(SEEN, "New words.")
    put_caret_before(page, "## Part 20")
    page.keyboard.type("New words.\n\n")
    expect(page.locator(".desk-shown")).to_contain_text("New words.")
    assert page.evaluate(SEEN, "New words.")
    # What can be seen already does not move.
    before = page.locator(".desk-shown").evaluate("element => element.scrollTop")
    page.keyboard.type("And more. ")
    expect(page.locator(".desk-shown")).to_contain_text("And more.")
    assert page.locator(".desk-shown").evaluate("element => element.scrollTop") == before
    # Nor does looking elsewhere in the text leave the preview behind.
    put_caret_before(page, "## Part 3")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN, "Part 3")
    assert policy_complaints(page) == []


def test_text_with_other_headings_than_it_shows_is_followed_by_its_length(
    transactional_db, open_page
):
    body = "Part by a line\n===\n\n" + "\n\n".join(f"Words {number}." for number in range(200))
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body=body)))
    expect(page.locator(".desk-shown")).to_contain_text("Words 199.")
    put_caret_before(page, "Words 150.")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN, "Words 150.")


def test_what_was_added_from_the_dialog_can_be_undone(transactional_db, open_page):
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(body="Begun.")))
    page.locator("#id_body").press("End")
    page.get_by_role("link", name="resource", exact=True).click()
    dialog = page.get_by_role("dialog", name="Add a resource")
    dialog.get_by_label("Title").fill("The book")
    dialog.get_by_label("Kind").select_option("book")
    dialog.get_by_role("button", name="Add").click()
    # In a paragraph of its own, as the notation needs.
    expect(page.locator("#id_body")).to_have_value("Begun.\n\n![[the-book]]\n\n")
    page.locator("#id_body").press("Control+z")
    expect(page.locator("#id_body")).to_have_value("Begun.")


def test_preview_says_which_field_each_part_is(transactional_db, open_page):
    page = log_in(open_page, "ada")
    page.goto(change_url(make_article(safety_notice="Not with opioids.", body="Words.")))
    expect(page.locator(".desk-part:visible")).to_have_text(["Safety notice", "Text"])
    page.get_by_label("Key messages").fill("Rest.")
    expect(page.locator(".desk-part:visible")).to_have_text(
        ["Safety notice", "Key messages", "Text"]
    )
    assert policy_complaints(page) == []


COLOURS = """selector => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.backgroundColor, getComputedStyle(document.body).backgroundColor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_readers_get_at_once_stands_out(transactional_db, open_page, scheme):
    edition = make_edition()
    page = log_in(open_page, "pat", color_scheme=scheme)
    page.goto(desk_url("publish", edition.article))
    filled, ground = page.evaluate(COLOURS, "[name=_now]")
    assert filled != ground
    plain, ground = page.evaluate(COLOURS, "[name=_schedule]")
    assert plain == ground
    page.goto(desk_url("withdraw", edition.article))
    withdrawing, _ = page.evaluate(COLOURS, ".desk-withdraw")
    assert withdrawing not in (filled, ground)


def test_phone_has_room_to_write(transactional_db, open_page):
    page = log_in(open_page, "ada", viewport={"width": 390, "height": 800})
    page.goto(change_url(make_article(body=PARTS)))
    assert page.locator("#id_body").bounding_box()["height"] > 400
