"""Many links: in turns, tried again before they are given up, and never beyond the run's end."""

import threading
from dataclasses import replace

import pytest

from references.link_checking.addresses import look_up
from references.link_checking.answers import Answer, Outcome
from references.link_checking.running import (
    AT_ONCE,
    NIGHTLY,
    by_turns,
    look_at_all,
    make_checker,
    user_agent,
)
from references.models import Link

OK, GONE, FAILING, LATER = (
    Answer(outcome, "words")
    for outcome in (Outcome.OK, Outcome.GONE, Outcome.FAILING, Outcome.LATER)
)


def links(*urls):
    return [Link(pk=number, url=url) for number, url in enumerate(urls, 1)]


class Scripted:
    """A checker that gives each address its answers in turn, the last for ever."""

    def __init__(self, answers):
        self.answers = {url: list(given) for url, given in answers.items()}
        self.asked = []
        self.lock = threading.Lock()

    def check(self, url, *, until=None):
        with self.lock:
            self.asked.append(url)
            given = self.answers[url]
            return given.pop(0) if len(given) > 1 else given[0]


def run(answers, pace=NIGHTLY, **changed):
    """What was found for each address, how often it was asked for, and the pauses between."""
    pauses = []
    checker = Scripted(answers)
    pace = replace(pace, pause=pauses.append, **changed)
    found = {
        finding.link.url: finding.answer.outcome
        for finding in look_at_all(links(*answers), checker=checker, pace=pace)
    }
    return found, {url: checker.asked.count(url) for url in answers}, pauses


def test_what_works_is_asked_for_once():
    assert run({"http://a/": [OK], "http://b/": [LATER]}) == (
        {"http://a/": "ok", "http://b/": "later"},
        {"http://a/": 1, "http://b/": 1},
        [],
    )


@pytest.mark.parametrize(
    ("answers", "outcome", "times"),
    [
        ([GONE], "gone", 2),
        ([GONE, OK], "ok", 2),
        ([GONE, FAILING], "failing", 3),
        ([FAILING], "failing", 3),
        ([FAILING, OK], "ok", 2),
        ([FAILING, FAILING, OK], "ok", 3),
        ([FAILING, GONE, OK], "ok", 3),
        ([FAILING, GONE], "gone", 3),
    ],
)
def test_what_fails_is_tried_again_before_it_is_believed(answers, outcome, times):
    found, asked, pauses = run({"http://a/": answers})
    assert (found, asked) == ({"http://a/": outcome}, {"http://a/": times})
    assert pauses == list(NIGHTLY.retry_pauses[: times - 1])


def test_what_was_not_reached_is_not_reported():
    found, _, _ = run({"http://a/": [None], "http://b/": [OK], "http://c/": [FAILING, None]})
    assert found == {"http://b/": "ok"}


def test_a_run_of_nothing_ends():
    assert run({}) == ({}, {}, [])


def test_hosts_take_turns():
    chosen = links(
        "http://a/1", "http://a/2", "http://a/3", "http://b/1", "https://c/", "http://b/2"
    )
    assert [link.url for link in by_turns(chosen)] == [
        "http://a/1",
        "http://b/1",
        "https://c/",
        "http://a/2",
        "http://b/2",
        "http://a/3",
    ]


def test_an_address_that_cannot_be_read_has_its_turn_too():
    assert len(by_turns(links("http://[a/", "http://b/"))) == 2


def test_a_run_that_is_given_up_starts_nothing_more():
    release = threading.Event()

    class Slow(Scripted):
        def check(self, url, *, until=None):
            answer = super().check(url)
            if url != "http://0/":
                release.wait(10)
            return answer

    chosen = links(*(f"http://{number}/" for number in range(50)))
    checker = Slow({link.url: [OK] for link in chosen})
    found = look_at_all(chosen, checker=checker, pace=NIGHTLY)
    next(found)
    threading.Timer(0.05, release.set).start()
    found.close()
    assert len(checker.asked) < 50


def test_the_end_of_the_run_is_given_to_every_check():
    class Noting(Scripted):
        def check(self, url, *, until=None):
            self.asked.append(until)
            return OK

    for pace, end in ((AT_ONCE, 100 + AT_ONCE.total), (NIGHTLY, None)):
        checker = Noting({})
        pace = replace(pace, clock=lambda: 100.0)
        assert len(list(look_at_all(links("http://a/"), checker=checker, pace=pace))) == 1
        assert checker.asked == [end]


def test_an_editor_waits_less_than_a_server_gives_a_request():
    assert AT_ONCE.total <= 25


@pytest.mark.parametrize(
    ("name", "contact", "said"),
    [
        (
            "The Patients’ Library",
            "editors@example.org",
            "ldnsite-link-check/1.0 (The Patients' Library; mailto:editors@example.org)",
        ),
        ("Bibliothèque (été)", "", "ldnsite-link-check/1.0 (Bibliotheque ete)"),
        ("A\r\nHost: b;", "ü@example.org", "ldnsite-link-check/1.0 (AHost: b)"),
    ],
)
def test_the_user_agent_names_the_site_and_whom_to_write_to(settings, name, contact, said):
    settings.SITE_NAME, settings.CONTACT_EMAIL = name, contact
    assert user_agent() == said


def test_the_checker_follows_the_settings(settings):
    gate = make_checker(NIGHTLY).gate
    assert (gate.ports, gate.open_networks, gate.resolver) == ({80, 443}, (), look_up)
    settings.LINK_CHECK_PORTS = [8080]
    assert make_checker(NIGHTLY).gate.ports == {8080}


def test_no_network_is_opened_by_the_environment(settings):
    """Only a test's own server may be let through, and only by a test's own settings."""
    assert settings.LINK_CHECK_OPEN_NETWORKS == []
