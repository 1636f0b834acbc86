"""Words as the index of SQLite understands them, asked of a small index of its own in memory.

The site's index would have to look each word up again for each entry that is shown; with a word
that is only begun, that takes longer than finding and ranking everything.
"""

import sqlite3
from collections.abc import Iterable
from threading import local

from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS

# As migration 0002 has it.
_TABLE = """CREATE VIRTUAL TABLE shown USING fts5(
    title, text, context, tokenize='porter unicode61 remove_diacritics 2')"""
_here = local()


def marked(
    match_text: str, texts: Iterable[tuple[int, str, str, str]]
) -> dict[int, tuple[str, str]]:
    """Titles and texts with the private marks round the words that match, by number.

    `texts` are a number, title, text and context each; whatever does not match is left out.
    """
    marks = f"'{MARK_BEGINS}', '{MARK_ENDS}'"
    rows = _asked(
        texts,
        f"SELECT rowid, highlight(shown, 0, {marks}), highlight(shown, 1, {marks}) "  # noqa: S608
        "FROM shown WHERE shown MATCH ?",
        match_text,
    )
    return {number: (title, text) for number, title, text in rows}


def found_by_beginning(beginning: str, words: list[str]) -> set[str]:
    """Those of `words` whose stems begin with the stem of `beginning`."""
    rows = _asked(
        ((number, word, "", "") for number, word in enumerate(words)),
        "SELECT title FROM shown WHERE shown MATCH ?",
        f'"{beginning}" *',
    )
    return {word for (word,) in rows}


def _asked(texts: Iterable[tuple[int, str, str, str]], question: str, match_text: str) -> list:
    if not hasattr(_here, "database"):
        _here.database = sqlite3.connect(":memory:", isolation_level=None)
        _here.database.execute(_TABLE)
    database = _here.database
    database.execute("BEGIN")
    try:
        database.executemany(
            "INSERT INTO shown (rowid, title, text, context) VALUES (?, ?, ?, ?)", texts
        )
        return database.execute(question, [match_text]).fetchall()
    finally:
        database.execute("ROLLBACK")
