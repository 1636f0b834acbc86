"""What has to be true of a site's database at every moment, however it came about."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from articles.markup.collected import MARKER
from articles.markup.compiling import FIELDS
from articles.models import Article, Edition
from articles.publishing import has_unpublished_changes
from ldnsite.models import ContentVersion, VisibleModel
from ldnsite.searching.models import SearchEntry
from references.models import Study

WORDS = {
    "postgresql": """SELECT word, count(*) FROM ldnsite_searchentry e,
        ldnsite_words(e.title, e.context, e.text) word GROUP BY word""",
    # Of the entries that `_of_sqlite` splits.
    "sqlite": "SELECT term, doc FROM ldnsite_searchsplitword",
}
# The whole index of SQLite, that of titles and that of a part.
FULL_TEXT = ("ldnsite_search", "ldnsite_searchtitle", "ldnsite_searchpart")


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as it was at one moment; nothing is written."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def faults() -> list[str]:
    """Everything that is wrong with the content, in words; ask it within one moment."""
    return [*_of_editions(), *_of_uses(), *_of_drafts(), *_of_search()]


def _of_editions() -> Iterator[str]:
    numbers: dict[int, list[Edition]] = {}
    for edition in Edition.objects.order_by("article", "number"):
        numbers.setdefault(edition.article_id, []).append(edition)
    for editions in numbers.values():
        last = editions[-1]
        if [edition.number for edition in editions] != list(range(1, len(editions) + 1)):
            yield f"{last}: the numbers of its editions have a gap"
        if [edition.number for edition in editions if edition.is_latest] != [last.number]:
            yield f"{last}: not the one latest edition"


def _of_uses() -> Iterator[str]:
    studies = set(Study.objects.values_list("key", flat=True))
    for edition in Edition.objects.prefetch_related(
        "citations__reference", "quote_uses__quote", "link_uses__link"
    ):
        marks = edition.compiled.get("marks", [])
        cited = _numbered(edition.compiled, studies)
        stored = [row.reference.key for row in edition.citations.all() if row.number]
        if stored != cited:
            yield f"{edition}: cites {cited}, but {stored} are stored"
        numbers = [row.number for row in edition.citations.all() if row.number]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{edition}: citations are numbered {numbers}"
        linked = {mark["key"] for mark in marks if mark["type"] == "link"}
        if {row.link.key for row in edition.link_uses.all()} != linked:
            yield f"{edition}: links to {linked}, but others are stored"


def _numbered(compiled: dict[str, Any], studies: set[str]) -> list[str]:
    """Keys in the order in which readers meet them: what is cited, and studies that are shown."""
    html = compiled.get("html", {})
    places = (found for field in FIELDS for found in MARKER.finditer(html.get(field, "")))
    marks = [compiled["marks"][int(found[1])] for found in places]
    cited = {item["key"] for mark in marks if mark["type"] == "cite" for item in mark["items"]}
    met: list[str] = []
    for mark in marks:
        met += [item["key"] for item in mark["items"]] if mark["type"] == "cite" else []
        met += mark["keys"] if mark["type"] == "embed" else []
    return [key for key in dict.fromkeys(met) if key in cited or key in studies]


def _of_drafts() -> Iterator[str]:
    for article in Article.objects.all():
        latest = article.editions.latest().first()
        differs = latest is None or latest.is_withdrawn or has_unpublished_changes(article, latest)
        if article.has_changes != differs:
            yield f"{article}: the desk counts it wrongly, has_changes is {article.has_changes}"


def _of_search() -> Iterator[str]:
    for model in _searched():
        stored = SearchEntry.objects.filter(kind=model.search_kind)
        expected = []
        for row in model._default_manager.searchable():
            for entry in row.search_entries():
                entry.kind = model.search_kind
                entry.tidy()
                expected.append(entry)
        wanted, found = ({entry.said for entry in entries} for entries in (expected, stored))
        for said in sorted(map(str, wanted ^ found)):
            yield f"search of {model.search_kind}: {said[:200]}"


def _searched() -> list[type[VisibleModel]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, VisibleModel) and model.search_kind
    ]


def seen() -> tuple[int, str]:
    """The content version and a digest of all that readers can see: one never goes without the
    other."""
    digest = hashlib.sha256()
    visible = [model for model in apps.get_models() if issubclass(model, VisibleModel)]
    for model in [*visible, *_uses(), SearchEntry]:
        digest.update(repr(sorted(model._base_manager.values_list(), key=str)).encode())
    return ContentVersion.objects.number(), digest.hexdigest()


def _uses() -> Iterable[type[models.Model]]:
    return [
        relation.related_model
        for relation in Edition._meta.related_objects
        if relation.related_model._meta.app_label == "articles"
    ]


def damage() -> list[str]:
    """What the database finds wrong with itself: its pages, rows that name nothing, its index."""
    with connection.cursor() as cursor:
        return _of_sqlite(cursor) if connection.vendor == "sqlite" else _of_words(cursor)


def _of_sqlite(cursor) -> list[str]:
    cursor.execute("PRAGMA integrity_check")
    found = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    cursor.execute("PRAGMA foreign_key_check")
    found += [f"no such row: {row}" for row in cursor.fetchall()]
    # With rank 1 it is held against the entries; a difference is an error of SQLite's.
    for table in FULL_TEXT:
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    split = "INSERT INTO ldnsite_searchsplit"
    with transaction.atomic():
        cursor.execute(
            f"{split} (rowid, title, text, context) "
            "SELECT id, title, text, context FROM ldnsite_searchentry"
        )
        found += _of_words(cursor)
        cursor.execute(f"{split} (ldnsite_searchsplit) VALUES ('delete-all')")
    return found


def _of_words(cursor) -> list[str]:
    kept, words = "SELECT word, entries FROM ldnsite_searchword", WORDS[connection.vendor]
    cursor.execute(
        f"SELECT * FROM ({kept} EXCEPT {words}) AS more "
        f"UNION ALL SELECT * FROM ({words} EXCEPT {kept}) AS missing"
    )
    return [f"counted wrongly: {row}" for row in cursor.fetchall()]
