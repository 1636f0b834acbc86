"""When a link is called broken, and what a check never touches."""

from datetime import UTC, datetime, timedelta

import pytest

from references.link_checking.answers import Answer, Outcome
from references.link_checking.verdicts import PATIENCE, changes_to
from references.models import Link, LinkStatus

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
NEW = "https://example.org/new"
MOMENT = timedelta(seconds=1)


def judged(status="ok", outcome=Outcome.OK, **fields):
    """The fields of a link after the check."""
    link = Link(url="https://example.org/", status=status, **fields)
    final = NEW if outcome == Outcome.MOVED else ""
    for name, value in changes_to(link, Answer(outcome, "words", 200, final), now=NOW).items():
        setattr(link, name, value)
    return link


@pytest.mark.parametrize("status", ["unchecked", "ok", "moved", "broken"])
def test_a_page_that_answers_works_again(status):
    link = judged(status, failing_since=NOW, final_url=NEW)
    assert (link.status, link.failing_since, link.final_url) == ("ok", None, "")
    assert (link.checked_at, link.http_status) == (NOW, 200)


@pytest.mark.parametrize("status", ["unchecked", "ok", "moved", "broken"])
def test_a_page_that_moved_offers_its_address(status):
    link = judged(status, Outcome.MOVED, failing_since=NOW)
    assert (link.status, link.final_url, link.failing_since) == ("moved", NEW, None)


def test_an_editors_caution_outlasts_good_checks():
    assert judged("caution").status == "caution"
    link = judged("caution", Outcome.MOVED)
    assert (link.status, link.final_url) == ("caution", NEW)


def test_a_page_that_became_the_front_page_is_a_caution():
    link = judged("ok", Outcome.FRONT_PAGE, failing_since=NOW, final_url=NEW)
    assert (link.status, link.final_url, link.failing_since) == ("caution", "", None)


@pytest.mark.parametrize("status", ["unchecked", "ok", "moved", "caution", "broken"])
def test_what_is_gone_is_broken_at_once(status):
    link = judged(status, Outcome.GONE)
    assert (link.status, link.failing_since) == ("broken", NOW)


@pytest.mark.parametrize("status", ["unchecked", "ok", "moved", "caution"])
@pytest.mark.parametrize("days", [None, 0, 2.9])
def test_what_fails_for_a_short_time_keeps_its_status(status, days):
    since = None if days is None else NOW - timedelta(days=days)
    link = judged(status, Outcome.FAILING, failing_since=since, final_url=NEW)
    assert (link.status, link.failing_since, link.final_url) == (status, since or NOW, NEW)
    assert link.checked_at == NOW


def test_what_fails_for_days_is_broken():
    assert judged(outcome=Outcome.FAILING, failing_since=NOW - PATIENCE + MOMENT).status == "ok"
    link = judged(outcome=Outcome.FAILING, failing_since=NOW - PATIENCE)
    assert (link.status, link.failing_since) == ("broken", NOW - PATIENCE)


@pytest.mark.parametrize("status", [s for s in LinkStatus if s != "wanted"])
def test_what_cannot_be_told_keeps_the_status_and_notes_the_look(status):
    link = judged(status, Outcome.UNTOLD, failing_since=NOW, final_url=NEW)
    assert (link.status, link.final_url, link.checked_at) == (status, NEW, NOW)
    assert link.failing_since == (NOW if status == "broken" else None)


@pytest.mark.parametrize("status", [s for s in LinkStatus if s != "wanted"])
def test_a_site_that_asks_for_later_changes_nothing(status):
    assert changes_to(Link(status=status), Answer(Outcome.LATER, "words", 429), now=NOW) == {}


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("status", [s for s in LinkStatus if s != "wanted"])
def test_no_answer_makes_an_address_wanted_or_touches_other_fields(status, outcome):
    link = Link(url="https://example.org/", status=status)
    changes = changes_to(link, Answer(outcome, "words", 200, NEW), now=NOW)
    assert changes.get("status", status) != "wanted"
    assert changes.keys() <= {"status", "checked_at", "http_status", "failing_since", "final_url"}
