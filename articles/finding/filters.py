"""The filters of /pages/: three ratings and any topics, kept in the address.

`?relevance=5&technical_level=1&tag=dosing&tag=sleep&sort=newest`. One level of each rating, up to
six topics; a page has to meet them all. What is unknown or odd is left out, and said so.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.http import QueryDict
from django.urls import reverse

from articles.finding.paging import EditionList
from articles.finding.summaries import StepNames
from articles.finding.topics import (
    Topic,
    bearing,
    by_slug,
    commonest,
    commonest_beside,
    slug_of,
)
from articles.models import ListedPage, Rating, Tally

MAX_TOPICS = 6
TOPICS_OFFERED = 24
SORTS = {"number": "by number", "newest": "newest first"}
_ORDERS = {"number": ["code_order"], "newest": ["-published_at", "code_order"]}
_LEVELS = {str(level): level for level in range(1, 6)}
_MOST_SAID = 5


@dataclass(frozen=True)
class Filters:
    """What a reader chose. `ignored` are the words that could not be understood."""

    levels: dict[str, int] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    sort: str = "number"
    ignored: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Read an address's query; at most one database query, whatever it holds."""
        ignored, levels = [], {}
        for rating in Rating:
            for value in query.getlist(rating):
                if value in _LEVELS and rating not in levels:
                    levels[rating.value] = _LEVELS[value]
                elif value:
                    ignored.append(f"{rating.label} {value}")
        asked = {slug_of(value): value for value in query.getlist("tag")[:50] if value.strip()}
        found = by_slug(asked)
        topics = [found[slug] for slug in asked if slug in found]
        ignored += [value for slug, value in asked.items() if slug not in found]
        ignored += [topic.name for topic in topics[MAX_TOPICS:]]
        sort = query.get("sort", "")
        return cls(
            levels,
            tuple(topics[:MAX_TOPICS]),
            sort if sort in SORTS else "number",
            tuple(value[:60] for value in ignored[:_MOST_SAID]),
        )

    @property
    def is_empty(self) -> bool:
        return not self.levels and not self.topics

    @property
    def query(self) -> str:
        """The query of the address that stands for just this choice; blank for none."""
        pairs = [(rating.value, self.levels[rating]) for rating in Rating if rating in self.levels]
        pairs += [("tag", topic.slug) for topic in self.topics]
        if self.sort != "number":
            pairs.append(("sort", self.sort))
        return urlencode(pairs)

    @property
    def address(self) -> str:
        return reverse("articles:pages") + (f"?{self.query}" if self.query else "")

    def with_level(self, rating: Rating, level: int) -> "Filters":
        return replace(self, levels={**self.levels, rating.value: level})

    def without_level(self, rating: Rating) -> "Filters":
        return replace(
            self, levels={name: step for name, step in self.levels.items() if name != rating}
        )

    def with_topic(self, topic: Topic) -> "Filters":
        return replace(self, topics=(*self.topics, topic))

    def without_topic(self, topic: Topic) -> "Filters":
        return replace(self, topics=tuple(other for other in self.topics if other != topic))

    def sorted_by(self, sort: str) -> "Filters":
        return replace(self, sort=sort)

    def rows(self) -> QuerySet[ListedPage]:
        """A row of each page that meets the choice, in its order.

        They have one topic, or none, and yet are ordered by it: otherwise PostgreSQL does not see
        that the index has them in this order, where there is none.
        """
        rows = bearing(self.topics).filter(**self.levels)
        return rows.order_by("topic_id", *_ORDERS[self.sort])

    def editions(self, count: int) -> EditionList:
        """The pages that meet the choice, in its order; how many, the caller knows."""
        return EditionList(self.rows(), count)


@dataclass(frozen=True)
class Option:
    """One step or topic that may be chosen, and how many pages there would be then."""

    words: str
    count: int
    address: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    rating: Rating
    options: list[Option]


@dataclass(frozen=True)
class Offer:
    """All that stands beside the list: what is chosen, what may be, how many pages there are."""

    total: int
    chosen: list[Option]
    facets: list[Facet]
    topics: list[Option]
    sorts: list[Option]


def offer(filters: Filters, names: StepNames) -> Offer:
    """Count every choice that could follow, in two queries; four where no page meets this one.

    `names` are the rubric's words. The count of a chosen filter is that of the list without it,
    which is worked out only where the list is empty.
    """
    groups = list(_groups(filters.topics))
    total = _sum(groups, filters.levels)
    return Offer(
        total=total,
        chosen=_chosen(filters, names, total),
        facets=[Facet(rating, _options(filters, rating, groups, names)) for rating in Rating],
        topics=_topic_options(filters),
        sorts=[
            Option(words, total, filters.sorted_by(sort).address, sort == filters.sort)
            for sort, words in SORTS.items()
        ],
    )


def words_of(rating: Rating, level: int, names: StepNames) -> str:
    """A step in words, such as “5: essential, do not skim”."""
    name = names.get((rating, level), "")
    return f"{level}: {name}" if name else f"{level} of 5"


def _groups(topics: tuple[Topic, ...]) -> QuerySet:
    """Rows of three levels and how many pages have them, of those that bear these topics.

    Counted already for all pages and for one topic; several together are counted now.
    """
    if len(topics) > 1:
        return bearing(topics).order_by().values_list(*Rating.values).annotate(count=Count("pk"))
    counted = Tally.objects.filter(topic=topics[0].pk if topics else None)
    single = {f"{rating}__gt": 0 for rating in Rating}
    return counted.filter(**single).values_list(*Rating.values, "pages")


def _sum(groups: list[tuple], levels: dict[str, int]) -> int:
    """How many pages of the groups, rows of three levels and a count, meet these levels."""
    places = [(place, levels[name]) for place, name in enumerate(Rating.values) if name in levels]
    return sum(row[-1] for row in groups if all(row[place] == level for place, level in places))


def _options(
    filters: Filters, rating: Rating, groups: list[tuple], names: StepNames
) -> list[Option]:
    return [
        Option(
            words_of(rating, level, names),
            _sum(groups, filters.with_level(rating, level).levels),
            filters.with_level(rating, level).address,
            filters.levels.get(rating) == level,
        )
        for level in range(5, 0, -1)
    ]


def _topic_options(filters: Filters) -> list[Option]:
    if len(filters.topics) == MAX_TOPICS:
        return []
    if filters.topics:
        offered = commonest_beside(filters.topics, filters.levels, limit=TOPICS_OFFERED)
    else:
        offered = commonest(filters.levels, limit=TOPICS_OFFERED)
    return [
        Option(topic.name, topic.count, filters.with_topic(topic).address)
        for topic in offered
        if topic.slug
    ]


def _chosen(filters: Filters, names: StepNames, total: int) -> list[Option]:
    """The chosen filters, each with the list without it."""
    less = [
        (f"{rating.label} {words_of(rating, filters.levels[rating], names)}", others)
        for rating in Rating
        if rating in filters.levels
        for others in [filters.without_level(rating)]
    ]
    less += [(topic.name, filters.without_topic(topic)) for topic in filters.topics]
    counts = [0] * len(less) if total else _counts([others for _, others in less])
    return [
        Option(words, count, others.address, is_chosen=True)
        for (words, others), count in zip(less, counts, strict=True)
    ]


def _counts(choices: list[Filters]) -> list[int]:
    """How many pages meet each choice, in one query for all."""
    counted = [
        choice.rows()
        .order_by()
        .annotate(place=Value(place))
        .values_list("place")
        .annotate(count=Count("pk"))
        for place, choice in enumerate(choices)
    ]
    found = dict(counted[0].union(*counted[1:], all=True)) if counted else {}
    return [found.get(place, 0) for place in range(len(choices))]
