"""The words that entries hold, each with the number of entries: a table that triggers keep.

Its indexes are the first letter with the length and the last two with the length, so that nothing
here looks through all words.
"""

# ruff: noqa: S608 - what is put into the SQL are constants of this package; values are parameters

from ldnsite.searching.backends import backend, fetched

# A word may be so much longer or shorter than what was meant.
_SLACK = 1
_AFTER_ALL = "\U0010ffff"


def words_beginning(beginning: str, limit: int) -> list[str]:
    """The commonest words that begin so."""
    rows = fetched(
        "SELECT word FROM ldnsite_searchword WHERE word >= %s AND word < %s "
        "ORDER BY entries DESC, word LIMIT %s",
        [beginning, beginning + _AFTER_ALL, limit],
    )
    return [word for (word,) in rows]


def known_words(words: list[str]) -> dict[str, int]:
    """Those of `words` that some entry holds as they stand, with the number of entries."""
    places = ", ".join(["%s"] * len(words))
    return dict(
        fetched(f"SELECT word, entries FROM ldnsite_searchword WHERE word IN ({places})", words)
    )


def near_words(word: str) -> dict[str, int]:
    """Words of about the same length that begin or end like it, with the number of entries.

    All that are one slip away from a word of four letters or more are among them.
    """
    lengths = [len(word) - _SLACK, len(word) + _SLACK]
    rows = fetched(
        "SELECT word, entries FROM ldnsite_searchword "
        "WHERE substr(word, 1, 1) = %s AND length(word) BETWEEN %s AND %s "
        "UNION SELECT word, entries FROM ldnsite_searchword "
        f"WHERE {backend().LAST_TWO} = %s AND length(word) BETWEEN %s AND %s",
        [word[0], *lengths, word[-2:], *lengths],
    )
    return dict(rows)
