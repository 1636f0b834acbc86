"""Setting the second step up, renewing its codes, taking it away."""

import re
import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.second_step import Offer, new_key, take_away
from ldnsite.signing_in.setting_up import KEY
from ldnsite.signing_in.views import WAITING_SECONDS
from tests.ldnsite.signing_in.visitors import (
    CODE,
    SECOND_STEP,
    browser,
    code_of,
    give_password,
    give_second_step,
    is_signed_in,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(editor):
    visitor = browser()
    sign_in(visitor)
    return visitor


@pytest.fixture
def secured(editor):
    return give_second_step(editor)


def offered(visitor):
    """The key on the page, as an app would take it over."""
    response = visitor.get(SECOND_STEP)
    assert response.status_code == 200
    return response.context["offer"].device


@pytest.fixture
def trusted(hers):
    """Her browser, right after the password was asked again."""
    assert give_password(hers).url == SECOND_STEP
    return hers


def events():
    return set(AuditEntry.objects.values_list("event", flat=True))


def test_page_offers_a_key_and_stores_nothing(trusted):
    response = trusted.get(SECOND_STEP)
    text = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    offer = response.context["offer"]
    assert offer.key_in_groups in text
    assert re.search(r'<path fill="black" d="M4 4h1v1h-1z', text)
    assert offer.device.config_url.startswith("otpauth://totp/The%20Patients%E2%80%99%20Library")
    assert offered(trusted).key == offer.device.key
    assert not TOTPDevice.objects.exists()


def test_right_code_switches_it_on_and_shows_recovery_codes_once(trusted, editor):
    elsewhere = browser()
    sign_in(elsewhere)
    response = trusted.post(SECOND_STEP, {"code": code_of(offered(trusted))})
    codes = response.context["codes"]
    assert len(set(codes)) == 10
    assert all(code in response.content.decode() for code in codes)
    assert is_signed_in(trusted)
    assert not is_signed_in(elsewhere)
    assert KEY not in trusted.session
    assert not any(code in trusted.get(SECOND_STEP).content.decode() for code in codes)
    assert Event.SECOND_STEP_ON in events()
    again = browser()
    assert sign_in(again).url == CODE
    again.post(CODE, {"code": codes[3]})
    assert is_signed_in(again)


@pytest.mark.parametrize("code", ["", "000000", "abc", "1" * 41, "²²²²²²", "a\0b"])
def test_wrong_code_switches_nothing_on(trusted, code):
    key = offered(trusted).key
    response = trusted.post(SECOND_STEP, {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not TOTPDevice.objects.exists()
    assert offered(trusted).key == key


def test_without_the_password_no_key_is_shown_and_no_app_is_bound(hers, settings):
    for required in (False, True):
        settings.REQUIRE_SECOND_FACTOR = required
        hers.post(SECOND_STEP, {"code": "000000"})
        assert KEY not in hers.session
        for response in (hers.get(SECOND_STEP), hers.post(SECOND_STEP, {"code": "000000"})):
            assert response.status_code == 200
            assert not response.context["form"].errors
            text = response.content.decode()
            assert "Your password" in text
            assert "desk-qr" not in text


def test_session_that_was_stolen_binds_no_app_with_a_key_of_its_own(hers):
    session = hers.session
    session[KEY] = new_key()
    session.save()
    code = code_of(Offer(None, session[KEY]).device)
    assert "Your password" in hers.post(SECOND_STEP, {"code": code}).content.decode()
    assert not TOTPDevice.objects.exists()


def test_password_holds_for_a_quarter_of_an_hour_and_through_wrong_codes(trusted, monkeypatch):
    code = code_of(offered(trusted))
    assert trusted.post(SECOND_STEP, {"code": "000000"}).context["offer"]
    key, later = trusted.session[KEY], time.time() + WAITING_SECONDS + 1
    with monkeypatch.context() as patch:
        patch.setattr("ldnsite.signing_in.setting_up.time.time", lambda: later)
        assert "offer" not in trusted.post(SECOND_STEP, {"code": code}).context
        assert not TOTPDevice.objects.exists()
    # The app that took the key over goes on with it once the password is given again.
    give_password(trusted)
    assert offered(trusted).key == key


def test_password_has_to_be_given_again_for_the_next_app(trusted):
    trusted.post(SECOND_STEP, {"code": code_of(offered(trusted))})
    take_away(User.objects.get())
    assert "offer" not in trusted.get(SECOND_STEP).context


def test_whoever_is_required_to_sets_it_up_before_anything_else(settings, editor):
    settings.REQUIRE_SECOND_FACTOR = True
    visitor = browser()
    assert sign_in(visitor, next="/admin/articles/").url == SECOND_STEP
    assert not is_signed_in(visitor)
    response = visitor.post(SECOND_STEP, {"code": code_of(offered(visitor))})
    assert response.context["goal"] == "/admin/articles/"
    assert is_signed_in(visitor)
    assert "device" in response.cookies


@pytest.mark.parametrize("strange", ["anonymous", "reader"])
def test_page_is_for_editors(strange, django_user_model):
    visitor = Client()
    if strange == "reader":
        visitor.force_login(django_user_model.objects.create_user("reader"))
    for response in (visitor.get(SECOND_STEP), visitor.post(SECOND_STEP, {"code": "1"})):
        assert (response.status_code, response.url) == (302, "/admin/login/")


def test_session_with_the_password_alone_neither_sees_nor_changes_it(hers, secured):
    for data in ({"renew": "1"}, {"take_away": "1"}):
        fields = data | {"code": secured[1][0]}
        assert hers.post(SECOND_STEP, fields).url == "/admin/login/"
    assert StaticToken.objects.count() == 10


@pytest.fixture
def verified(editor, secured):
    visitor = browser()
    sign_in(visitor)
    visitor.post(CODE, {"code": secured[1][0]})
    return visitor


def test_new_recovery_codes_replace_the_old_ones(verified, secured):
    response = verified.post(SECOND_STEP, {"code": code_of(secured[0]), "renew": "1"})
    codes = response.context["codes"]
    assert not set(codes) & set(secured[1])
    assert StaticToken.objects.count() == 10
    assert Event.RECOVERY_RENEWED in events()


def test_taking_it_away_leaves_the_password(verified, secured, editor):
    response = verified.post(SECOND_STEP, {"code": code_of(secured[0]), "take_away": "1"})
    assert response.url == SECOND_STEP
    assert is_signed_in(verified)
    assert sign_in(browser()).url == "/admin/"
    assert Event.SECOND_STEP_OFF in events()


def test_where_it_is_required_taking_it_away_opens_only_setting_it_up(
    settings, verified, secured, editor
):
    settings.REQUIRE_SECOND_FACTOR = True
    verified.post(SECOND_STEP, {"code": code_of(secured[0]), "take_away": "1"})
    assert not is_signed_in(verified)
    give_password(verified)
    verified.post(SECOND_STEP, {"code": code_of(offered(verified))})
    assert is_signed_in(verified)


@pytest.mark.parametrize("button", ["renew", "take_away"])
def test_without_a_right_code_nothing_changes(verified, button):
    response = verified.post(SECOND_STEP, {"code": "000000", button: "1"})
    assert response.status_code == 200
    assert TOTPDevice.objects.count() == 1
    assert Event.CODE_FAILED in events()
