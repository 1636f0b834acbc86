import io

import pytest
from django.core.management import CommandError, call_command

from ldnsite.auditing.models import AuditEntry, Event
from tests.ldnsite.signing_in.visitors import (
    CODE,
    browser,
    give_second_step,
    is_signed_in,
    sign_in,
)

pytestmark = pytest.mark.django_db


def reset(name):
    said = io.StringIO()
    call_command("reset_second_step", name, stdout=said)
    return said.getvalue()


def test_way_back_in_for_a_lost_telephone(editor):
    codes = give_second_step(editor)[1]
    thief = browser()
    sign_in(thief)
    thief.post(CODE, {"code": codes[0]})
    assert is_signed_in(thief)
    assert "“editor” is taken away, and its sessions are ended" in reset("editor")
    assert not is_signed_in(thief)
    assert sign_in(browser()).url == "/admin/"
    assert AuditEntry.objects.filter(event=Event.SECOND_STEP_OFF, name="editor").count() == 1


def test_new_one_is_asked_for_where_the_site_requires_it(editor, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    give_second_step(editor)
    assert "asks for a new one" in reset("editor")


def test_account_without_one_and_unknown_account_are_told(editor):
    with pytest.raises(CommandError, match="has no second step"):
        reset("editor")
    with pytest.raises(CommandError, match="no account “nobody”"):
        reset("nobody")
