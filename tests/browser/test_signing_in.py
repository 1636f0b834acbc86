"""The second step in a real browser: set up by keyboard, its drawing readable by an app."""

import re

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.browser.looking import violations
from tests.ldnsite.signing_in.visitors import PASSWORD, code_of, give_second_step

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def looks_well(page):
    found = violations(page)
    assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0
    assert not [words for words in page.complaints if "Content Security Policy" in words]


def fill_log_in(page):
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def type_code(page, code):
    field = page.get_by_label("Code", exact=False).first
    field.fill(code)
    field.press("Enter")


@pytest.mark.parametrize("width", [390, 1280])
def test_second_step_is_set_up_and_used(transactional_db, open_page, settings, width):
    settings.REQUIRE_SECOND_FACTOR = True
    User.objects.create_superuser("ada", password=PASSWORD)
    page = open_page("/admin/", viewport={"width": width, "height": 844})
    fill_log_in(page)
    expect(page.get_by_role("heading", name="Second step of signing in")).to_be_visible()
    looks_well(page)
    key = page.locator("code").inner_text().replace(" ", "")
    device = TOTPDevice(key=b32_to_hex(key))
    type_code(page, code_of(device))
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looks_well(page)
    recovery = page.locator(".desk-codes code").first.inner_text()
    page.get_by_role("link", name="I have them").click()
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    fill_log_in(page)
    expect(page.get_by_text("Your name and password are right")).to_be_visible()
    looks_well(page)
    type_code(page, recovery)
    page.get_by_role("link", name="Second step").click()
    expect(page.get_by_text("You have 9 recovery codes left")).to_be_visible()
    looks_well(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_password_is_asked_before_a_second_step_is_set_up(
    transactional_db, open_page, width, scheme
):
    User.objects.create_superuser("ada", password=PASSWORD)
    page = open_page("/admin/", viewport={"width": width, "height": 844}, color_scheme=scheme)
    fill_log_in(page)
    page.get_by_role("link", name="Second step").click()
    field = page.get_by_label("Your password")
    expect(field).to_be_focused()
    looks_well(page)
    field.press_sequentially("not this one")
    field.press("Enter")
    expect(page.get_by_text("This is not your password")).to_be_visible()
    # The error is read out with the field that it stands below.
    expect(field).to_have_accessible_description(re.compile("This is not your password"))
    looks_well(page)
    field.fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".desk-qr")).to_be_visible()
    type_code(page, "000000")
    expect(page.get_by_text("This is not the code")).to_be_visible()
    # Neither what was typed nor the password's turn is lost.
    expect(page.get_by_label("Code", exact=False).first).to_have_value("000000")
    looks_well(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_administrator_takes_a_lost_second_step_away(transactional_db, open_page, width):
    User.objects.create_superuser("ada", password=PASSWORD)
    lost = User.objects.create_user("grace", password=PASSWORD, first_name="Grace", is_staff=True)
    give_second_step(lost)
    page = open_page("/admin/", viewport={"width": width, "height": 844})
    fill_log_in(page)
    page.goto(f"/admin/auth/user/{lost.pk}/change/")
    page.get_by_role("link", name="Take the second step away").click()
    expect(page.get_by_text("speak to them")).to_be_visible()
    looks_well(page)
    button = page.get_by_role("button", name="Take the second step away")
    # Large enough for a thumb.
    assert button.bounding_box()["height"] >= 24
    button.press("Enter")
    expect(page.get_by_text("is taken away, and every session is ended")).to_be_visible()
    expect(page.get_by_role("link", name="Take the second step away")).to_have_count(0)
    page.goto("/admin/auditing/auditentry/")
    expect(page.get_by_text("the account grace: by an administrator")).to_be_visible()


def b32_to_hex(key):
    from base64 import b32decode

    return b32decode(key).hex()
