"""What both databases are asked, and which of the two modules answers here."""

from dataclasses import dataclass, field, fields
from importlib import import_module
from types import ModuleType
from typing import Any

from django.db import connection

from ldnsite.searching.query import Phrase

# How much a word tells where it stands in the title, the text or the context.
TITLE_WEIGHT, TEXT_WEIGHT, CONTEXT_WEIGHT = 8.0, 1.0, 0.4
# A page as a whole says most about its subject; a list's item least.
KIND_WEIGHT = (
    "CASE e.kind WHEN 'page' THEN CASE e.place WHEN 0 THEN 3.0 ELSE 1.2 END "
    "WHEN 'term' THEN 1.2 WHEN 'quote' THEN 0.8 WHEN 'resource' THEN 0.6 ELSE 1.0 END"
)
SHOWN = "e.kind, e.title, e.context, e.text, e.warning, e.address, e.anchor"


@dataclass(frozen=True)
class Match:
    """Which entries to find: all of the phrases, or any of them.

    `endings` are words of the index that begin with the last phrase's one word; they count as that
    word, as does every stem that begins with it where `is_open`.
    """

    phrases: tuple[Phrase, ...]
    endings: tuple[str, ...] = ()
    is_open: bool = False
    any_phrase: bool = False


@dataclass(frozen=True)
class Filters:
    """What to leave out of what was found; None lets all through. `tags` are ids, all asked for."""

    kind: str | None = None
    relevance: int | None = None
    technical_level: int | None = None
    skill_level: int | None = None
    tags: tuple[int, ...] = ()

    def sql(self) -> tuple[str, list[Any]]:
        """Conditions on the entry `e`, each led by AND, and their parameters."""
        conditions, values = [], []
        for name in SINGLE_FILTERS:
            value = getattr(self, name)
            if value is not None:
                conditions.append(f" AND e.{name} = %s")
                values.append(value)
        for tag in self.tags:
            conditions.append(" AND e.tags LIKE %s")
            values.append(f"%|{int(tag)}|%")
        return "".join(conditions), values


SINGLE_FILTERS = tuple(one.name for one in fields(Filters) if one.name != "tags")


@dataclass(frozen=True)
class Tally:
    """How many found entries share a kind, ratings and tags."""

    kind: str
    relevance: int | None
    technical_level: int | None
    skill_level: int | None
    tags: str
    count: int
    tag_ids: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        ids = frozenset(int(tag) for tag in self.tags.split("|") if tag)
        object.__setattr__(self, "tag_ids", ids)


@dataclass(frozen=True)
class Row:
    """A found entry; `marked_title` and `marked_text` hold private marks round found words."""

    kind: str
    title: str
    context: str
    text: str
    warning: str
    address: str
    anchor: str
    marked_title: str
    marked_text: str


def backend() -> ModuleType:
    """`sqlite` or `postgresql`: both have the functions match_text, tallies, ranked,
    words_beginning, known_words, near_words, rebuild and rebuild_words."""
    return import_module(f"ldnsite.searching.{connection.vendor}")


def fetched(sql: str, parameters: list[Any]) -> list[tuple]:
    """All rows of one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
