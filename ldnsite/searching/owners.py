"""Which records hold certain words, for the desk: in no order, and of very many not all."""

# ruff: noqa: S608 - what is put into the SQL are constants of this module; values are parameters

from django.db import connection

from ldnsite.searching.backends import fetched
from ldnsite.searching.models import Kind
from ldnsite.searching.query import SMALL_WORDS, Asked, fold
from ldnsite.searching.words import words_beginning

# A page has an entry for each of its sections; so many are looked at for each record wanted.
ENTRIES_OF_ONE = 10
# Three letters begin so many words of a large site at most, but for the commonest beginnings.
MAX_ENDINGS = 200


def owners(asked: Asked, kind: Kind, limit: int, *, titles: bool = False) -> list[int]:
    """Primary keys of records with all of the words in one entry; the last may be only begun.

    At most `limit`: of a common word, those that the index comes to first. With `titles`, only
    what has the words in the title of the record itself.
    """
    if not asked.phrases or (titles and SMALL_WORDS.issuperset(map(str.lower, asked.words))):
        # Nearly every text holds such a word, and the index would go through them for few titles.
        return []
    condition, value = _condition(asked, _endings(asked), titles)
    own = " AND e.place = 0" if titles else ""
    rows = fetched(
        "SELECT DISTINCT owner FROM (SELECT e.owner FROM ldnsite_searchentry e "
        f"{condition} AND e.kind = %s{own} LIMIT %s) AS found LIMIT %s",
        [value, kind, limit * ENTRIES_OF_ONE, limit],
    )
    if not rows and asked.is_end_short and (rest := asked.without_end).phrases:
        # Whoever goes on typing is at the first letters of a word.
        return owners(rest, kind, limit, titles=titles)
    return [owner for (owner,) in rows]


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


def _on_sqlite(asked: Asked, endings: list[str], titles: bool) -> tuple[str, str]:
    *before, last = (phrase.words for phrase in asked.phrases)
    parts = [f'"{" ".join(words)}"' for words in before]
    lasts = [last, *((*last[:-1], ending) for ending in endings)]
    parts.append("(" + " OR ".join(f'"{" ".join(words)}"' for words in lasts) + ")")
    text = " AND ".join(parts)
    return (
        "JOIN ldnsite_search ON ldnsite_search.rowid = e.id WHERE ldnsite_search MATCH %s",
        f"{{title}} : ({text})" if titles else text,
    )


def _on_postgresql(asked: Asked, endings: list[str], titles: bool) -> tuple[str, str]:
    label = ":A" if titles else ""

    def said(words: tuple[str, ...]) -> str:
        return "(" + " <-> ".join(f"'{word}'{label}" for word in words) + ")"

    *before, last = (phrase.words for phrase in asked.phrases)
    lasts = [last, *((*last[:-1], ending) for ending in endings)]
    parts = [*map(said, before), "(" + " | ".join(map(said, lasts)) + ")"]
    return "WHERE e.vector @@ to_tsquery('ldnsite_english', %s)", " & ".join(parts)


_SAYING = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
