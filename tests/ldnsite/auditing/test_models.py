"""Who did what: told fully, to administrators alone, and never a password."""

import datetime
import json
import logging

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from articles.publishing import PublishingError, publish, restore, withdraw
from articles.roles import ADMINISTRATOR, EDITOR, PUBLISHER
from ldnsite.auditing.models import AuditEntry, Event
from tests.factories import make_article, make_edition
from tests.ldnsite.signing_in.visitors import PASSWORD, browser, guess, sign_in

pytestmark = pytest.mark.django_db


def told():
    return list(AuditEntry.objects.order_by("pk").values_list("event", "name", "about"))


def test_publishing_withdrawing_and_bringing_back_are_told(publisher):
    article = make_article(code="13", title="LDN")
    edition = publish(article=article, by=publisher)
    withdraw(article=article, by=publisher, explanation="Wrong.")
    restore(edition=edition, by=publisher)
    assert told() == [
        (Event.PUBLISHED, "publisher", "page 13, edition 1: LDN"),
        (Event.WITHDRAWN, "publisher", "page 13, edition 2: LDN"),
        (Event.RESTORED, "publisher", "page 13, edition 1: LDN"),
    ]


def test_what_was_refused_is_not_told(publisher):
    with pytest.raises(PublishingError):
        publish(article=make_article(body=""), by=publisher)
    assert told() == []


def test_long_title_is_cut():
    make_edition(title="x" * 200)
    assert len(AuditEntry.objects.get().about) == 200


def test_failure_names_an_account_and_never_what_was_typed(editor):
    visitor = browser("192.0.2.9")
    guess(visitor, 1)
    sign_in(visitor, "my secret password", "my name")
    entries = list(AuditEntry.objects.order_by("pk").values_list("event", "name", "address"))
    assert entries == [
        (Event.SIGN_IN_FAILED, "editor", "192.0.2.9"),
        (Event.SIGN_IN_FAILED, "", "192.0.2.9"),
    ]
    assert "secret" not in str(list(AuditEntry.objects.values()))


def test_holding_off_is_told_once(editor):
    guess(browser(), 15)
    events = [event for event, *_ in told()]
    assert events.count(Event.SIGN_IN_FAILED) == 10
    assert events.count(Event.SIGN_IN_HELD) == 1


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="ldnsite.audit")
    return caplog


def test_log_has_a_line_of_json_for_each_entry(editor, lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        guess(browser("192.0.2.9"), 1)
        sign_in(browser("192.0.2.9"))
    failed, signed_in = (record for record in lines.records if record.name == "ldnsite.audit")
    assert (failed.levelname, signed_in.levelname) == ("WARNING", "INFO")
    said = json.loads(failed.getMessage())
    assert said.pop("at")
    assert said == {
        "event": "sign_in_failed", "person": "editor", "address": "192.0.2.9", "about": "",
    }  # fmt: skip
    assert PASSWORD not in lines.text
    assert "guess 0" not in lines.text


def test_no_title_makes_a_line_of_its_own(lines):
    AuditEntry(event=Event.PUBLISHED, about='a\nb\r{"event": "signed_in"}').log()
    assert len(lines.records[0].getMessage().splitlines()) == 1


def test_log_line_waits_for_the_transaction(lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        AuditEntry.objects.record(Event.SIGNED_OUT)
    assert not lines.records


def test_old_entries_go_with_the_next_sign_in(editor, settings):
    settings.AUDIT_DAYS = 30
    for days in (29, 31):
        at = timezone.now() - datetime.timedelta(days=days)
        AuditEntry.objects.create(event=Event.SIGNED_OUT, at=at, about=f"{days} days ago")
        AuditEntry.objects.create(event=Event.BACKED_UP, at=at - datetime.timedelta(days=9))
    sign_in(browser())
    assert [about for *_, about in told()] == ["29 days ago", "", "password alone"]
    # However old it is.
    assert AuditEntry.objects.last_backup().is_old
    assert AuditEntry.objects.last_backup().at


@pytest.mark.parametrize(
    ("role", "reads"),
    [(None, False), (EDITOR, False), (PUBLISHER, False), (ADMINISTRATOR, True)],
)
def test_administrators_alone_read_it_and_nobody_changes_it(role, reads):
    user = User.objects.create_user("x", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    entry = AuditEntry.objects.record(Event.SIGNED_OUT, person=user, address="192.0.2.9")
    address = "/admin/auditing/auditentry/"
    for url in (address, f"{address}{entry.pk}/change/", f"{address}?q=x&event=signed_out"):
        response = client.get(url)
        assert response.status_code == (200 if reads else 403)
        assert ("192.0.2.9" in response.content.decode()) is reads
    for url in ("add/", f"{entry.pk}/delete/", f"{entry.pk}/change/"):
        assert client.post(f"{address}{url}", {"about": "x", "post": "yes"}).status_code == 403
    client.post(address, {"action": "delete_selected", "_selected_action": [entry.pk]})
    assert AuditEntry.objects.get().about == ""


def test_account_that_goes_leaves_its_entries():
    user = User.objects.create_user("gone")
    AuditEntry.objects.record(Event.SIGNED_OUT, person=user)
    user.delete()
    assert told() == [(Event.SIGNED_OUT, "gone", "")]


def test_administrators_are_told_when_the_last_backup_was_made(admin_client, tmp_path):
    def said():
        return admin_client.get("/admin/").content.decode()

    assert "No backup is known of." in said()
    AuditEntry.objects.record(Event.BACKED_UP)
    assert "desk-note" not in said()
    assert "The last backup is of" in said()
    days = datetime.timedelta(days=2, minutes=1)
    AuditEntry.objects.update(at=timezone.now() - days)
    assert f'desk-note"><strong>The last backup is of {timezone.now() - days:%-d %B}' in said()


def test_others_are_not_told_of_backups(publisher_client):
    AuditEntry.objects.record(Event.BACKED_UP)
    assert "backup" not in publisher_client.get("/admin/").content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_backup_that_was_made_is_told_and_one_that_failed_is_not(tmp_path):
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "no folder" / "copy")
    assert AuditEntry.objects.last_backup().is_old
    call_command("backup", tmp_path / "copy")
    assert told() == [(Event.BACKED_UP, "", str(tmp_path / "copy"))]
    assert not AuditEntry.objects.last_backup().is_old


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_backup_of_a_database_that_is_behind_is_made_all_the_same(tmp_path, capsys):
    def behind(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise DatabaseError("no such column")
        return execute(sql, *rest)

    with connection.execute_wrapper(behind):
        call_command("backup", tmp_path / "copy")
    said = capsys.readouterr()
    assert "verified" in said.out
    assert "The copy is good, but the desk’s log could not be told of it: no such" in said.err
