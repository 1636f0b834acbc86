"""The index on PostgreSQL: a generated tsvector column, and a table of whole words.

Migrations 0002 and 0006 make both, with the text search configuration `ldnsite_english`: accents
off, word forms joined, no word left out. The triggers there keep the words in step.
"""

# ruff: noqa: S608 - what is put into the SQL are constants of this package; values are parameters

from dataclasses import replace
from typing import Any

from django.db import connection

from ldnsite.searching.backends import (
    CONTEXT_WEIGHT,
    FACETS,
    KIND_WEIGHT,
    RANKED,
    RANKED_BY_TITLE,
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
from ldnsite.searching.query import Phrase
from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS, unmarked

LAST_TWO = "right(word, 2)"
# Less than a single word of a title or text is worth, and more than a whole context's words.
_CONTEXT_ALONE = 1e-4
_ASKED = "to_tsquery('ldnsite_english', %s)"
# The expression of an index of migration 0006.
_TITLE = "to_tsvector('ldnsite_english', ldnsite_parted(e.title))"
_HEADLINE = f"HighlightAll=true, StartSel={MARK_BEGINS}, StopSel={MARK_ENDS}"


def match_text(match: Match, labels: str = "") -> str:
    """The tsquery; every word stands in quotation marks, so none is an operator.

    `labels` are the parts of an entry in which words have to stand: A title, C text, D context.
    """
    return (" | " if match.any_phrase else " & ").join(_parts(match, labels))


def _parts(match: Match, labels: str) -> list[str]:
    parts = [f"({_quoted(phrase, labels)})" for phrase in match.phrases]
    if match.is_open:
        words = [f"'{word}':{labels}" if labels else f"'{word}'" for word in match.endings]
        last = _quoted(match.phrases[-1], labels)
        begun = _quoted(match.phrases[-1], labels, "*")
        parts[-1] = "(" + " | ".join([last, begun, *words]) + ")"
    return parts


def _quoted(phrase: Phrase, labels: str, last: str = "") -> str:
    *words, end = phrase.words
    behind = f":{labels}" if labels else ""
    behind_end = f":{last}{labels}" if last or labels else ""
    return " <-> ".join([*(f"'{word}'{behind}" for word in words), f"'{end}'{behind_end}"])


def candidates(match: Match, filters: Filters, limit: int) -> list[Candidate]:
    """The `limit` entries that fit best, the best first.

    One of the phrases at least has to stand in the title or text: the context, such as the title of
    a section's page, helps to find it but would bring in every section of the page alone. Where a
    single phrase will do, a context that weighs nearly nothing shows it; asking by the labels of
    words would read every vector twice.
    """
    is_single = match.any_phrase or len(match.phrases) == 1
    rows = _best(match, filters, limit, by_labels=not is_single)
    if is_single and len(rows) < limit and (not rows or rows[0][-1] >= RANKED):
        # Contexts took the places of those that may be ranked, such as a year that studies bear.
        rows = _best(match, filters, limit, by_labels=True)
    return [Candidate._make(row[:-3]) for row in rows]


def _best(match: Match, filters: Filters, limit: int, *, by_labels: bool) -> list[tuple]:
    """What candidates are made of, then score, weight, and how many were ranked."""
    text = match_text(match)
    conditions, values = filters.sql()
    context_weight = CONTEXT_WEIGHT / 8 if by_labels else 1e-7
    # Of the labels D, C, B, A; 1 evens out the length of texts.
    weights = f"{{{context_weight}, {TEXT_WEIGHT / 8}, 0, {TITLE_WEIGHT / 8}}}"
    own: list[Any] = []
    if by_labels:
        own = [" | ".join(_parts(match, "AC"))]
        conditions += f" AND e.vector @@ {_ASKED}"
    ranked = (
        f"SELECT e.id, {FACETS}, ts_rank_cd(%s::float4[], e.vector, q, 1) AS score, "
        f"{KIND_WEIGHT} AS weight "
        f"FROM ldnsite_searchentry e, {_ASKED} AS q WHERE {{}} @@ q{conditions} LIMIT %s"
    )
    given = [weights, text, *values, *own]
    return fetched(
        "SELECT * FROM (SELECT found.*, count(*) OVER () AS ranked FROM "
        f"(({ranked.format(_TITLE)}) UNION ({ranked.format('e.vector')})) AS found) AS counted "
        "WHERE score > %s ORDER BY score * weight DESC, id LIMIT %s",
        [*given, RANKED_BY_TITLE, *given, RANKED, 0 if by_labels else _CONTEXT_ALONE, limit],
    )


def shown(match: Match, pks: list[int]) -> list[Row]:
    """These entries, found by `match`, in any order and with their words marked."""
    rows = fetched(
        f"SELECT e.id, {SHOWN}, "
        "ts_headline('ldnsite_english', ldnsite_parted(e.title), q, %s), "
        "ts_headline('ldnsite_english', ldnsite_parted(e.text), q, %s) "
        f"FROM ldnsite_searchentry e, {_ASKED} AS q WHERE e.id = ANY(%s)",
        [_HEADLINE, _HEADLINE, match_text(match), pks],
    )
    return [_with_marks_in_place(Row(*row)) for row in rows]


def _with_marks_in_place(row: Row) -> Row:
    """Marks are told by their places, so a text that is not as long as its own has none.

    In the parted text a space stands for each sign, one for one; but PostgreSQL leaves words of
    thousands of letters out.
    """
    title, text = row.marked_title, row.marked_text
    if len(unmarked(title)) == len(row.title) and len(unmarked(text)) == len(row.text):
        return row
    return replace(row, marked_title=row.title, marked_text=row.text)


def endings(beginning: str, limit: int) -> list[str]:
    """The commonest words that begin so and whose stems do not, such as “inflammation” (inflamm)
    for “inflammati”."""
    rows = fetched(
        "SELECT word FROM (SELECT word, entries FROM ldnsite_searchword "
        "WHERE word >= %s AND word < %s ORDER BY entries DESC, word LIMIT %s) AS begun "
        f"WHERE NOT to_tsvector('ldnsite_english', word) @@ {_ASKED} ORDER BY entries DESC, word",
        [beginning, beginning + "\U0010ffff", limit, f"'{beginning}':*"],
    )
    return [word for (word,) in rows]


def rebuild(tell: Tell = silently) -> None:
    """Make the index of entries anew, and the table of words from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("REINDEX INDEX ldnsite_searchentry_vector")
        cursor.execute("REINDEX INDEX ldnsite_searchentry_title")
    rebuild_words(tell)


def rebuild_words(tell: Tell = silently) -> None:
    """Make what stands beside the entries anew from them: here the table of words."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ldnsite_searchword")
        for first, last in batches(tell):
            cursor.execute(
                "INSERT INTO ldnsite_searchword AS known (word, entries) SELECT word, count(*) "
                "FROM ldnsite_searchentry e, ldnsite_words(e.title, e.context, e.text) word "
                "WHERE e.id BETWEEN %s AND %s GROUP BY word "
                "ON CONFLICT (word) DO UPDATE SET entries = known.entries + excluded.entries",
                [first, last],
            )
