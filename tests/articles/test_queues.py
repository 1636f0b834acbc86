"""The desk's queues of pages: each is a filter of the list, and finds exactly its rows."""

import datetime
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.publishing import publish, withdraw
from articles.queues import QUEUES, counts
from tests.factories import make_article, make_edition, make_quote, make_study

pytestmark = pytest.mark.django_db

REVIEWED = datetime.date(2025, 3, 1)


def day(number):
    """So many days from today."""
    return timezone.localdate() + datetime.timedelta(days=number)


def in_queue(name):
    return set(QUEUES[name][1](Article.objects.all()))


def test_unpublished_are_drafts_that_readers_do_not_see():
    make_edition()
    never, changed, gone = make_article(), make_edition().article, make_edition().article
    Article.objects.filter(pk=changed.pk).update(has_changes=True)
    withdraw(article=gone, by=None, explanation="Wrong.")
    assert in_queue("unpublished") == {never, changed, gone}


@pytest.mark.parametrize(
    ("due", "queue"),
    [(-1, "overdue"), (0, "overdue"), (1, "due-soon"), (30, "due-soon"), (31, None)],
)
def test_review_is_due_by_the_day(due, queue):
    article = make_edition(review_due=day(due)).article
    for name in ("overdue", "due-soon"):
        assert in_queue(name) == ({article} if name == queue else set())


def test_review_counts_for_what_readers_see_only():
    make_edition()
    make_article(review_due=day(-1))
    article = make_edition(review_due=day(-1)).article
    withdraw(article=article, by=None, explanation="Wrong.")
    reviewed = make_edition(review_due=day(-1)).article
    reviewed.review_due = day(60)
    reviewed.save()
    assert in_queue("overdue") == {reviewed}
    publish(article=reviewed, by=None, note="Reviewed.")
    assert in_queue("overdue") == set()


STUDIES = [
    {"published_on": published_on, "year": year, "status": status}
    for published_on, year, status in itertools.product(
        [None, REVIEWED - datetime.timedelta(1), REVIEWED, REVIEWED + datetime.timedelta(1)],
        [None, 2024, 2025, 2026],
        ["registered", "recruiting", "published", "withdrawn"],
    )
]


@pytest.mark.parametrize("reviewed_on", [REVIEWED, datetime.date(2025, 12, 31), None])
def test_overtaken_agrees_with_what_a_study_says_of_itself(reviewed_on):
    expected = set()
    for fields in STUDIES:
        study = make_study(**fields)
        study.refresh_from_db()
        edition = make_edition(body=f"[@{study.key}]", reviewed_on=reviewed_on)
        if reviewed_on and study.is_newer_than(reviewed_on):
            expected.add(edition.article)
    assert in_queue("overtaken") == expected
    assert bool(expected) == bool(reviewed_on)
    assert len(expected) < len(STUDIES)


def test_one_newer_study_among_many_is_enough_and_counts_once():
    for number in range(3):
        make_study(key=f"new-{number}", year=2026)
    make_study(key="old", year=2001)
    make_quote(key="voice", source=make_study(key="source", year=2026))
    citing = make_edition(body="[@old; @new-0; @new-1]", reviewed_on=REVIEWED).article
    embedding = make_edition(body="![[new-2]]", reviewed_on=REVIEWED).article
    quoting = make_edition(body="![[voice]]", reviewed_on=REVIEWED).article
    make_edition(body="[@old]", reviewed_on=REVIEWED)
    assert in_queue("overtaken") == {citing, embedding, quoting}
    assert counts()["overtaken"] == 3


def test_overtaken_counts_for_what_readers_see_only():
    make_study(key="new", year=2026)
    make_article(body="[@new]", reviewed_on=REVIEWED)
    article = make_edition(body="[@new]", reviewed_on=REVIEWED).article
    article.body = "Without."
    article.save()
    assert in_queue("overtaken") == {article}
    publish(article=article, by=None, note="Without.")
    assert in_queue("overtaken") == set()


def agreed(publish_on, scheduled_version=1):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(
        publish_on=publish_on, scheduled_version=scheduled_version
    )
    return article


def test_days_set_and_days_passed_stand_apart():
    make_article()
    passed, today, tomorrow = agreed(day(-1)), agreed(day(0)), agreed(day(1))
    assert in_queue("waiting") == {passed, today}
    assert in_queue("scheduled") == {tomorrow}


def test_stale_are_drafts_saved_after_their_day_was_set():
    make_article()
    kept, saved, lost = agreed(day(1)), agreed(day(1)), agreed(day(1), scheduled_version=None)
    Article.objects.filter(pk=saved.pk).update(version=2)
    assert in_queue("stale") == {saved, lost}
    assert {row for row in Article.objects.all() if row.is_schedule_stale} == {saved, lost}
    assert not Article.objects.get(pk=kept.pk).is_schedule_stale


@pytest.mark.parametrize("name", QUEUES)
def test_list_shows_exactly_the_rows_of_the_count(publisher_client, name):
    make_study(key="new", year=2026)
    make_edition()
    due = make_edition(review_due=day(-1), reviewed_on=REVIEWED, body="[@new]").article
    Article.objects.filter(pk=due.pk).update(publish_on=day(-1), scheduled_version=9)
    make_edition(review_due=day(3))
    agreed(day(3))
    url = reverse("admin:articles_article_changelist")
    rows = publisher_client.get(url, {"attention": name}).context["cl"].queryset
    assert {row.pk for row in rows} == {row.pk for row in in_queue(name)}
    assert len(rows) == counts()[name] > 0
    assert len(rows) < Article.objects.count()


@pytest.mark.parametrize("value", ["nonsense", "", "0"])
def test_queue_that_there_is_not_shows_the_whole_list(publisher_client, value):
    make_article()
    url = reverse("admin:articles_article_changelist")
    response = publisher_client.get(url, {"attention": value})
    assert response.status_code == 200
    assert len(response.context["cl"].queryset) == 1
