"""The index on SQLite: FTS5 over the entries by stems, and a table of their whole words.

FTS5 keeps no text of its own; the triggers of migration 0007 keep all of it in step.
"""

# ruff: noqa: S608 - what is put into the SQL are constants of this package; values are parameters

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
    Where,
    fetched,
)
from ldnsite.searching.batches import Tell, batches, silently
from ldnsite.searching.marking import found_by_beginning, marked
from ldnsite.searching.words import words_beginning

LAST_TWO = "substr(word, -2)"
# Of titles alone, and of a part of the entries; see migration 0007.
_SMALLER = ("ldnsite_searchtitle", "ldnsite_searchpart")
# An index that holds all that is asked here, so that the rows with their texts are not read.
_ENTRY = "CROSS JOIN ldnsite_searchentry e INDEXED BY ldnsite_searchentry_facets"


def match_text(match: Match) -> str:
    """The FTS5 expression; every word stands in quotation marks, so none is an operator."""
    return (" OR " if match.any_phrase else " AND ").join(_parts(match))


def _parts(match: Match) -> list[str]:
    *before, last = [[_quoted(words) for words in phrase.ways] for phrase in match.phrases]
    if match.is_open:
        last += [f"{way} *" for way in last] + [_quoted((word,)) for word in match.endings]
    return ["(" + " OR ".join(ways) + ")" for ways in (*before, last)]


def _quoted(words: tuple[str, ...]) -> str:
    return '"' + " ".join(words) + '"'


def ranked(
    match: Match, filters: Filters, where: Where, most: int, limit: int, *, in_part: bool = False
) -> list[Candidate]:
    """Of the newest `most` entries that match, the `limit` that fit best, the best first.

    All of them are `in_part` of the index where that alone is asked. A context that weighs nothing
    shows whether a phrase stands in title or text; the same in the expression would take twice the
    time.
    """
    text = match_text(match)
    # For one column of many, all columns of each entry that holds the words would be gone through.
    of_titles = where is Where.TITLE
    table = f"ldnsite_{'searchtitle' if of_titles else 'searchpart' if in_part else 'search'}"
    if where is Where.OWN:
        text = f"({text}) AND {{title text}} : ({' OR '.join(_parts(match))})"
    conditions, values = filters.sql()
    asked = f"{_ENTRY} ON e.id = f.rowid" if conditions else ""
    weights = f"{TITLE_WEIGHT}, {TEXT_WEIGHT}, {CONTEXT_WEIGHT}"
    # In the index's own order, from its end, so that it ends with the last one that is ranked.
    rows = fetched(
        "WITH ranked AS MATERIALIZED (SELECT f.rowid AS pk, "
        f"-bm25({table}, {weights}) AS score, bm25({table}, 1, 1, 0) < 0 AS is_own "
        f"FROM {table} f {asked} WHERE {table} MATCH %s{conditions} "
        "ORDER BY f.rowid DESC LIMIT %s) "
        f"SELECT pk, {FACETS}, score * {KIND_WEIGHT} AS weighed, is_own, "
        f"(SELECT count(*) FROM ranked) FROM ranked {_ENTRY} ON e.id = pk "
        "ORDER BY is_own DESC, weighed DESC, pk LIMIT %s",
        [text, *values, most, limit],
    )
    return list(map(Candidate._make, rows))


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
    # The beginning itself, which is most often all that is known, is found by its stem.
    words = [word for word in words_beginning(beginning, limit) if word != beginning]
    found = found_by_beginning(beginning, words) if words else set()
    return [word for word in words if word not in found]


def rebuild_words(tell: Tell = silently) -> None:
    """Make what stands beside the entries anew from them: here all of the index."""
    with connection.cursor() as cursor:
        for table in _SMALLER:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
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
