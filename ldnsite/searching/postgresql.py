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
    PART,
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
from ldnsite.searching.query import Phrase
from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS, unmarked

# In a tsquery.
BESIDE, AND = " <-> ", " & "
LAST_TWO = "right(word, 2)"
# Less than a single word of a title or text is worth, and more than a whole context's words.
_CONTEXT_ALONE = 1e-4
_MEMORY = "32MB"
_ASKED = "to_tsquery('ldnsite_english', %s)"
# PostgreSQL keeps a long vector packed, beside its row, and unpacks it anew for each use; taken out
# of an array, it was unpacked once.
_READ = "(ARRAY[e.vector])[1]"
# The expression of an index of migration 0006.
TITLE_VECTOR = "to_tsvector('ldnsite_english', ldnsite_parted(e.title))"
_HEADLINE = f"HighlightAll=true, StartSel={MARK_BEGINS}, StopSel={MARK_ENDS}"


def match_text(match: Match, labels: str = "", *, is_any: bool = False) -> str:
    """The tsquery; every word stands in quotation marks, so none is an operator.

    `labels` are the parts of an entry in which words have to stand: A title, C text, D context.
    """
    parts = [f"({_quoted(phrase, labels)})" for phrase in match.phrases]
    if match.is_open:
        words = [f"'{word}':{labels}" if labels else f"'{word}'" for word in match.endings]
        # What begins so is also what is so: asking for both would take twice the time.
        parts[-1] = "(" + " | ".join([_quoted(match.phrases[-1], labels, "*"), *words]) + ")"
    return (" | " if is_any or match.any_phrase else AND).join(parts)


def _quoted(phrase: Phrase, labels: str, last: str = "") -> str:
    behind = f":{labels}" if labels else ""
    behind_end = f":{last}{labels}" if last or labels else ""
    ways = (
        BESIDE.join([*(f"'{word}'{behind}" for word in words), f"'{end}'{behind_end}"])
        for *words, end in phrase.ways
    )
    return " | ".join(f"({way})" for way in ways)


def ranked(
    match: Match, filters: Filters, where: Where, most: int, limit: int, *, in_part: bool = False
) -> list[Candidate]:
    """Of the first `most` entries that match, as stored, the `limit` that fit best, the best first.

    All of them are `in_part` of the index where that alone is asked. Where a single phrase will do,
    a context that weighs nearly nothing shows whether it stands in title or text; else the labels
    of words do.
    """
    is_single = match.any_phrase or len(match.phrases) == 1
    by_score = is_single and where is not Where.OWN
    context_weight = 1e-7 if by_score else CONTEXT_WEIGHT / 8
    # Of the labels D, C, B, A; 1 evens out the length of texts.
    weights = f"{{{context_weight}, {TEXT_WEIGHT / 8}, 0, {TITLE_WEIGHT / 8}}}"
    by_labels, labels = f"e.vector @@ {_ASKED}", [match_text(match, "AC", is_any=True)]
    conditions, values = filters.sql()
    if where is Where.OWN:
        conditions, values = f"{conditions} AND {by_labels}", [*values, *labels]
    if in_part:
        conditions += f" AND e.id %% {PART} = 0"
    # As a condition for all, the index would look up any of the words where it needs all of them.
    is_labelled, of_labels = ("true", []) if by_score else (by_labels, labels)
    # The index knows no places. It is asked for entries that hold the words anywhere, and whether
    # they stand side by side is told of a vector that was read once, for this and for its rank.
    asked = match_text(match)
    is_loose = where is not Where.TITLE and BESIDE in asked
    met = asked.replace(BESIDE, AND) if is_loose else asked
    rows = _fetched_by_index(
        f"WITH ranked AS MATERIALIZED (SELECT e.id, {FACETS}, {KIND_WEIGHT} AS weight, "
        f"ts_rank_cd(%s::float4[], e.vector, q, 1) AS score, {is_labelled} AS is_labelled "
        f"FROM (SELECT e.id, {FACETS}, e.place, {_READ} AS vector "
        f"FROM ldnsite_searchentry e, {_ASKED} AS met "
        f"WHERE {TITLE_VECTOR if where is Where.TITLE else 'e.vector'} @@ met{conditions} "
        f"OFFSET 0) AS e, {_ASKED} AS q WHERE {'e.vector @@ q' if is_loose else 'true'} LIMIT %s) "
        f"SELECT id, {FACETS}, score * weight AS weighed, score > %s AND is_labelled AS is_own, "
        "(SELECT count(*) FROM ranked) FROM ranked e "
        "ORDER BY is_own DESC, weighed DESC, id LIMIT %s",
        [
            *(weights, *of_labels, met, *values, asked, most),
            *(_CONTEXT_ALONE if by_score else 0, limit),
        ],
    )
    return list(map(Candidate._make, rows))


def _fetched_by_index(sql: str, parameters: list[Any]) -> list[tuple]:
    """All rows of one query, which PostgreSQL may not answer by going through the whole table.

    It takes that to be cheap where so many are enough, since it counts for nothing that each vector
    is then read from beside its row. With little memory it would know the pages alone of what the
    index found, and look at every vector on them.
    """
    with connection.cursor() as cursor:
        # Both in one go are one transaction, and the settings end with it.
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', %s, true); "
            + sql,
            [_MEMORY, *parameters],
        )
        cursor.nextset()
        return cursor.fetchall()


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
        "WHERE word > %s AND word < %s ORDER BY entries DESC, word LIMIT %s) AS begun "
        f"WHERE NOT to_tsvector('ldnsite_english', word) @@ {_ASKED} ORDER BY entries DESC, word",
        [beginning, beginning + "\U0010ffff", limit, f"'{beginning}':*"],
    )
    return [word for (word,) in rows]


def rebuild(tell: Tell = silently) -> None:
    """Make the index of entries anew, and the table of words from the entries."""
    with connection.cursor() as cursor:
        for name in ("vector", "title", "part"):
            cursor.execute(f"REINDEX INDEX ldnsite_searchentry_{name}")
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
