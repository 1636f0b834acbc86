"""The index on PostgreSQL: a generated tsvector column, and a table of whole words by trigrams.

Migration 0002 makes both, with the text search configuration `ldnsite_english`: accents off, word
forms joined, no word left out. The triggers there keep the words in step.
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
from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS, unmarked

_ASKED = "to_tsquery('ldnsite_english', %s)"
_HEADLINE = f"HighlightAll=true, StartSel={MARK_BEGINS}, StopSel={MARK_ENDS}"


def match_text(match: Match) -> str:
    """The tsquery; every word stands in quotation marks, so none is an operator.

    One of the phrases at least has to stand in the title (A) or text (C): the context, such as the
    title of a section's page, helps to find it but would bring in every section of the page alone.
    """
    own = "(" + " | ".join(_parts(match, "AC")) + ")"
    return own if match.any_phrase else " & ".join([*_parts(match, "ABCD"), own])


def _parts(match: Match, labels: str) -> list[str]:
    parts = [f"({_quoted(phrase, labels)})" for phrase in match.phrases]
    if match.is_open:
        words = [f"'{word}':{labels}" for word in match.endings]
        last = _quoted(match.phrases[-1], labels)
        begun = _quoted(match.phrases[-1], labels, "*")
        parts[-1] = "(" + " | ".join([last, begun, *words]) + ")"
    return parts


def _quoted(phrase: Phrase, labels: str, last: str = "") -> str:
    *words, end = phrase.words
    return " <-> ".join([*(f"'{word}':{labels}" for word in words), f"'{end}':{last}{labels}"])


def tallies(match: Match) -> list[Tally]:
    """Everything found, counted by what filters ask for."""
    rows = fetched(
        "SELECT e.kind, e.relevance, e.technical_level, e.skill_level, e.tags, COUNT(*) "
        f"FROM ldnsite_searchentry e WHERE e.vector @@ {_ASKED} GROUP BY 1, 2, 3, 4, 5",
        [match_text(match)],
    )
    return [Tally(*row) for row in rows]


def ranked(match: Match, filters: Filters, offset: int, limit: int) -> list[Row]:
    """The best entries first; words are marked in the `limit` ones that are returned alone."""
    text = match_text(match)
    conditions, values = filters.sql()
    # Weights of the labels D, C, B, A; 1 evens out the length of texts.
    weights = f"{{{CONTEXT_WEIGHT / 8}, {TEXT_WEIGHT / 8}, 0, {TITLE_WEIGHT / 8}}}"
    rows = fetched(
        "WITH best AS (SELECT e.id, ts_rank_cd(%s::float4[], e.vector, q, 1) "
        f"* {KIND_WEIGHT} AS score "
        f"FROM ldnsite_searchentry e, {_ASKED} AS q WHERE e.vector @@ q{conditions} "
        "ORDER BY score DESC, e.id LIMIT %s OFFSET %s) "
        f"SELECT {SHOWN}, ts_headline('ldnsite_english', ldnsite_parted(e.title), q, %s), "
        "ts_headline('ldnsite_english', ldnsite_parted(e.text), q, %s) "
        f"FROM best JOIN ldnsite_searchentry e USING (id), {_ASKED} AS q "
        "ORDER BY best.score DESC, e.id",
        [weights, text, *values, limit, offset, _HEADLINE, _HEADLINE, text],
    )
    return [_with_marks_of_its_own(Row(*row)) for row in rows]


def _with_marks_of_its_own(row: Row) -> Row:
    """Move the marks from the parted text, in which spaces stand for signs, to the text itself."""
    title = _moved(row.marked_title, row.title)
    return Row(
        **{**vars(row), "marked_title": title, "marked_text": _moved(row.marked_text, row.text)}
    )


def _moved(marked: str, text: str) -> str:
    # PostgreSQL leaves words of thousands of letters out; then the places cannot be told.
    if len(unmarked(marked)) != len(text):
        return text
    signs = iter(text)
    return "".join(sign if sign in (MARK_BEGINS, MARK_ENDS) else next(signs) for sign in marked)


def words_beginning(beginning: str, limit: int) -> list[str]:
    """The commonest words of the index that begin so."""
    rows = fetched(
        "SELECT word FROM ldnsite_searchword WHERE word LIKE %s "
        "ORDER BY entries DESC, word LIMIT %s",
        [f"{beginning}%", limit],
    )
    return [word for (word,) in rows]


def known_words(words: list[str]) -> set[str]:
    """Those of `words` that the index holds as they stand."""
    rows = fetched("SELECT word FROM ldnsite_searchword WHERE word = ANY(%s)", [words])
    return {word for (word,) in rows}


def near_words(word: str, slack: int) -> list[tuple[str, int]]:
    """Words of about the same length that share most with it, by the index of trigrams."""
    return fetched(
        "SELECT word, entries FROM ldnsite_searchword WHERE length(word) BETWEEN %s AND %s "
        "ORDER BY word <-> %s LIMIT 200",
        [len(word) - slack, len(word) + slack, word],
    )


def rebuild() -> None:
    """Make the index of entries anew, and the table of words from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("REINDEX INDEX ldnsite_searchentry_vector")
    rebuild_words()


def rebuild_words() -> None:
    """Make what stands beside the entries anew from them: here the table of words."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ldnsite_searchword")
        cursor.execute(
            "INSERT INTO ldnsite_searchword (word, entries) SELECT word, count(*) "
            "FROM ldnsite_searchentry e, ldnsite_words(e.title, e.context, e.text) word "
            "GROUP BY word"
        )
