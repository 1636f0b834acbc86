"""What both databases are asked, and which of the two modules answers here."""

from dataclasses import dataclass, fields, replace
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from django.db import connection

from ldnsite.searching.query import Phrase

# How much a word tells where it stands in the title, the text or the context.
TITLE_WEIGHT, TEXT_WEIGHT, CONTEXT_WEIGHT = 8.0, 1.0, 0.4
# Entries whose number this divides have an index of their own besides; see migration 0007.
PART = 17
# A page as a whole says most about its subject; a list's item least.
KIND_WEIGHT = (
    "CASE e.kind WHEN 'page' THEN CASE e.place WHEN 0 THEN 3.0 ELSE 1.2 END "
    "WHEN 'term' THEN 1.2 WHEN 'quote' THEN 0.8 WHEN 'resource' THEN 0.6 ELSE 1.0 END"
)
SHOWN = "e.kind, e.title, e.context, e.text, e.warning, e.address, e.anchor"
FACETS = "e.kind, e.relevance, e.technical_level, e.skill_level, e.tags"


class Where(Enum):
    """Where in an entry that matches a phrase has to stand, for the entry to be ranked."""

    ANYWHERE = "some may be ranked that are not worth it, which their rows tell"
    OWN = "one of the phrases stands in the title or text"
    TITLE = "all that is asked for stands in the title"


@dataclass(frozen=True)
class Match:
    """Which entries to find: all of the phrases, or any of them.

    Where `is_open`, every stem that begins with the last word counts as that word, and so does each
    of `endings`: words that begin with it and whose stems do not. Where `is_common`, more entries
    than are shown hold that word as it stands. About `held` entries match at the most, as far as
    words as they stand can tell.
    """

    phrases: tuple[Phrase, ...]
    endings: tuple[str, ...] = ()
    is_open: bool = False
    any_phrase: bool = False
    is_common: bool = False
    held: int = 0

    @property
    def is_single_word(self) -> bool:
        return len(self.phrases) == 1 and all(len(way) == 1 for way in self.phrases[0].ways)

    @property
    def closed(self) -> "Match":
        """The same without what the last word may be the beginning of."""
        return replace(self, endings=(), is_open=False, is_common=False)


class Candidate(NamedTuple):
    """A found entry before it is read, as an index ranked it: a row of SQL as it comes.

    `tags` are ids between bars, `is_own` says whether a phrase stands in its title or text, and
    `among` how many were ranked.
    """

    pk: int
    kind: str
    relevance: int | None
    technical_level: int | None
    skill_level: int | None
    tags: str
    score: float
    is_own: bool
    among: int


@dataclass(frozen=True)
class Filters:
    """What to leave out of what was found; None lets all through. `tags` are ids, all asked for."""

    kind: str | None = None
    relevance: int | None = None
    technical_level: int | None = None
    skill_level: int | None = None
    tags: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return self != NO_FILTERS

    def passing(self, candidates: list[Candidate]) -> list[Candidate]:
        """Those that pass, in their order."""
        for name in SINGLE_FILTERS:
            value, place = getattr(self, name), Candidate._fields.index(name)
            if value is not None:
                candidates = [one for one in candidates if one[place] == value]
        for tag in self.tags:
            said = f"|{tag}|"
            candidates = [one for one in candidates if said in one.tags]
        return candidates

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
NO_FILTERS = Filters()


@dataclass(frozen=True)
class Row:
    """A found entry; `marked_title` and `marked_text` are as long as title and text but for the
    private marks round found words, and may have other signs than letters between them."""

    pk: int
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
    """`sqlite` or `postgresql`: both have the functions match_text, ranked, shown, endings, rebuild
    and rebuild_words, and the constant LAST_TWO."""
    return import_module(f"ldnsite.searching.{connection.vendor}")


def fetched(sql: str, parameters: list[Any]) -> list[tuple]:
    """All rows of one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
