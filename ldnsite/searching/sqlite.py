"""The index on SQLite: FTS5 over the entries, once by stems and once by whole words.

Both FTS5 tables keep no text of their own; the triggers of migration 0002 keep them in step.
"""

# ruff: noqa: S608 - what is put into the SQL are constants of this package; values are parameters

from django.db import connection

from ldnsite.searching.backends import (
    CONTEXT_WEIGHT,
    KIND_WEIGHT,
    SHOWN,
    TEXT_WEIGHT,
    TITLE_WEIGHT,
    Filters,
    Match,
    Row,
    Tally,
    fetched,
)
from ldnsite.searching.query import Phrase
from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS

_FOUND = "FROM ldnsite_search JOIN ldnsite_searchentry e ON e.id = ldnsite_search.rowid"
_LAST = "\U0010ffff"


def match_text(match: Match) -> str:
    """The FTS5 expression; every word stands in quotation marks, so none is an operator.

    One of the phrases at least has to stand in the title or text: the context, such as the title
    of a section's page, helps to find it but would bring in every section of the page alone.
    """
    parts = [_quoted(phrase) for phrase in match.phrases]
    if match.is_open:
        words = [f'"{word}"' for word in match.endings]
        parts[-1] = "(" + " OR ".join([parts[-1], f"{parts[-1]} *", *words]) + ")"
    own = "{title text} : (" + " OR ".join(parts) + ")"
    return own if match.any_phrase else " AND ".join([*parts, own])


def _quoted(phrase: Phrase) -> str:
    return '"' + " ".join(phrase.words) + '"'


def tallies(match: Match) -> list[Tally]:
    """Everything found, counted by what filters ask for."""
    rows = fetched(
        "SELECT e.kind, e.relevance, e.technical_level, e.skill_level, e.tags, COUNT(*) "
        f"{_FOUND} WHERE ldnsite_search MATCH %s GROUP BY 1, 2, 3, 4, 5",
        [match_text(match)],
    )
    return [Tally(*row) for row in rows]


def ranked(match: Match, filters: Filters, offset: int, limit: int) -> list[Row]:
    """The best entries first; words are marked in the `limit` ones that are returned alone."""
    text = match_text(match)
    conditions, values = filters.sql()
    weights = f"{TITLE_WEIGHT}, {TEXT_WEIGHT}, {CONTEXT_WEIGHT}"
    rows = fetched(
        f"WITH best AS MATERIALIZED (SELECT e.id AS id, bm25(ldnsite_search, {weights}) "
        f"* {KIND_WEIGHT} AS score "
        f"{_FOUND} WHERE ldnsite_search MATCH %s{conditions} "
        "ORDER BY score, e.id LIMIT %s OFFSET %s) "
        f"SELECT {SHOWN}, highlight(ldnsite_search, 0, %s, %s), "
        "highlight(ldnsite_search, 1, %s, %s) FROM best "
        "CROSS JOIN ldnsite_search ON ldnsite_search.rowid = best.id "
        "JOIN ldnsite_searchentry e ON e.id = best.id "
        "WHERE ldnsite_search MATCH %s ORDER BY best.score, best.id",
        [text, *values, limit, offset, *(MARK_BEGINS, MARK_ENDS) * 2, text],
    )
    return [Row(*row) for row in rows]


def words_beginning(beginning: str, limit: int) -> list[str]:
    """The commonest words of the index that begin so."""
    rows = fetched(
        "SELECT term FROM ldnsite_searchword WHERE term >= %s AND term < %s "
        "ORDER BY doc DESC, term LIMIT %s",
        [beginning, beginning + _LAST, limit],
    )
    return [word for (word,) in rows]


def known_words(words: list[str]) -> set[str]:
    """Those of `words` that the index holds as they stand."""
    found: set[str] = set()
    for word in words:
        found |= {
            word
            for (word,) in fetched("SELECT term FROM ldnsite_searchword WHERE term = %s", [word])
        }
    return found


def near_words(word: str, slack: int) -> list[tuple[str, int]]:
    """Words of about the same length, each with the number of entries that hold it."""
    return fetched(
        "SELECT term, doc FROM ldnsite_searchword WHERE length(term) BETWEEN %s AND %s",
        [len(word) - slack, len(word) + slack],
    )


def rebuild_words() -> None:
    """Make what stands beside the entries anew from them: here all of the index."""
    with connection.cursor() as cursor:
        for table in ("ldnsite_search", "ldnsite_searchwhole"):
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def rebuild() -> None:
    """Make all of the index anew."""
    rebuild_words()
