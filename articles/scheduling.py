"""Publishing on a day that was decided beforehand: `manage.py publish_due` does it.

What was agreed to is one version of the draft. A draft that is saved afterwards is not published on
the day: somebody who may publish has to look at it again.
"""

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.drafts import NO_DAY, Overtaken
from articles.markup.problems import Problem, text_problems
from articles.models import Article, Edition
from articles.publishing import PublishingError, publish
from articles.rights import may_publish

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What became of a page that was due: an edition, or the reasons why it still waits."""

    article: Article
    edition: Edition | None
    problems: list[str]


@transaction.atomic
def schedule(
    *, article: Article, version: int, by: AbstractBaseUser, on: datetime.date, note: str
) -> None:
    """Have this version of the draft published on a day to come, with this change note.

    Raises Overtaken where the draft was saved since that version, and PublishingError for a day
    that is not after today or a note that could not be published on it.
    """
    note = note.strip()
    problems = text_problems("change_note", note)
    if on <= timezone.localdate():
        problems.append(Problem("publish_on", 0, "choose a day after today."))
    if problems:
        raise PublishingError(problems)
    # Another note is another version: a form that is open elsewhere must not put the old one back.
    seen = Article.objects.filter(pk=article.pk, version=version)
    agreed = version + seen.exclude(change_note=note).exists()
    changed = seen.update(
        publish_on=on,
        scheduled_version=agreed,
        scheduled_by=by,
        change_note=note,
        version=agreed,
        saved_by=by,
    )
    if not changed:
        raise Overtaken


def unschedule(*, article: Article) -> None:
    """Leave the draft unpublished until somebody decides again."""
    Article.objects.filter(pk=article.pk).update(**NO_DAY)


def due(day: datetime.date) -> QuerySet[Article]:
    """Pages whose day has come, the longest waiting first."""
    return (
        Article.objects.filter(publish_on__lte=day)
        .select_related("scheduled_by")
        .order_by("publish_on", "pk")
    )


def publish_due(day: datetime.date) -> Iterator[Outcome]:
    """Publish each page that is due; one that cannot be published keeps its day and waits."""
    for pk in list(due(day).values_list("pk", flat=True)):
        # Somebody may have published it or taken its day away while others had their turn.
        article = due(day).filter(pk=pk).first()
        if article:
            yield _outcome_of(article)


def _outcome_of(article: Article) -> Outcome:
    try:
        return Outcome(article, _publish_scheduled(article), [])
    except PublishingError as refused:
        return Outcome(article, None, [str(problem) for problem in refused.problems])
    except (DatabaseError, OSError):
        logger.exception("publishing page %s on its day failed", article.code)
        return Outcome(article, None, ["the site could not publish it just now."])


def _publish_scheduled(article: Article) -> Edition:
    problem = None
    if article.is_schedule_stale:
        problem = "the draft was saved after its day was set: look at it and decide again."
    elif article.scheduled_by is None or not may_publish(article.scheduled_by):
        problem = "who set the day may not publish any more: somebody else has to decide."
    if problem:
        raise PublishingError([Problem("page", 0, problem)])
    return publish(
        article=article,
        by=article.scheduled_by,
        note=article.change_note,
        version=article.scheduled_version,
        day=article.publish_on,
    )
