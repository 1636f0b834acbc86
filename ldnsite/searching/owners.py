"""Which records hold certain words, for the desk: in no order, and of very many not all."""

# ruff: noqa: S608 - what is put into the SQL are constants of this module; values are parameters

from typing import NamedTuple

from django.db import connection

from ldnsite.searching.backends import fetched
from ldnsite.searching.models import Kind
from ldnsite.searching.postgresql import TITLE_VECTOR
from ldnsite.searching.query import SMALL_WORDS, Asked, fold
from ldnsite.searching.words import words_beginning

# A page has an entry for each of its sections; so many are looked at for each record wanted.
ENTRIES_OF_ONE = 10
# Three letters begin so many words of a large site at most, but for the commonest beginnings.
MAX_ENDINGS = 200


class Owners(NamedTuple):
    """Primary keys of records, and whether there may be more that have the words."""

    keys: list[int]
    is_cut: bool = False


def owners(asked: Asked, kind: Kind, limit: int, *, titles: bool = False) -> Owners:
    """Records with all of the words in one entry; the last may be only begun.

    At most `limit`: of a common word, those that the index comes to first. With `titles`, only
    what has the words in the title of the record itself.
    """
    if not asked.phrases or (titles and SMALL_WORDS.issuperset(map(str.lower, asked.words))):
        # Nearly every text holds such a word, and the index would go through them for few titles.
        return Owners([])
    endings, most = _endings(asked), limit * ENTRIES_OF_ONE
    condition, value = _condition(asked, endings, titles)
    own = " AND e.place = 0" if titles else ""
    rows = fetched(
        "WITH found AS MATERIALIZED (SELECT e.owner FROM ldnsite_searchentry e "
        f"{condition} AND e.kind = %s{own} LIMIT %s) "
        "SELECT DISTINCT owner, (SELECT count(*) FROM found) FROM found LIMIT %s",
        [value, kind, most, limit],
    )
    if not rows and asked.is_end_short and (rest := asked.without_end).phrases:
        # Whoever goes on typing is at the first letters of a word.
        return owners(rest, kind, limit, titles=titles)
    is_whole = len(rows) < limit and len(endings) < MAX_ENDINGS and (not rows or rows[0][1] < most)
    return Owners([owner for owner, _ in rows], not is_whole)


def entries(asked: Asked, limit: int) -> list[tuple[str, int]] | None:
    """Kind and owner of entries that may hold all of the words, `limit` at most; None of no words.

    Of a last word that may begin any number of others nothing is asked beside the rest.
    """
    endings = _endings(asked)
    if asked.is_end_short and (rest := asked.without_end).phrases:
        asked, endings = rest, []
    elif len(endings) == MAX_ENDINGS:
        asked, endings = asked.without_end, []
    if not asked.phrases:
        return None
    condition, value = _condition(asked, endings)
    return fetched(
        f"SELECT e.kind, e.owner FROM ldnsite_searchentry e {condition} LIMIT %s", [value, limit]
    )


def _endings(asked: Asked) -> list[str]:
    """Words of the index for an open end: the database would put together all that begins so."""
    return words_beginning(fold(asked.last_word), MAX_ENDINGS) if asked.last_word else []


def _condition(asked: Asked, endings: list[str], titles: bool = False) -> tuple[str, str]:
    """What follows the entry `e` in the SQL, and its one parameter."""
    return _SAYING[connection.vendor](asked, endings, titles)


def _ways(asked: Asked, endings: list[str]) -> list[list[tuple[str, ...]]]:
    """Of each phrase all that will do, the open ends of the last one too."""
    *before, last = [phrase.ways for phrase in asked.phrases]
    return [*before, last + [(*last[0][:-1], ending) for ending in endings]]


def _on_sqlite(asked: Asked, endings: list[str], titles: bool) -> tuple[str, str]:
    text = " AND ".join(
        "(" + " OR ".join(f'"{" ".join(words)}"' for words in ways) + ")"
        for ways in _ways(asked, endings)
    )
    return (
        "JOIN ldnsite_search ON ldnsite_search.rowid = e.id WHERE ldnsite_search MATCH %s",
        f"{{title}} : ({text})" if titles else text,
    )


def _on_postgresql(asked: Asked, endings: list[str], titles: bool) -> tuple[str, str]:
    # Titles have an index of their own: of a label, each entry's whole vector would be read.
    vector = TITLE_VECTOR if titles else "e.vector"
    text = " & ".join("(" + " | ".join(map(_said, ways)) + ")" for ways in _ways(asked, endings))
    return f"WHERE {vector} @@ to_tsquery('ldnsite_english', %s)", text


def _said(words: tuple[str, ...]) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + ")"


_SAYING = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
