import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.roles import ADMINISTRATOR, PUBLISHER
from ldnsite.auditing.models import AuditEntry, Event
from tests.articles.admin.forms import change_url, messages_of
from tests.ldnsite.signing_in.visitors import (
    CODE,
    browser,
    give_second_step,
    is_signed_in,
    sign_in,
)

CHANGE = "/admin/password_change/"
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


@pytest.mark.parametrize("spelling", ["{}", "0{}"])
def test_nobody_changes_their_own_password_without_the_old_one(admin_client, admin_user, spelling):
    before = admin_user.password
    own = f"/admin/auth/user/{spelling.format(admin_user.pk)}/password/"
    new = {"usable_password": "true", "password1": "other-words-17", "password2": "other-words-17"}
    for response in (admin_client.get(own), admin_client.post(own, new)):
        assert (response.status_code, response.headers["Location"]) == (302, CHANGE)
    admin_user.refresh_from_db()
    assert admin_user.password == before


def test_keys_of_second_steps_are_on_no_page():
    assert not admin.site.is_registered(TOTPDevice)
    assert not admin.site.is_registered(StaticDevice)


def step_url(person):
    return f"/admin/auth/user/{person.pk}/second-step/"


def member_of(role):
    person = User.objects.create_user(role.lower(), password="a long password", is_staff=True)
    person.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(person)
    return client


def test_lost_telephone_is_helped_by_an_administrator(editor):
    codes = give_second_step(editor)[1]
    thief = browser()
    sign_in(thief)
    thief.post(CODE, {"code": codes[0]})
    assert is_signed_in(thief)
    administrator = member_of(ADMINISTRATOR)
    assert step_url(editor) in administrator.get(change_url(editor)).content.decode()
    asked = administrator.get(step_url(editor)).content.decode()
    assert "Make sure that it is editor who asks" in asked
    # Looking at the page changes nothing.
    assert TOTPDevice.objects.filter(user=editor).exists()
    answer = administrator.post(step_url(editor), follow=True)
    assert "taken away, and every session is ended" in messages_of(answer)
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert not is_signed_in(thief)
    assert sign_in(browser()).url == "/admin/"
    entry = AuditEntry.objects.get(event=Event.SECOND_STEP_OFF)
    about = "the account editor: by an administrator"
    assert (entry.name, entry.about, entry.address) == ("administrator", about, "127.0.0.1")
    assert step_url(editor) not in administrator.get(change_url(editor)).content.decode()


def test_new_second_step_is_asked_for_where_the_site_requires_one(editor, settings):
    give_second_step(editor)
    administrator = member_of(ADMINISTRATOR)
    settings.REQUIRE_SECOND_FACTOR = ["Editor"]
    editor.groups.add(Group.objects.get(name="Editor"))
    assert "opens nothing but the page" in administrator.get(step_url(editor)).content.decode()
    administrator.post(step_url(editor))
    visitor = browser()
    assert sign_in(visitor).url == "/admin/second-step/"
    assert not is_signed_in(visitor)


def test_account_without_a_second_step_is_left_alone(editor):
    hers = browser()
    sign_in(hers)
    administrator = member_of(ADMINISTRATOR)
    assert "has no second step" in administrator.get(step_url(editor)).content.decode()
    answer = administrator.post(step_url(editor), follow=True)
    assert "nothing was changed" in messages_of(answer)
    assert is_signed_in(hers)
    assert not AuditEntry.objects.filter(event=Event.SECOND_STEP_OFF).exists()


def test_nobody_takes_their_own_away_without_a_code(admin_client, admin_user):
    give_second_step(admin_user)
    # Set up after this session began: it has to pass the step first, and is nobody until then.
    assert admin_client.post(step_url(admin_user)).url.startswith("/admin/login/")
    passed = browser()
    sign_in(passed, "admin", "password")
    passed.post(CODE, {"code": renewed_code(admin_user)})
    assert passed.post(step_url(admin_user)).url == "/admin/second-step/"
    assert TOTPDevice.objects.filter(user=admin_user).exists()


def renewed_code(person):
    return StaticDevice.objects.get(user=person).token_set.first().token


def test_who_may_not_change_accounts_takes_no_second_step_away(editor, admin_user):
    give_second_step(editor)
    give_second_step(admin_user)
    publisher, administrator = member_of(PUBLISHER), member_of(ADMINISTRATOR)
    for method in (publisher.get, publisher.post):
        assert method(step_url(editor)).status_code == 403
        assert method("/admin/auth/user/999999/second-step/").status_code == 403
    # A superuser is nobody that an administrator sees.
    for method in (administrator.get, administrator.post):
        assert method(step_url(admin_user)).status_code == 404
    assert TOTPDevice.objects.count() == 2


def test_taking_away_needs_the_forms_token(editor, admin_user):
    give_second_step(editor)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(step_url(editor)).status_code == 403
    assert TOTPDevice.objects.exists()


def test_list_of_accounts_says_who_has_a_second_step(admin_client, editor):
    address = "/admin/auth/user/"
    assert 'alt="True"' not in column(admin_client.get(address), "editor")
    give_second_step(editor)
    assert 'alt="True"' in column(admin_client.get(address), "editor")


def column(response, name):
    page = response.content.decode()
    row = page[page.index(f">{name}</a>") :].split("</tr>")[0]
    return row[row.index("field-second_step_on") :]


def test_list_of_accounts_asks_as_often_for_many(admin_client, django_assert_max_num_queries):
    for number in range(20):
        give_second_step(User.objects.create_user(f"person-{number}"))
    with django_assert_max_num_queries(10):
        admin_client.get("/admin/auth/user/")
