"""Publishing on a day to come: what was agreed to is published, and nothing else."""

import datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError
from django.utils import timezone

from articles import scheduling
from articles.drafts import Overtaken
from articles.models import Article, Edition
from articles.publishing import PublishingError, publish, restore, withdraw
from articles.scheduling import due, publish_due, schedule, unschedule
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def stored(article):
    return Article.objects.get(pk=article.pk)


def agree(article, by, *, note="", days=1):
    """Have it published tomorrow, or after so many days."""
    day = today() + days * DAY
    schedule(article=article, version=stored(article).version, by=by, on=day, note=note)
    return article


def outcomes(days=1):
    """What publishing gives on the morrow: the edition's number or the reasons, by page."""
    return {
        outcome.article.pk: outcome.edition.number if outcome.edition else outcome.problems
        for outcome in publish_due(today() + days * DAY)
    }


def waits(article):
    return stored(article).publish_on is not None


@pytest.mark.parametrize("days", [-1, 0])
def test_day_has_to_be_after_today(publisher, days):
    article = make_article()
    with pytest.raises(PublishingError, match="choose a day after today"):
        agree(article, publisher, days=days)
    assert not waits(article)


def test_note_that_could_not_be_published_is_refused_at_once(publisher):
    article = make_article()
    with pytest.raises(PublishingError, match="invisible control character"):
        agree(article, publisher, note="Corrected\x0b it.")
    assert not waits(article)


def test_day_is_set_for_the_version_that_was_seen(publisher):
    article = make_article()
    with pytest.raises(Overtaken):
        schedule(article=article, version=2, by=publisher, on=today() + DAY, note="")
    assert not waits(article)


def test_day_is_no_new_version_and_another_note_is_one(publisher):
    """A form that is open elsewhere must not put the old note back unseen."""
    article = make_article(change_note="Begun.")
    for note, version in (("Begun.", 1), (" Put right. ", 2), ("Put right.", 2)):
        kept = stored(agree(stored(article), publisher, note=note))
        assert (kept.version, kept.scheduled_version, kept.change_note) == (
            version,
            version,
            note.strip(),
        )
        assert not kept.is_schedule_stale


def test_day_taken_back_publishes_nothing(publisher):
    article = agree(make_article(), publisher)
    unschedule(article=article)
    kept = stored(article)
    assert (kept.publish_on, kept.scheduled_version, kept.scheduled_by) == (None, None, None)
    assert outcomes() == {}


def test_day_comes_and_what_was_agreed_to_is_published(publisher):
    article = agree(make_article(body="Agreed."), publisher)
    assert outcomes(days=0) == {}
    assert outcomes() == {article.pk: 1}
    edition = Edition.objects.get()
    assert (edition.body, edition.published_by) == ("Agreed.", publisher)
    assert not waits(article)
    assert outcomes() == {}


def test_missed_days_are_made_up_the_longest_waiting_first(publisher):
    late, early = (agree(make_article(), publisher, days=days) for days in (5, 2))
    agree(make_article(), publisher, days=9)
    assert list(due(today() + 6 * DAY)) == [early, late]
    assert outcomes(days=6) == {early.pk: 1, late.pk: 1}


def test_draft_saved_since_waits_for_a_new_decision(publisher):
    article = agree(make_article(), publisher)
    stored(article).save()
    [problems] = outcomes().values()
    assert problems == [
        "Page: the draft was saved after its day was set: look at it and decide again."
    ]
    assert waits(article)
    agree(article, publisher)
    assert outcomes() == {article.pk: 1}


def test_restored_draft_waits_as_well(publisher):
    first = make_edition(body="Old.")
    agree(first.article, publisher, note="Again.")
    restore(edition=first)
    assert "decide again" in outcomes()[first.article_id][0]
    assert Edition.objects.count() == 1


def lose_the_right(user):
    user.user_permissions.remove(Permission.objects.get(codename="publish_article"))


def lose_the_desk(user):
    User.objects.filter(pk=user.pk).update(is_staff=False)


def lose_the_account(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_the_right, lose_the_desk, lose_the_account, User.delete])
def test_page_of_one_who_may_not_publish_any_more_waits(publisher, lose):
    article = agree(make_article(), publisher)
    lose(publisher)
    assert "somebody else has to decide" in outcomes()[article.pk][0]
    assert waits(article)
    assert not Edition.objects.exists()


def test_second_edition_waits_for_a_note(publisher):
    article = agree(make_edition().article, publisher)
    assert outcomes() == {article.pk: ["Change note: say in a sentence what changed, for readers."]}
    agree(article, publisher, note="Put right.")
    assert outcomes() == {article.pk: 2}
    assert Edition.objects.latest().get().change_note == "Put right."


def test_page_with_an_error_waits_while_others_are_published(publisher):
    faulty = agree(make_article(body="Words.\n\n[@gone]"), publisher, days=1)
    sound = agree(make_article(), publisher, days=2)
    assert outcomes(days=2) == {
        faulty.pk: ["Text, line 3: no study or resource has the key “gone”."],
        sound.pk: 1,
    }


def test_failure_of_the_site_keeps_one_page_and_not_the_others(publisher, monkeypatch, caplog):
    unlucky = agree(make_article(), publisher, days=1)
    sound = agree(make_article(), publisher, days=2)

    def fail_once(*, article, **options):
        if article == unlucky:
            raise OperationalError("database is locked")
        return publish(article=article, **options)

    monkeypatch.setattr(scheduling, "publish", fail_once)
    assert outcomes(days=2) == {
        unlucky.pk: ["the site could not publish it just now."],
        sound.pk: 1,
    }
    assert waits(unlucky)
    assert "database is locked" in caplog.text


def test_publishing_by_hand_clears_the_day(publisher):
    article = agree(make_article(), publisher)
    publish(article=article, by=publisher)
    assert not waits(article)
    assert outcomes() == {}


def test_withdrawn_page_does_not_come_back_by_itself(publisher):
    article = agree(make_edition().article, publisher, note="Put right.")
    withdraw(article=article, by=publisher, explanation="A dose was wrong.")
    assert outcomes() == {}
    assert not Edition.objects.current().exists()


def test_two_runs_at_once_publish_a_page_once(publisher):
    articles = [agree(make_article(), publisher) for _ in range(2)]
    first_run = publish_due(today() + DAY)
    next(first_run)
    assert outcomes() == {articles[1].pk: 1}
    assert list(first_run) == []
    assert Edition.objects.count() == 2


def test_day_that_changed_at_the_last_moment_counts(publisher):
    article = agree(make_article(), publisher)
    with pytest.raises(PublishingError, match="its day was changed just now"):
        publish(article=article, by=publisher, day=today() + 3 * DAY)
    assert not Edition.objects.exists()
