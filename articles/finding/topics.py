"""Topics: the tags of pages that readers can see. A tag of drafts alone is no topic.

How many pages bear one is read from the tallies that publishing keeps (`articles.relisting`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.urls import reverse
from django.utils.text import slugify

from articles.models import RATINGS, ListedPage, Tally, TopicPair

ANY_LEVEL = dict.fromkeys(RATINGS, 0)


@dataclass(frozen=True)
class Topic:
    """A tag with the number of pages that bear it, out of those that were asked about.

    `slug` is blank where the name has neither Latin letters nor figures: such a topic is shown, and
    has no address.
    """

    pk: int
    name: str
    slug: str
    count: int = 0

    def get_absolute_url(self) -> str:
        return reverse("articles:topic", args=[self.slug]) if self.slug else ""


def topics() -> QuerySet[Tally]:
    """The topics by name, each a tally of the pages that bear it: see `as_topics`."""
    rows = Tally.objects.filter(topic__isnull=False, pages__gt=0, **ANY_LEVEL)
    return rows.select_related("topic").order_by(Lower("topic__name"), "topic_id")


def as_topics(tallies: Iterable[Tally]) -> list[Topic]:
    return [Topic(row.topic_id, row.topic.name, row.topic.slug, row.pages) for row in tallies]


def commonest(levels: dict[str, int], *, limit: int) -> list[Topic]:
    """The topics that most pages with these ratings bear; one query for as many rows."""
    rows = Tally.objects.filter(topic__isnull=False, pages__gt=0, **ANY_LEVEL | levels)
    return _by_count(as_topics(rows.select_related("topic").order_by("-pages", "topic_id")[:limit]))


def commonest_beside(chosen: list[Topic], levels: dict[str, int], *, limit: int) -> list[Topic]:
    """The topics that most of the pages bear which bear all of `chosen`; one query.

    Beside a single topic, whatever the ratings, they are counted already.
    """
    if len(chosen) == 1 and not levels:
        counted = TopicPair.objects.filter(topic=chosen[0].pk, pages__gt=0)
        rows = counted.order_by("-pages", "other_id").values_list(
            "other", "other__name", "other__slug", "pages"
        )
    else:
        pages = bearing(chosen).filter(**levels).order_by().values("edition")
        uses = ListedPage.objects.filter(topic__isnull=False, edition__in=pages)
        rows = (
            uses.exclude(topic__in=[topic.pk for topic in chosen])
            .values_list("topic", "topic__name", "topic__slug")
            .annotate(count=Count("pk"))
            .order_by("-count", "topic")
        )
    return _by_count([Topic(*row) for row in rows[:limit]])


def _by_count(found: list[Topic]) -> list[Topic]:
    return sorted(found, key=lambda topic: (-topic.count, topic.name.casefold()))


def by_slug(slugs: Iterable[str]) -> dict[str, Topic]:
    """The topics with these slugs, in one query."""
    wanted = set(slugs) - {""}
    if not wanted:
        return {}
    found = as_topics(topics().filter(topic__slug__in=wanted))
    return {topic.slug: topic for topic in found}


def slug_of(words: str) -> str:
    """The slug that a reader's spelling of a topic stands for: any case, name or slug."""
    words = words.strip().lower()
    return words if re.fullmatch(r"[-a-z0-9_]{1,100}", words) else slugify(words[:100])


def topic_or_404(slug: str) -> Topic:
    """The topic in any case. Raises Http404 where no page that readers can see bears it."""
    found = by_slug([slug_of(slug)])
    if not found:
        raise Http404("no page has this topic")
    return next(iter(found.values()))


def bearing(chosen: Iterable[Topic]) -> QuerySet[ListedPage]:
    """Of each page that bears all of these topics one row: all pages where there are none.

    The rarest leads, and each page under it is asked for the others.
    """
    first, *others = sorted(chosen, key=lambda topic: (topic.count, topic.pk)) or [None]
    rows = ListedPage.objects.filter(topic=first.pk if first else None)
    for other in others:
        rows = rows.filter(
            Exists(ListedPage.objects.filter(edition=OuterRef("edition"), topic=other.pk))
        )
    return rows


def page_count() -> int:
    """How many pages readers can see."""
    tally = Tally.objects.filter(topic=None, **ANY_LEVEL).first()
    return tally.pages if tally else 0
