import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from ldnsite.auditing.models import AuditEntry, Event
from tests.articles.admin.forms import change_url
from tests.ldnsite.signing_in.visitors import browser, is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def set_active(client, person, is_active):
    fields = {"username": person.username, "is_staff": "on"}
    fields |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    if is_active:
        fields["is_active"] = "on"
    assert client.post(change_url(person), fields).status_code == 302


def test_closed_account_has_lost_its_sessions_for_good(admin_client, editor):
    hers = browser()
    sign_in(hers)
    for is_active in (False, True):
        set_active(admin_client, editor, is_active)
        assert User.objects.get(pk=editor.pk).is_active is is_active
        assert not is_signed_in(hers)
    entry = AuditEntry.objects.get(event=Event.ACCOUNT_CLOSED)
    assert (entry.name, entry.about) == ("admin", "the account editor")


def test_password_given_by_an_administrator_ends_the_sessions_and_is_told(admin_client, editor):
    hers = browser()
    sign_in(hers)
    address = change_url(editor).replace("change/", "password/")
    new = "quite another password 7"
    fields = {"password1": new, "password2": new, "usable_password": "true"}
    assert admin_client.post(address, fields).status_code == 302
    assert not is_signed_in(hers)
    assert AuditEntry.objects.get(event=Event.PASSWORD_CHANGED).about == "the account editor"
    assert new not in str(list(AuditEntry.objects.values()))


def test_keys_of_second_steps_are_on_no_page():
    assert not admin.site.is_registered(TOTPDevice)
    assert not admin.site.is_registered(StaticDevice)
