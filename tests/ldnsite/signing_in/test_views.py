"""Signing in with one step and with two; who is in between is nobody."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.roles import ADMINISTRATOR, PUBLISHER
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.throttle import CODES_PER_ACCOUNT, CODES_PER_DEVICE
from ldnsite.signing_in.views import WAITING_SECONDS
from tests.ldnsite.signing_in.visitors import (
    CODE,
    PASSWORD,
    SECOND_STEP,
    browser,
    code_of,
    give_second_step,
    is_signed_in,
    let_time_pass,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secured(editor):
    """The editor with a second step: the app, and the recovery codes."""
    return give_second_step(editor)


def events():
    return list(AuditEntry.objects.order_by("pk").values_list("event", flat=True))


def test_newcomer_signs_in_with_name_and_password_alone(editor):
    visitor = browser()
    response = sign_in(visitor, next="/admin/articles/")
    assert (response.status_code, response.url) == (302, "/admin/articles/")
    assert is_signed_in(visitor)
    assert events() == [Event.SIGNED_IN]


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_nobody_is_led_elsewhere(editor, secured, goal):
    visitor = browser()
    assert sign_in(visitor, next=goal).url == CODE
    response = visitor.post(CODE, {"code": code_of(secured[0])})
    assert response.url == "/admin/"


def test_password_alone_opens_nothing_where_there_is_a_second_step(editor, secured):
    visitor = browser()
    response = sign_in(visitor)
    assert response.url == CODE
    assert "device" not in response.cookies
    assert not is_signed_in(visitor)
    assert "_auth_user_id" not in visitor.session
    assert visitor.get("/admin/password_change/").status_code == 302
    assert visitor.get(SECOND_STEP).url == CODE


def test_code_of_the_app_signs_in_and_works_once(editor, secured):
    code = code_of(secured[0])
    for visitor, signs_in in ((browser(), True), (browser(), False)):
        sign_in(visitor, next="/admin/articles/")
        response = visitor.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
        assert (response.status_code == 302) is signs_in
        assert is_signed_in(visitor) is signs_in
    assert events() == [Event.SIGNED_IN, Event.CODE_FAILED]


def test_recovery_code_signs_in_and_works_once(editor, secured):
    code = secured[1][0]
    for visitor, signs_in in ((browser(), True), (browser(), False)):
        sign_in(visitor)
        visitor.post(CODE, {"code": code.upper()})
        assert is_signed_in(visitor) is signs_in
    assert StaticToken.objects.count() == 9
    assert events() == [Event.RECOVERY_USED, Event.SIGNED_IN, Event.CODE_FAILED]
    assert AuditEntry.objects.get(event=Event.RECOVERY_USED).about == "9 left"


@pytest.mark.parametrize("code", ["", "12", "٣٣٣٣٣٣", "a\0b", "x" * 50, "-1", "1e5", "²²²²²²"])
def test_wrong_code_is_told_and_opens_nothing(editor, secured, code):
    visitor = browser()
    sign_in(visitor)
    response = visitor.post(CODE, {"code": code})
    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    assert not is_signed_in(visitor)


def test_code_without_the_password_leads_back(editor, secured):
    visitor = browser()
    for response in (visitor.get(CODE), visitor.post(CODE, {"code": code_of(secured[0])})):
        assert (response.status_code, response.url) == (302, "/admin/login/")


def forget_password(editor):
    editor.set_password("another long password")


def close(editor):
    editor.is_active = False


def take_from_the_desk(editor):
    editor.is_staff = False


@pytest.mark.parametrize("change", [forget_password, close, take_from_the_desk])
def test_between_the_steps_the_account_still_has_to_hold(editor, secured, change):
    visitor = browser()
    sign_in(visitor)
    change(editor)
    editor.save()
    assert visitor.post(CODE, {"code": code_of(secured[0])}).url == "/admin/login/"
    assert not is_signed_in(visitor)


def test_between_the_steps_is_a_quarter_of_an_hour(editor, secured, monkeypatch):
    visitor = browser()
    sign_in(visitor)
    later = time.time() + WAITING_SECONDS + 1
    monkeypatch.setattr("ldnsite.signing_in.views.time.time", lambda: later)
    assert visitor.post(CODE, {"code": code_of(secured[0])}).url == "/admin/login/"


def guess_codes(visitor, times):
    for number in range(times):
        response = visitor.post(CODE, {"code": f"x{number}"})
    return response


def test_codes_are_held_off_for_strangers_and_not_for_a_known_browser(editor, secured):
    device, recovery = secured
    hers = browser()
    sign_in(hers)
    hers.post(CODE, {"code": recovery[0]})
    hers.post("/admin/logout/")
    stranger = browser("192.0.2.66")
    sign_in(stranger)
    assert guess_codes(stranger, CODES_PER_ACCOUNT).status_code == 200
    response = stranger.post(CODE, {"code": code_of(device)})
    assert (response.status_code, "Retry-After" in response.headers) == (429, True)
    assert Event.CODE_HELD in events()
    sign_in(hers)
    assert hers.post(CODE, {"code": code_of(device)}).status_code == 302
    hers.post("/admin/logout/")
    sign_in(hers)
    assert guess_codes(hers, CODES_PER_DEVICE + 1).status_code == 429
    let_time_pass("code-device")
    assert hers.post(CODE, {"code": recovery[1]}).status_code == 302


def test_session_before_a_second_step_was_set_up_is_not_enough(editor, editor_client):
    assert is_signed_in(editor_client)
    give_second_step(editor)
    assert not is_signed_in(editor_client)


def test_code_belongs_to_its_own_account(editor, secured, publisher):
    other = give_second_step(publisher)[0]
    visitor = browser()
    sign_in(visitor)
    visitor.post(CODE, {"code": code_of(other)})
    assert not is_signed_in(visitor)


def test_unconfirmed_app_is_none(editor):
    TOTPDevice.objects.create(user=editor, name="app", confirmed=False)
    visitor = browser()
    sign_in(visitor)
    assert is_signed_in(visitor)


@pytest.mark.parametrize(
    ("wanted", "role", "is_superuser", "asks"),
    [
        ([], PUBLISHER, True, False),
        (False, PUBLISHER, True, False),
        (True, None, False, True),
        ([PUBLISHER], PUBLISHER, False, True),
        ([PUBLISHER], ADMINISTRATOR, False, False),
        ([PUBLISHER, ADMINISTRATOR], ADMINISTRATOR, False, True),
        ([PUBLISHER], None, False, False),
        ([PUBLISHER], None, True, True),
    ],
)
def test_second_step_is_asked_of_whom_the_setting_names(
    settings, editor, wanted, role, is_superuser, asks
):
    settings.REQUIRE_SECOND_FACTOR = wanted
    editor.is_superuser = is_superuser
    editor.save()
    editor.groups.set(Group.objects.filter(name=role))
    older, visitor = Client(), browser()
    older.force_login(editor)
    response = sign_in(visitor)
    assert response.url == (SECOND_STEP if asks else "/admin/")
    assert is_signed_in(visitor) is not asks
    # So for whoever was signed in before it was asked.
    assert is_signed_in(older) is not asks


def test_password_change_ends_the_other_sessions_and_keeps_this_one(editor):
    here, elsewhere = browser(), browser()
    for visitor in (here, elsewhere):
        sign_in(visitor)
    new = "quite another password 7"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", fields).status_code == 302
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert events() == [Event.SIGNED_IN, Event.SIGNED_IN, Event.PASSWORD_CHANGED]


def test_signing_out_is_told(editor):
    visitor = browser()
    sign_in(visitor)
    visitor.post("/admin/logout/")
    assert not is_signed_in(visitor)
    assert events() == [Event.SIGNED_IN, Event.SIGNED_OUT]


def test_session_key_from_before_is_of_no_use(editor, secured):
    visitor = browser()
    sign_in(visitor)
    planted = visitor.session.session_key
    visitor.post(CODE, {"code": code_of(secured[0])})
    assert is_signed_in(visitor)
    victim = browser()
    victim.cookies["sessionid"] = planted
    assert not is_signed_in(victim)


def test_user_names_with_odd_signs_sign_in(db):
    name = "ann@example.org"
    User.objects.create_user(name, password=PASSWORD, is_staff=True)
    assert sign_in(browser(), name).status_code == 302
