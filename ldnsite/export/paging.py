"""Pages of a list that stay right while editors publish.

A list is read in the order in which its records last changed, each page beginning behind the last
record of the one before. A record that changes meanwhile moves to the end and comes there as it is
then: whoever has read to the end holds what the site says, and got no record twice as it was.
"""

import heapq
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet

from articles.models import Edition
from ldnsite.export.documents import removed_record
from ldnsite.export.pages import page_records
from ldnsite.export.records import RECORD_TYPES, Record, RecordType
from ldnsite.models import Removal

MOST, USUAL = 500, 100
PLACE = re.compile(r"([0-9]{1,18})\.([0-9]{1,2})\.([0-9]{1,18})(?:\.([0-9]{1,18}))?")


@dataclass(frozen=True, order=True)
class Place:
    """Behind which record a page begins: its version, its list, its primary key.

    `begun` is the content version that whoever follows `next` saw first; 0 where that is not known.
    """

    version: int = 0
    rank: int = 99
    pk: int = 0
    begun: int = field(default=0, compare=False)

    @classmethod
    def read(cls, written: str) -> "Place":
        """Raises ValueError."""
        found = PLACE.fullmatch(written)
        if not found:
            raise ValueError
        return cls(*map(int, found.groups(default="0")))

    def __str__(self) -> str:
        return f"{self.version}.{self.rank}.{self.pk}.{self.begun}"


@dataclass(frozen=True)
class Part:
    """Rows to choose from, the list of the document they go to, and how they become records.

    `records` is given the chosen rows, and their primary keys in order.
    """

    name: str
    rows: QuerySet
    records: Callable[[QuerySet, list[int]], Iterable[Record]]


def article_parts(editions: QuerySet, *, is_filtered: bool) -> list[Part]:
    """`editions` are those that are asked for; where a filter leaves some out, these are told as
    removed, since each of them may have met the filter before it changed."""
    parts = [Part(Edition.export_list, editions, lambda rows, _: page_records(rows))]
    if is_filtered:
        others = Edition.objects.exported().exclude(pk__in=editions.values("pk"))
        parts.append(Part("removed", others, _unmatched))
    return [*parts, _removed([Edition.export_list])]


def reference_parts() -> list[Part]:
    """All that pages use, in the order in which the records depend on one another."""
    parts = [
        Part(kind.name, kind.model._default_manager.exported(), partial(_told, kind))
        for kind in RECORD_TYPES
    ]
    return [*parts, _removed([kind.name for kind in RECORD_TYPES])]


def _told(kind: RecordType, rows: QuerySet, pks: list[int]) -> Iterable[Record]:
    return kind.records(rows)


def _removed(names: list[str]) -> Part:
    rows = Removal.objects.filter(name__in=names)
    return Part("removed", rows, lambda rows, _: map(removed_record, rows))


def _unmatched(rows: QuerySet, pks: list[int]) -> Iterable[Record]:
    for code, uid in rows.values_list("code", "article__uid"):
        yield {
            "list": Edition.export_list,
            "code": code,
            "key": None,
            "id": str(uid),
            "removed_at": None,
            "why": "It does not match what was asked for.",
            "moved_to": None,
        }


def page_of(
    parts: list[Part], begin: Place, size: int
) -> tuple[list[tuple[str, Iterable[Record]]], Place | None]:
    """The next `size` records by list, and where the next page begins; None at the end."""
    found = [_places(part, rank, begin, size + 1) for rank, part in enumerate(parts)]
    places = [place for place, _ in zip(heapq.merge(*found), range(size + 1), strict=False)]
    shown = places[:size]
    lists: dict[str, list[Iterable[Record]]] = {}
    for rank, part in enumerate(parts):
        pks = [place.pk for place in shown if place.rank == rank]
        rows = part.rows.filter(pk__in=pks).order_by("modified_in", "pk")
        lists.setdefault(part.name, []).append(part.records(rows, pks) if pks else ())
    chained = [(name, chain.from_iterable(found)) for name, found in lists.items()]
    return chained, shown[-1] if len(places) > size else None


def _places(part: Part, rank: int, begin: Place, limit: int) -> list[Place]:
    later: dict[str, Any] = {"modified_in__gt": begin.version}
    behind = Q(**later)
    if rank > begin.rank:
        behind |= Q(modified_in=begin.version)
    elif rank == begin.rank:
        behind |= Q(modified_in=begin.version, pk__gt=begin.pk)
    rows = part.rows.filter(behind, modified_in__gte=begin.version).order_by("modified_in", "pk")
    return [
        Place(version, rank, pk) for version, pk in rows.values_list("modified_in", "pk")[:limit]
    ]
