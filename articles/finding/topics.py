"""Topics: the tags of pages that readers can see. A tag of drafts alone is no topic."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.urls import reverse
from django.utils.text import slugify
from taggit.models import Tag, TaggedItem

from articles.models import Edition


@dataclass(frozen=True)
class Topic:
    """A tag with the number of pages that bear it, out of those that were asked about.

    `count` is 0 where nobody asked for it. `slug` is blank where the name has neither Latin
    letters nor figures: such a topic is shown, and has no address.
    """

    pk: int
    name: str
    slug: str
    count: int = 0

    def get_absolute_url(self) -> str:
        return reverse("articles:topic", args=[self.slug]) if self.slug else ""


def uses_of_tags() -> QuerySet[TaggedItem]:
    """Which edition, current or not, bears which tag."""
    return TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Edition))


def topics() -> QuerySet[Tag]:
    """The tags that a page which readers can see bears, by name."""
    is_current = Exists(Edition.objects.current().filter(pk=OuterRef("object_id")))
    return Tag.objects.filter(
        Exists(uses_of_tags().filter(is_current, tag=OuterRef("pk")))
    ).order_by(Lower("name"), "pk")


def counts(editions: QuerySet[Edition]) -> QuerySet:
    """Pairs of a tag's primary key and the number of these editions that bear it.

    By key alone, without the names: so it is read from taggit's own index, and not row by row.
    """
    return (
        uses_of_tags()
        .filter(object_id__in=editions.order_by().values("pk"))
        .values_list("tag_id")
        .annotate(count=Count("pk"))
        .order_by()
    )


def counted(tags: Iterable[Tag]) -> list[Topic]:
    """These tags with the number of current pages that bear each, in one query."""
    tags = list(tags)
    found = dict(counts(Edition.objects.current()).filter(tag__in=[tag.pk for tag in tags]))
    return [Topic(tag.pk, tag.name, tag.slug, found.get(tag.pk, 0)) for tag in tags]


def commonest(editions: QuerySet[Edition], *, limit: int) -> list[Topic]:
    """The topics that most of the editions bear, in two queries."""
    found = dict(counts(editions).order_by("-count", "tag_id")[:limit])
    tags = Tag.objects.filter(pk__in=found)
    chosen = [Topic(tag.pk, tag.name, tag.slug, found[tag.pk]) for tag in tags]
    return sorted(chosen, key=lambda topic: (-topic.count, topic.name.casefold()))


def by_slug(slugs: Iterable[str]) -> dict[str, Topic]:
    """The topics with these slugs, in one query."""
    wanted = set(slugs) - {""}
    if not wanted:
        return {}
    return {tag.slug: Topic(tag.pk, tag.name, tag.slug) for tag in topics().filter(slug__in=wanted)}


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


def bearing(editions: QuerySet[Edition], topic: int) -> QuerySet[Edition]:
    """Those of the editions that bear the tag with this primary key."""
    return editions.filter(pk__in=uses_of_tags().filter(tag=topic).values("object_id"))
