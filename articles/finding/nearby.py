"""Pages near a page: related to it, and its neighbours by number."""

import math
from dataclasses import dataclass

from django.db.models import Case, FloatField, Q, QuerySet, Value, When

from articles.finding.topics import Topic, as_topics, topics
from articles.models import Edition, ListedPage, NamedPage

# A link from page to page, each way, weighs as much as the rarest topic they could share.
LINK_WEIGHT = 1 / math.log(2)
RAREST_TOPICS = 12
# A common topic is not looked through where rarer ones bring this many pages already.
ENOUGH_PAGES = 2000


@dataclass(frozen=True)
class Neighbours:
    """The nearest written pages by number; None at either end."""

    previous: Edition | None = None
    next: Edition | None = None


def topics_of(edition: Edition) -> list[Topic]:
    """The topics of a current edition, the rarest first, in one query."""
    own = ListedPage.objects.filter(edition=edition.pk).exclude(topic=None)
    return as_topics(
        topics().filter(topic__in=own.values("topic")).order_by("pages", "topic__slug")
    )


def related_pages(
    edition: Edition, limit: int = 5, *, its_topics: list[Topic] | None = None
) -> list[Edition]:
    """Pages that share topics with this one, or link to it or are linked from it, best first.

    A shared topic weighs 1 / ln(number of pages that bear it), so that a rare one says more than
    a common one (Adamic and Adar 2003, doi:10.1016/S0378-8733(03)00009-1); of the page's topics
    the twelve rarest count, and as many of these as bring some 2,000 pages together. Two queries,
    or one where `its_topics` are at hand; the rows have what a line in a list needs.
    """
    if its_topics is None:
        its_topics = topics_of(edition)
    weights = _weights(its_topics)
    parts = [
        *((_bearing([pk]), weight) for pk, weight in weights.items()),
        (_linked_from(edition), LINK_WEIGHT),
        (_linking_to(edition), LINK_WEIGHT),
    ]
    # At once, and not any of the parts: PostgreSQL would go through all pages for an “or”.
    candidates = _bearing(list(weights)).union(_linked_from(edition), _linking_to(edition))
    score = sum(
        (
            Case(
                When(Q(pk__in=part), then=Value(weight)),
                default=Value(0.0),
                output_field=FloatField(),
            )
            for part, weight in parts
        ),
        start=Value(0.0, output_field=FloatField()),
    )
    return list(
        Edition.objects.current()
        .filter(pk__in=candidates)
        .exclude(article=edition.article_id)
        .in_short()
        .annotate(score=score)
        .order_by("-score", "code_order")[:limit]
    )


def nearest_by_number(edition: Edition) -> QuerySet[Edition]:
    """The nearest written pages before and after this one's code: two rows at most."""
    others = Edition.objects.current().exclude(article=edition.article_id)
    before = others.filter(code_order__lt=edition.code_order).order_by("-code_order")
    after = others.filter(code_order__gt=edition.code_order).order_by("code_order")
    return Edition.objects.current().filter(
        Q(pk__in=before.values("pk")[:1]) | Q(pk__in=after.values("pk")[:1])
    )


def _weights(its_topics: list[Topic]) -> dict[int, float]:
    """What each topic weighs that is worth looking through, by its primary key."""
    weights: dict[int, float] = {}
    pages = 0
    for topic in sorted(its_topics, key=lambda topic: (topic.count, topic.slug)):
        if topic.count < 2:
            continue
        pages += topic.count
        if len(weights) == RAREST_TOPICS or (weights and pages > ENOUGH_PAGES):
            break
        weights[topic.pk] = 1 / math.log(topic.count)
    return weights


def _bearing(topics: list[int]) -> QuerySet:
    return ListedPage.objects.filter(topic__in=topics).order_by().values("edition")


def _linked_from(edition: Edition) -> QuerySet:
    """Current editions of the pages that this one names, by any code that they ever bore."""
    named = NamedPage.objects.filter(edition=edition).values("code")
    return (
        Edition.objects.current().filter(article__editions__code__in=named).order_by().values("pk")
    )


def _linking_to(edition: Edition) -> QuerySet:
    codes = Edition.objects.filter(article=edition.article_id).order_by().values("code")
    return NamedPage.objects.filter(code__in=codes).order_by().values("edition")
