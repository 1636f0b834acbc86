"""Guessing is held off, nobody is shut out, and every name is answered alike."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection

from ldnsite.signing_in.models import Allowance, Counter
from ldnsite.signing_in.throttle import (
    ATTACK,
    PER_ADDRESS,
    PER_DEVICE,
    PER_NEIGHBOURHOOD,
    PER_PAIR,
    PER_PAIR_UNDER_ATTACK,
    QUARTER,
    account_of,
)
from tests.ldnsite.signing_in.visitors import (
    LOGIN,
    PASSWORD,
    CountingHasher,
    browser,
    guess,
    is_signed_in,
    let_time_pass,
    sign_in,
)

pytestmark = pytest.mark.django_db
STRANGER, HERS = "192.0.2.66", "192.0.2.1"


@pytest.fixture(autouse=True)
def counting(settings):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    CountingHasher.count = 0


@pytest.fixture(autouse=True)
def accounts(counting):
    User.objects.create_user("editor", password=PASSWORD, is_staff=True)


def hashes(function, *arguments):
    CountingHasher.count = 0
    response = function(*arguments)
    return CountingHasher.count, response


def test_right_password_after_the_last_guess_is_not_looked_at():
    stranger = browser(STRANGER)
    assert guess(stranger, PER_PAIR).status_code == 200
    count, response = hashes(sign_in, stranger)
    assert (count, response.status_code) == (0, 429)
    assert 0 < int(response["Retry-After"]) <= QUARTER
    text = response.content.decode()
    assert "Too many attempts" in text
    assert "15 minutes" in text
    assert not is_signed_in(stranger)


def test_refused_attempts_prolong_nothing():
    stranger = browser(STRANGER)
    guess(stranger, PER_PAIR)
    before = list(Counter.objects.order_by("pk").values())
    guess(stranger, 5)
    assert list(Counter.objects.order_by("pk").values()) == before
    let_time_pass("pair")
    assert sign_in(stranger).status_code == 302


def test_another_address_still_gets_in():
    guess(browser(STRANGER), PER_PAIR + 1)
    assert sign_in(browser(HERS)).status_code == 302


def test_known_browser_gets_in_from_the_very_address_of_the_guesses():
    hers = browser(STRANGER)
    sign_in(hers)
    hers.post("/admin/logout/")
    assert guess(browser(STRANGER), PER_PAIR + 1).status_code == 429
    assert sign_in(hers).status_code == 302


def test_known_browser_is_known_for_its_own_account_alone():
    User.objects.create_user("other", password=PASSWORD, is_staff=True)
    hers = browser(STRANGER)
    sign_in(hers, "other")
    hers.post("/admin/logout/")
    guess(browser(STRANGER), PER_PAIR)
    assert sign_in(hers).status_code == 429
    assert sign_in(hers, "other").status_code == 302


def test_mark_of_a_browser_cannot_be_made_up():
    stranger = browser(STRANGER)
    guess(stranger, PER_PAIR)
    for made_up in ("x", f'{{"account":"{account_of("editor")}","device":"x"}}', "a:b:c"):
        stranger.cookies["device"] = made_up
        assert sign_in(stranger).status_code == 429


def test_known_browser_has_its_own_bound():
    hers = browser(HERS)
    sign_in(hers)
    hers.post("/admin/logout/")
    assert guess(hers, PER_DEVICE).status_code == 200
    assert sign_in(hers).status_code == 429
    # Without the mark it is as any other there.
    assert sign_in(browser(HERS)).status_code == 302


def test_address_is_bounded_whatever_the_names():
    stranger = browser(STRANGER)
    for number in range(PER_ADDRESS):
        assert guess(stranger, 1, f"name-{number}").status_code == 200
    assert sign_in(stranger).status_code == 429
    assert sign_in(browser(HERS)).status_code == 302


def test_household_of_ipv6_counts_as_one_and_a_neighbourhood_has_a_bound():
    for number in range(PER_PAIR):
        guess(browser(f"2001:db8:1:1::{number + 1:x}"), 1)
    assert sign_in(browser("2001:db8:1:1::ffff")).status_code == 429
    let_time_pass()
    for number in range(PER_NEIGHBOURHOOD):
        assert guess(browser(f"2001:db8:2:{number:x}::1"), 1, f"n-{number}").status_code == 200
    assert sign_in(browser("2001:db8:2:ffff::1")).status_code == 429
    assert sign_in(browser("2001:db8:3::1")).status_code == 302


def test_guessing_from_many_addresses_gets_slow_and_shuts_nobody_out():
    for number in range(ATTACK):
        guess(browser(f"198.51.100.{number + 1}"), 1)
    stranger = browser(STRANGER)
    assert guess(stranger, PER_PAIR_UNDER_ATTACK).status_code == 200
    response = sign_in(stranger)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > QUARTER
    assert sign_in(browser(HERS)).status_code == 302


def test_right_password_takes_no_attempt():
    hers = browser(HERS)
    for _ in range(PER_PAIR + 2):
        assert sign_in(hers).status_code == 302
        hers = browser(HERS)
    assert set(Counter.objects.values_list("count", flat=True)) == {0}


@pytest.mark.parametrize("spelling", ["EDITOR", "editor ", "ｅditor"])
def test_other_spellings_of_a_name_share_its_attempts(spelling):
    stranger = browser(STRANGER)
    guess(stranger, PER_PAIR, spelling)
    assert sign_in(stranger).status_code == 429


@pytest.mark.parametrize("forwarded", [False, True])
def test_made_up_forwarding_neither_evades_nor_frames(forwarded, settings):
    settings.BEHIND_PROXY = forwarded
    for number in range(PER_PAIR):
        told = f"10.0.0.{number}" + (f", {STRANGER}" if forwarded else "")
        guess(browser(STRANGER, HTTP_X_FORWARDED_FOR=told), 1)
    told = f"{HERS}, {STRANGER}" if forwarded else HERS
    assert sign_in(browser(STRANGER, HTTP_X_FORWARDED_FOR=told)).status_code == 429
    assert sign_in(browser(HERS, HTTP_X_FORWARDED_FOR=HERS)).status_code == 302


def answers(name, password="wrong"):
    count, response = hashes(sign_in, browser(HERS), name, password)
    text = response.content.decode().replace(f'value="{name}"', "")
    return count, response.status_code, text.split('id="content-main"')[0].split("</head>")[-1]


def test_every_name_costs_one_hash_and_gets_the_same_answer():
    User.objects.create_user("closed", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("without", is_staff=True)
    wrong = answers("editor")
    assert wrong[:2] == (1, 200)
    for name in ("nobody", "closed", "reader", "without"):
        assert answers(name) == wrong, name
    for name in ("closed", "reader"):
        assert answers(name, PASSWORD) == wrong, name


def test_names_that_no_account_bears_are_held_off_alike():
    for name in ("editor", "nobody"):
        assert guess(browser(STRANGER), PER_PAIR, name).status_code == 200
    held = [sign_in(browser(STRANGER), name) for name in ("editor", "nobody")]
    assert [response.status_code for response in held] == [429, 429]
    words = [response.content.decode().split("errornote")[1][:150] for response in held]
    assert words[0] == words[1]


def test_counters_name_nobody_and_are_swept():
    guess(browser(STRANGER), 1)
    rows = str(list(Counter.objects.values()))
    assert "editor" not in rows
    assert STRANGER not in rows
    let_time_pass()
    guess(browser(HERS), 1, "other")
    assert Counter.objects.count() == 3


@pytest.mark.parametrize("fields", [{"username": "a\0b"}, {"password": "x" * 1001}])
def test_odd_names_and_passwords_cost_no_hash(fields):
    fields = {"username": "editor", "password": "x"} | fields
    count, response = hashes(browser(HERS).post, LOGIN, fields)
    assert (count, response.status_code) == (0, 200)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_more_than_the_limit_pass_at_once():
    allowance = Allowance("pair:x", 5, 60)
    passed = []

    def attempt():
        for _ in range(3):
            passed.append(Counter.objects.take([allowance, Allowance("account:x", None, 60)])[0])
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (passed.count(0), len(passed)) == (5, 18)
    assert Counter.objects.counts(["pair:x", "account:x"]) == {"pair:x": 5, "account:x": 5}
