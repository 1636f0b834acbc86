"""The index on SQLite: FTS5 over the entries by stems, and a table of their whole words.

FTS5 keeps no text of its own; the triggers of migrations 0002 and 0006 keep both in step.
"""

# ruff: noqa: S608 - what is put into the SQL are constants of this package; values are parameters

from typing import Any

from django.db import connection

from ldnsite.searching.backends import (
    CONTEXT_WEIGHT,
    FACETS,
    KIND_WEIGHT,
    SHOWN,
    TEXT_WEIGHT,
    TITLE_WEIGHT,
    Candidate,
    Filters,
    Match,
    Row,
    fetched,
)
from ldnsite.searching.batches import Tell, batches, silently
from ldnsite.searching.marking import found_by_beginning, marked
from ldnsite.searching.query import Phrase
from ldnsite.searching.words import words_beginning

LAST_TWO = "substr(word, -2)"
MOST_TITLES = 100
# An index that holds all that is asked here, so that the rows with their texts are not read.
_ENTRY = "CROSS JOIN ldnsite_searchentry e INDEXED BY ldnsite_searchentry_facets"


def match_text(match: Match) -> str:
    """The FTS5 expression; every word stands in quotation marks, so none is an operator."""
    parts = [_quoted(phrase) for phrase in match.phrases]
    if match.is_open:
        words = [f'"{word}"' for word in match.endings]
        parts[-1] = "(" + " OR ".join([parts[-1], f"{parts[-1]} *", *words]) + ")"
    return (" OR " if match.any_phrase else " AND ").join(parts)


def _quoted(phrase: Phrase) -> str:
    return '"' + " ".join(phrase.words) + '"'


def candidates(match: Match, filters: Filters, limit: int) -> list[Candidate]:
    """The `limit` entries that fit best, the best first.

    The index alone chooses them; what kind they are counts for their order. A page as a whole is
    longer than its sections, and might be left out for it. So where that many are found, the pages
    with all that is asked in their titles are looked for as well, and come first.
    """
    text, (conditions, values) = match_text(match), filters.sql()
    rows = _best(text, conditions, values, limit)
    if len(rows) == limit:
        is_page = f" AND e.kind = 'page' AND e.place = 0{conditions}"
        rows = _best(f"{{title}} : ({text})", is_page, values, MOST_TITLES) + rows
        rows = list({row[0]: row for row in rows}.values())[:limit]
    return [Candidate._make(row) for row in rows]


def _best(text: str, conditions: str, values: list[Any], limit: int) -> list[tuple]:
    """One of the phrases at least has to stand in the title or text, which a context that weighs
    nothing shows: the context, such as the title of a section's page, helps to find it but would
    bring in every section of the page alone. The same in the expression would take twice the time.
    """
    weights = f"{TITLE_WEIGHT}, {TEXT_WEIGHT}, {CONTEXT_WEIGHT}"
    asked = f"{_ENTRY} ON e.id = ldnsite_search.rowid" if conditions else ""
    return fetched(
        "WITH best AS MATERIALIZED (SELECT ldnsite_search.rowid AS pk, "
        f"bm25(ldnsite_search, {weights}) AS score FROM ldnsite_search {asked} "
        f"WHERE ldnsite_search MATCH %s AND bm25(ldnsite_search, 1, 1, 0) < 0{conditions} "
        "ORDER BY score LIMIT %s) "
        f"SELECT best.pk, {FACETS} FROM best {_ENTRY} ON e.id = best.pk "
        f"ORDER BY best.score * {KIND_WEIGHT}, best.pk",
        [text, *values, limit],
    )


def shown(match: Match, pks: list[int]) -> list[Row]:
    """These entries, found by `match`, in any order and with their words marked."""
    places = ", ".join(["%s"] * len(pks))
    rows = fetched(f"SELECT e.id, {SHOWN} FROM ldnsite_searchentry e WHERE e.id IN ({places})", pks)
    marks = marked(
        match_text(match), ((pk, title, text, context) for pk, _, title, context, text, *_ in rows)
    )
    return [Row(*row, *marks.get(row[0], (row[2], row[4]))) for row in rows]


def endings(beginning: str, limit: int) -> list[str]:
    """The commonest words that begin so and whose stems do not, such as “inflammation” (inflamm)
    for “inflammati”."""
    words = words_beginning(beginning, limit)
    found = found_by_beginning(beginning, words) if words else set()
    return [word for word in words if word not in found]


def rebuild_words(tell: Tell = silently) -> None:
    """Make what stands beside the entries anew from them: here all of the index."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ldnsite_search (ldnsite_search) VALUES ('delete-all')")
        cursor.execute("DELETE FROM ldnsite_searchword")
        for first, last in batches(tell):
            for table in ("ldnsite_search", "ldnsite_searchsplit"):
                cursor.execute(
                    f"INSERT INTO {table} (rowid, title, text, context) SELECT id, title, text, "
                    "context FROM ldnsite_searchentry WHERE id BETWEEN %s AND %s",
                    [first, last],
                )
            cursor.execute(
                "INSERT INTO ldnsite_searchword (word, entries) "
                "SELECT term, doc FROM ldnsite_searchsplitword WHERE true "
                "ON CONFLICT (word) DO UPDATE SET entries = entries + excluded.entries"
            )
            cursor.execute(
                "INSERT INTO ldnsite_searchsplit (ldnsite_searchsplit) VALUES ('delete-all')"
            )


def rebuild(tell: Tell = silently) -> None:
    """Make all of the index anew."""
    rebuild_words(tell)
