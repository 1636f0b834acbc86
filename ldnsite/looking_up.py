"""Records that an editor looks for by words, with an index where there is one. A leaf."""

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ldnsite.searching.owners import entries
from ldnsite.searching.query import read

# Words that more entries hold are common: whoever goes through the records meets them soon.
RARE = 1_000
_AFTER_ALL = "\U0010ffff"


def beginning(name: str, text: str) -> Q:
    """Rows whose field begins so, asked so that its index answers."""
    if connection.vendor == "sqlite":
        return Q(**{f"{name}__gte": text, f"{name}__lt": f"{text}{_AFTER_ALL}"})
    return Q(**{f"{name}__startswith": text})


def holding(rows: QuerySet, words: list[str], *names: str) -> QuerySet:
    """Rows that hold every word in one of these fields."""
    for word in words:
        rows = rows.filter(
            Q.create([(f"{name}__icontains", word) for name in names], connector=Q.OR)
        )
    return rows


def unwalked(rows: QuerySet) -> QuerySet:
    """Rows of a keyed model in the order of their keys, for a search that has to go through all.

    SQLite would walk the index of keys, which reads every row from a place of its own: twice the
    work of reading the table as it lies and sorting the few that are found. PostgreSQL has an index
    of parts of words.
    """
    return rows.order_by(Lower("key")) if connection.vendor == "sqlite" else rows


def by_index(rows: QuerySet, asked: str) -> QuerySet:
    """Those of the rows of a keyed model that may hold rare words: not all are gone through then.

    What readers find is asked of their index, which knows whole words and the beginning of the
    last. What readers do not see is in no index of words, and is gone through, as is whatever has a
    key that begins as was asked. All rows, where the words are common or no index has such rows.
    """
    kinds = {model.search_kind for model in rows.model.search_models()}
    words = asked.split()
    if words and not kinds:
        return unwalked(rows)
    found = entries(read(asked), RARE + 1) if words else None
    if found is None or len(found) > RARE:
        return rows
    every = rows.model._meta.get_field("id").model._base_manager.order_by().values("id")
    seen = every.filter(id__in=[owner for kind, owner in found if kind in kinds])
    unseen = every.filter(modified_in=None)
    # Each by its own index; of an “or”, SQLite would make a walk through all rows.
    return rows.filter(id__in=seen.union(unseen, every.filter(beginning("key", words[0].lower()))))
