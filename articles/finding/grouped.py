"""The sitemap by topic and by rating: groups whose sizes are known, and any part of all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from articles.finding.topics import ANY_LEVEL, topics
from articles.models import ListedPage, Rating, Tally
from ldnsite.paging import stretch
from references.models import CITED_NOW

# Most of it first for relevance; for the others the easiest first.
_DESCENDING = {Rating.RELEVANCE}
_WITHOUT = None
Row = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """`key` is the value of the list's field in the group's rows."""

    key: Any
    count: int


class GroupedList:
    """Rows of `ListedPage`, group after group, each by number.

    Django's paginator takes it for a list. A part is one query: the end of the group that it begins
    in, groups that are in it whole, and the beginning of the group that it ends in.
    """

    def __init__(
        self,
        groups: list[Group],
        field: str,
        rows: Callable[[Any], QuerySet[ListedPage]],
        whole: Callable[[list[Any]], QuerySet[ListedPage]],
        values: dict[str, Any],
    ) -> None:
        self.groups, self.field, self.rows, self.whole = groups, field, rows, whole
        self.values = values
        self.total = sum(group.count for group in groups)

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Row]:
        start, stop, _ = part.indices(self.total)
        met, begin = [], 0
        for group in self.groups:
            end = begin + group.count
            if begin < stop and end > start:
                met.append((group, max(start - begin, 0), min(stop - begin, group.count)))
            begin = end
        if not met:
            return []
        parts = [self._cut(*met[0]), self.whole([group.key for group, *_ in met[1:-1]])]
        parts.append(self._cut(*met[-1]) if len(met) > 1 else ListedPage.objects.none())
        first, *others = [self._told(rows) for rows in parts]
        order = {group.key: place for place, (group, *_) in enumerate(met)}
        found = first.union(*others, all=True)
        return sorted(found, key=lambda row: (order[row[self.field]], row["code_order"]))

    def _cut(self, group: Group, start: int, stop: int) -> QuerySet[ListedPage]:
        ordered = self.rows(group.key).order_by("code_order")
        chosen = stretch(ordered.values("pk"), start, stop, group.count)
        return ListedPage.objects.filter(pk__in=chosen)

    def _told(self, rows: QuerySet[ListedPage]) -> QuerySet:
        # Whatever a kept row says, what readers see is a present edition.
        return (
            rows.filter(**CITED_NOW)
            .order_by()
            .values(
                "code_order",
                self.field,
                code=F("edition__code"),
                slug=F("edition__slug"),
                title=F("edition__title"),
                **self.values,
            )
        )


def by_topic() -> GroupedList:
    """Rows of code, slug, title, `topic_name` and `topic_slug`; pages without one come last.

    Two queries, and one for each part.
    """
    groups = [Group(row.topic_id, row.pages) for row in topics()]
    without = ListedPage.objects.filter(is_without=True)
    groups.append(Group(_WITHOUT, without.count()))
    return GroupedList(
        groups,
        "topic_id",
        lambda topic: without if topic is _WITHOUT else ListedPage.objects.filter(topic=topic),
        lambda keys: ListedPage.objects.filter(topic__in=keys),
        {"topic_name": F("topic__name"), "topic_slug": F("topic__slug")},
    )


def by_rating(rating: Rating) -> GroupedList:
    """Rows of code, slug, title and `level`, the given rating's; one query, and one a part."""
    level = rating.value
    others = {name: 0 for name in ANY_LEVEL if name != level}
    counted = Tally.objects.filter(topic=None, pages__gt=0, **others, **{f"{level}__gt": 0})
    order = F(level).desc() if rating in _DESCENDING else F(level).asc()
    groups = [Group(*row) for row in counted.order_by(order).values_list(level, "pages")]
    pages = ListedPage.objects.filter(topic=None)
    return GroupedList(
        groups,
        level,
        lambda key: pages.filter(**{level: key}),
        lambda keys: pages.filter(**{f"{level}__in": keys}),
        {"level": F(level)},
    )
