"""What an address of the export may be asked: every parameter is understood, or the answer is 400.

A program whose typing error were passed over would mirror the wrong thing for months.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from articles.finding.topics import by_slug, slug_of
from articles.models import Edition, ListedPage, Rating
from ldnsite.export.paging import MOST, USUAL, Place


@dataclass(frozen=True)
class Parameter:
    """`read` makes a value of the text and raises ValueError; `about` and `schema` describe it."""

    about: str
    wanted: str
    read: Callable[[str], Any]
    schema: dict[str, Any]
    many: bool = False


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not re.fullmatch("[0-9]{1,18}", written) or not low <= int(written) <= high:
            raise ValueError
        return int(written)

    return read


def _topic(written: str) -> Any:
    for topic in by_slug([slug_of(written)]).values():
        return topic
    raise ValueError


MODIFIED_SINCE = Parameter(
    "Only what changed after this content version: the `content_version` of the last answer.",
    "a content version, a whole number such as 120",
    _between(0, 10**18),
    {"type": "integer", "minimum": 0},
)
PAGED = {
    "modified_since": MODIFIED_SINCE,
    "size": Parameter(
        f"How many records at most; {USUAL} where it is left out.",
        f"a whole number from 1 to {MOST}",
        _between(1, MOST),
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    ),
    "after": Parameter(
        "Where the page begins, as the `next` of the page before has it.",
        "what the `next` of an answer says",
        Place.read,
        {"type": "string"},
    ),
}
FILTERS = {
    "tag": Parameter(
        "Only pages under this topic, named as in its address under /tags/; several are all asked.",
        "the name of a topic as in its address under /tags/",
        _topic,
        {"type": "string"},
        many=True,
    ),
    **{
        rating.value: Parameter(
            f"Only pages with this step of “{rating.label.lower()}”.",
            "a whole number from 1 to 5",
            _between(1, 5),
            {"type": "integer", "minimum": 1, "maximum": 5},
        )
        for rating in Rating
    },
}
SINCE = {"modified_since": MODIFIED_SINCE}


class BadParameters(Exception):
    """Which parameters were not understood: pairs of a name and what is wrong with it."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(f"{name} {fault}" for name, fault in faults))


def read(query: QueryDict, known: dict[str, Parameter]) -> dict[str, Any]:
    """Values by name, a list for a parameter that may be given several times.

    Raises BadParameters with every fault.
    """
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name, written in query.lists():
        parameter = known.get(name)
        if parameter is None:
            others = ", ".join(known) or "none"
            faults.append((name, f"is no parameter of this address, which knows {others}."))
        elif len(written) > 1 and not parameter.many:
            faults.append((name, "is given more than once."))
        else:
            try:
                values[name] = [parameter.read(value) for value in written]
            except ValueError:
                faults.append((name, f"has to be {parameter.wanted}."))
    if faults:
        raise BadParameters(faults)
    return {name: found if known[name].many else found[0] for name, found in values.items()}


def chosen(values: dict[str, Any]) -> QuerySet[Edition]:
    """The pages that meet every filter."""
    editions = Edition.objects.exported()
    for topic in values.get("tag", ()):
        under = ListedPage.objects.filter(topic=topic.pk)
        editions = editions.filter(pk__in=under.values("edition"))
    return editions.filter(**{rating: values[rating] for rating in Rating if rating in values})
