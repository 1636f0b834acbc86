"""The password, asked again of whoever is signed in, is no easier to guess than at the door."""

import pytest

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.signing_in.forms import MAX_PASSWORD
from ldnsite.signing_in.models import Counter
from ldnsite.signing_in.throttle import PER_DEVICE, PER_PAIR
from tests.ldnsite.signing_in.visitors import (
    PASSWORD,
    CountingHasher,
    browser,
    give_password,
    guess,
    let_time_pass,
    sign_in,
)

pytestmark = pytest.mark.django_db
CHANGE = "/admin/password_change/"
NEW = "quite another password 7"
HERS, STRANGER = "192.0.2.1", "192.0.2.66"


@pytest.fixture(autouse=True)
def counting(settings):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]


@pytest.fixture
def hers(counting, editor):
    visitor = browser(HERS)
    sign_in(visitor)
    return visitor


def change(visitor, old):
    return visitor.post(CHANGE, {"old_password": old, "new_password1": NEW, "new_password2": NEW})


def guess_again(visitor, times, enter=change):
    """Wrong passwords of somebody who is signed in; the last answer."""
    for number in range(times):
        response = enter(visitor, f"guess {number}")
    return response


def told():
    entries = AuditEntry.objects.exclude(event=Event.SIGNED_IN).order_by("pk")
    return list(entries.values_list("event", "name", "address", "about"))


def test_wrong_old_password_is_told_to_the_editor_and_in_the_log(hers):
    response = change(hers, "a guess")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["old_password"]
    assert "old password was entered incorrectly" in response.content.decode()
    assert told() == [(Event.SIGN_IN_FAILED, "editor", HERS, "old password, to change it")]


def test_after_too_many_the_right_old_password_is_not_looked_at_until_time_has_passed(hers):
    assert guess_again(hers, PER_DEVICE).status_code == 200
    assert [event for event, *_ in told()] == [Event.SIGN_IN_FAILED] * PER_DEVICE + [
        Event.SIGN_IN_HELD
    ]
    CountingHasher.count = 0
    response = change(hers, PASSWORD)
    assert (CountingHasher.count, response.status_code) == (0, 429)
    assert int(response["Retry-After"]) > 0
    text = response.content.decode()
    assert "This one was not looked at; try again in 15 minutes." in text
    assert "still gets you in" not in text
    let_time_pass()
    assert change(hers, PASSWORD).status_code == 302


def test_session_that_was_stolen_is_bounded_without_the_mark_of_the_browser(hers):
    thief = browser(STRANGER)
    thief.cookies["sessionid"] = hers.cookies["sessionid"].value
    guess_again(thief, PER_PAIR)
    assert change(thief, PASSWORD).status_code == 429
    # At the door they are the same attempts; whose browser is known is not held off by them.
    assert sign_in(browser(STRANGER)).status_code == 429
    assert change(hers, PASSWORD).status_code == 302


def test_strangers_at_the_door_keep_nobody_from_changing_a_password(hers):
    guess(browser(HERS), PER_PAIR + 1)
    assert change(hers, PASSWORD).status_code == 302


def test_right_password_takes_no_attempt(hers):
    for _ in range(PER_DEVICE + 2):
        fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": "other"}
        response = hers.post(CHANGE, fields)
        assert list(response.context["form"].errors) == ["new_password2"]
    assert set(Counter.objects.values_list("count", flat=True)) == {0}
    assert told() == []


@pytest.mark.parametrize(
    ("enter", "field"), [(change, "old_password"), (give_password, "password")]
)
@pytest.mark.parametrize("odd", ["", "a\0b", "x" * (MAX_PASSWORD + 1)])
def test_odd_passwords_are_not_looked_at(hers, enter, field, odd):
    CountingHasher.count = 0
    response = enter(hers, odd)
    assert (CountingHasher.count, response.status_code) == (0, 200)
    assert field in response.context["form"].errors


def test_password_before_a_second_step_is_bounded_and_told_too(hers):
    assert "This is not your password" in guess_again(hers, 1, give_password).content.decode()
    assert told() == [(Event.SIGN_IN_FAILED, "editor", HERS, "password, to set up the second step")]
    assert guess_again(hers, PER_DEVICE - 1, give_password).status_code == 200
    CountingHasher.count = 0
    response = give_password(hers)
    assert (CountingHasher.count, response.status_code) == (0, 429)
    assert "try again in 15 minutes." in response.content.decode()
    # Both forms ask for one password.
    assert change(hers, PASSWORD).status_code == 429
    assert [event for event, *_ in told()].count(Event.SIGN_IN_HELD) == 1
    let_time_pass()
    assert give_password(hers).status_code == 302
