"""What a run writes: briefly, once for readers, and never over what an editor changed meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ldnsite.models import ContentVersion
from references.link_checking import recording
from references.link_checking.answers import Answer, Outcome
from references.link_checking.recording import check_and_record, summary, write
from references.link_checking.running import NIGHTLY, Finding
from references.models import Link, LinkCheckRun
from tests.factories import make_link

pytestmark = pytest.mark.django_db
OK = Answer(Outcome.OK, "The page answers.", 200)
GONE = Answer(Outcome.GONE, "The site answered 404 Not Found.", 404)


@pytest.fixture
def run():
    return LinkCheckRun.objects.create(started_at=timezone.now())


@pytest.fixture
def answers(monkeypatch):
    """Gives every link this answer, or calls it with the link; no network."""

    def give(answer):
        def look(links, *, checker, pace):
            for link in links:
                yield Finding(link, answer(link) if callable(answer) else answer)

        monkeypatch.setattr(recording, "look_at_all", look)

    return give


def test_a_result_is_written_with_its_date(run):
    link = make_link()
    before = timezone.now()
    write([Finding(link, GONE)], run=run)
    link.refresh_from_db()
    assert (link.status, link.http_status) == ("broken", 404)
    assert before <= link.checked_at <= timezone.now()
    assert link.failing_since == link.checked_at


def test_an_address_changed_meanwhile_is_left_alone(run):
    link = make_link()
    seen = Link.objects.get()
    link.url = "https://example.org/mended"
    link.full_clean()
    link.save()
    before = ContentVersion.objects.number()
    write([Finding(seen, GONE)], run=run)
    link.refresh_from_db()
    assert (link.status, link.checked_at, link.url) == (
        "unchecked",
        None,
        "https://example.org/mended",
    )
    assert run.rows == []
    assert ContentVersion.objects.number() == before


def test_a_link_deleted_meanwhile_is_no_matter(run):
    link = make_link()
    seen = Link.objects.get()
    link.delete()
    write([Finding(seen, OK)], run=run)
    assert not Link.objects.exists()


def test_other_fields_changed_meanwhile_are_kept(run):
    link = make_link(label="Old words")
    seen = Link.objects.get()
    Link.objects.update(label="New words", note="A note", status="caution")
    write([Finding(seen, OK)], run=run)
    link.refresh_from_db()
    assert (link.label, link.note, link.status) == ("New words", "A note", "caution")
    assert link.http_status == 200


def test_a_batch_counts_once_for_readers(run):
    found = [Finding(make_link(), OK) for _ in range(5)]
    before = ContentVersion.objects.number()
    write(found, run=run)
    assert ContentVersion.objects.number() == before + 1


def test_nothing_counts_where_nothing_was_written(run):
    found = [Finding(make_link(), Answer(Outcome.LATER, "words", 429))]
    before = ContentVersion.objects.number()
    write(found, run=run)
    assert ContentVersion.objects.number() == before
    assert run.counts == {"later": 1}


def test_a_long_run_is_written_in_batches(answers, monkeypatch):
    monkeypatch.setattr(recording, "BATCH", 2)
    answers(OK)
    chosen = [make_link() for _ in range(5)]
    before = ContentVersion.objects.number()
    run = check_and_record(chosen, pace=NIGHTLY)
    assert ContentVersion.objects.number() == before + 3
    assert Link.objects.filter(status="ok").count() == 5
    assert (run.asked, run.checked, run.left_over) == (5, 5, 0)
    assert run.finished_at >= run.started_at


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_transaction_is_open_while_the_web_is_asked(answers):
    open_meanwhile = []

    def answer(link):
        open_meanwhile.append(connection.in_atomic_block)
        return OK

    answers(answer)
    check_and_record([make_link(), make_link()], pace=NIGHTLY)
    assert open_meanwhile == [False, False]


def test_the_report_tells_what_changed_and_what_to_look_at(answers):
    given = {
        "works": OK,
        "gone": GONE,
        "fails": Answer(Outcome.FAILING, "No answer.", None),
        "shy": Answer(Outcome.UNTOLD, "403", 403),
        "later": Answer(Outcome.LATER, "429", 429),
    }
    answers(lambda link: given[link.key])
    chosen = [make_link(key=key, status="ok") for key in given]
    run = check_and_record(chosen, pace=NIGHTLY)
    run.refresh_from_db()
    assert [row["key"] for row in run.changed] == ["gone"]
    assert [row["key"] for row in run.unchanged] == ["fails", "shy"]
    assert run.rows[0] == {
        "key": "gone",
        "label": chosen[1].label,
        "url": chosen[1].url,
        "before": "ok",
        "after": "broken",
        "outcome": "gone",
        "said": "The site answered 404 Not Found.",
    }
    assert summary(run) == (
        "5 links: 1 working, 1 gone, 1 failing just now, 1 unclear, "
        "1 asking to come back later; 1 changed."
    )


def test_a_failing_link_becomes_broken_some_days_later(answers):
    link = make_link(status="ok")
    answers(Answer(Outcome.FAILING, "No answer.", None))
    check_and_record([link], pace=NIGHTLY)
    link.refresh_from_db()
    assert link.status == "ok"
    Link.objects.update(failing_since=timezone.now() - timedelta(days=4))
    check_and_record([link], pace=NIGHTLY)
    link.refresh_from_db()
    assert link.status == "broken"


def test_links_without_an_address_are_left_out(answers):
    answers(OK)
    run = check_and_record([make_link(url=""), make_link()], pace=NIGHTLY)
    assert (run.asked, summary(run)) == (1, "1 link: 1 working; 1 changed.")


def test_what_the_runs_end_left_over_is_told(answers, monkeypatch):
    monkeypatch.setattr(recording, "look_at_all", lambda links, **_: iter(()))
    run = check_and_record([make_link()], pace=NIGHTLY)
    assert summary(run) == "1 link: 1 not reached in time; 0 changed."


def test_old_reports_are_forgotten(answers, monkeypatch):
    answers(OK)
    monkeypatch.setattr(recording, "RUNS_KEPT", 3)
    made = [check_and_record([], pace=NIGHTLY).pk for _ in range(5)]
    assert list(LinkCheckRun.objects.values_list("pk", flat=True)) == made[:1:-1]
