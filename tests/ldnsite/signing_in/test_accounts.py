"""What an administrator changes about an account is told, in the log and at the desk."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

from articles.roles import ADMINISTRATOR, EDITOR, PUBLISHER
from ldnsite.auditing.models import AuditEntry, Event
from tests.articles.admin.forms import change_url
from tests.ldnsite.rights.world import fields_of

pytestmark = pytest.mark.django_db


def told():
    return list(AuditEntry.objects.order_by("pk").values_list("event", "name", "about"))


def save(client, person, **changes):
    """The account's form as a browser sends it, with `changes`; None takes a tick away."""
    shown = fields_of(client.get(change_url(person)).content.decode())
    # Choices beside the two lists are Django's script's; a browser sends what is in the right one.
    data = shown | changes
    data = {name: value for name, value in data.items() if value is not None}
    assert client.post(change_url(person), data).status_code == 302


def roles(*names):
    return [str(group.pk) for group in Group.objects.filter(name__in=names)]


def test_account_that_is_made_is_told(admin_client):
    password = "quite another password 7"
    data = {"username": "new", "usable_password": "true"}
    data |= {"password1": password, "password2": password}
    assert admin_client.post("/admin/auth/user/add/", data).status_code == 302
    assert told() == [(Event.ACCOUNT_MADE, "admin", "the account new")]
    assert password not in str(list(AuditEntry.objects.values()))


def test_roles_that_come_and_go_are_told(admin_client, editor):
    save(admin_client, editor, groups=roles(EDITOR, PUBLISHER))
    save(admin_client, editor, groups=roles(PUBLISHER, ADMINISTRATOR))
    assert told() == [
        (Event.ROLES_CHANGED, "admin", "the account editor: +Editor, +Publisher"),
        (Event.ROLES_CHANGED, "admin", "the account editor: +Administrator, −Editor"),
    ]


def test_single_permissions_are_told(admin_client, editor):
    editor.user_permissions.clear()
    wanted = Permission.objects.get(codename="publish_article")
    save(admin_client, editor, user_permissions=[str(wanted.pk)])
    save(admin_client, editor, user_permissions=[])
    assert told() == [
        (Event.RIGHTS_CHANGED, "admin", "the account editor: +articles.publish_article"),
        (Event.RIGHTS_CHANGED, "admin", "the account editor: −articles.publish_article"),
    ]


@pytest.mark.parametrize(
    ("changes", "event", "words"),
    [
        ({"is_superuser": "on"}, Event.RIGHTS_CHANGED, "now a superuser"),
        ({"is_staff": None}, Event.RIGHTS_CHANGED, "no longer opens the desk"),
        ({"is_active": None}, Event.ACCOUNT_CLOSED, ""),
        ({"username": "ada"}, Event.ACCOUNT_CHANGED, "now signs in as ada"),
        ({"email": "a@b.example"}, Event.ACCOUNT_CHANGED, "changed email address"),
        ({"first_name": "Ada"}, Event.ACCOUNT_CHANGED, "changed first name"),
    ],
)
def test_change_of_an_account_is_told_in_words(admin_client, editor, changes, event, words):
    save(admin_client, editor, **changes)
    about = f"the account editor: {words}" if words else "the account editor"
    assert told() == [(event, "admin", about)]
    # And shown to whoever reads the log at the desk.
    page = admin_client.get("/admin/auditing/auditentry/").content.decode()
    assert event.label in page
    assert about in page


def test_account_that_is_opened_again_is_told(admin_client, editor):
    User.objects.filter(pk=editor.pk).update(is_active=False)
    save(admin_client, editor, is_active="on")
    assert told() == [(Event.ACCOUNT_OPENED, "admin", "the account editor")]


def test_save_without_a_change_is_not_told(admin_client, editor):
    save(admin_client, editor)
    assert told() == []


def test_refused_form_is_not_told(admin_client, editor):
    shown = fields_of(admin_client.get(change_url(editor)).content.decode())
    answer = admin_client.post(change_url(editor), shown | {"username": "", "is_superuser": "on"})
    assert answer.status_code == 200
    assert told() == []


@pytest.mark.parametrize("usable", [True, False])
def test_password_given_or_taken_away_by_an_administrator_is_told(admin_client, editor, usable):
    address = change_url(editor).replace("change/", "password/")
    new = "quite another password 7"
    data = {"password1": new, "password2": new, "usable_password": "true"}
    buttons = {"set-password": "x"} if usable else {"unset-password": "x"}
    data |= buttons if usable else {"usable_password": "false", **buttons}
    assert admin_client.post(address, data).status_code == 302
    editor.refresh_from_db()
    assert editor.has_usable_password() is usable
    about = "the account editor" if usable else "the account editor: taken away"
    assert told() == [(Event.PASSWORD_CHANGED, "admin", about)]


def test_what_cannot_be_told_is_not_done(admin_client, editor, monkeypatch):
    """Both stand in one transaction."""

    def fail(*args, **options):
        raise RuntimeError("made to fail")

    monkeypatch.setattr(AuditEntry.objects, "record", fail)
    shown = fields_of(admin_client.get(change_url(editor)).content.decode())
    with pytest.raises(RuntimeError), transaction.atomic():
        admin_client.post(change_url(editor), shown | {"is_superuser": "on"})
    editor.refresh_from_db()
    assert not editor.is_superuser
