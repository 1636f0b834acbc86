"""Documents of the export, as bytes, a piece at a time and each from one moment of the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection, transaction

from articles.models import Citation, Edition, LinkUse, Quote, QuoteUse, RatingLevel, Term
from ldnsite.export.columns import rfc3339
from ldnsite.export.ordering import by_bytes
from ldnsite.export.pages import many_page_records, page_records
from ldnsite.export.records import (
    LINKS,
    QUOTES,
    RECORD_TYPES,
    RESOURCES,
    RUBRIC,
    STUDIES,
    TERMS,
    Record,
    RecordType,
)
from ldnsite.models import ContentVersion, Removal
from references.models import Link, Reference, Resource, Study

FORMAT = "ldnsite"
FORMAT_VERSION = 2
PIECE = 2**16
# The list with which lines end; see `ended`.
END = "end"

Lists = Iterable[tuple[str, Iterable[Record]]]


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every read within see the database of one moment; writers are not kept waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django's own transactions are for writers: they wait for their turn.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def head(number: int, **more: Any) -> Record:
    return {"format": FORMAT, "version": FORMAT_VERSION, "content_version": number, **more}


def as_json(begin: Record, lists: Lists) -> Iterator[bytes]:
    """One JSON object: the values of `begin`, then each list, a record a line."""
    yield orjson.dumps(begin)[:-1]
    for name, records in lists:
        yield b',\n"%s":[' % name.encode()
        separator = b"\n"
        for record in records:
            yield separator + orjson.dumps(record)
            separator = b",\n"
        yield b"\n]" if separator == b",\n" else b"]"
    yield b"\n}\n"


def ended(lists: Lists) -> Lists:
    """The lists, and one more that says how many rows they had: so that lines that were cut short,
    such as by a connection that closed, are told from all of them."""
    count = 0

    def counted(rows: Iterable[Record]) -> Iterator[Record]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    for name, rows in lists:
        yield name, counted(rows)
    yield END, [{"rows": count}]


def as_lines(begin: Record, lists: Lists) -> Iterator[bytes]:
    """A JSON object a line: what the document is, then every record with the list it belongs to."""
    yield orjson.dumps({"list": "document", "record": begin}) + b"\n"
    for name, records in lists:
        opening = b'{"list":"%s","record":' % name.encode()
        for record in records:
            yield opening + orjson.dumps(record) + b"}\n"


def in_pieces(parts: Iterable[bytes], size: int = PIECE) -> Iterator[bytes]:
    """The same bytes in fewer pieces of about `size`."""
    held: list[bytes] = []
    length = 0
    for part in parts:
        held.append(part)
        length += len(part)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


def since_of(asked: int | None, version: ContentVersion) -> int | None:
    """The version to begin behind, or None where whoever asks has to take everything.

    That is so without a version, with one that the site never came to, and with one from before a
    backup was brought back.
    """
    if asked is None or asked > version.number or asked < version.complete_from:
        return None
    return asked


def site_lists(since: int | None = None) -> Lists:
    """Everything that readers see, or what of it changed after version `since`, by list."""
    for record_type in RECORD_TYPES:
        yield record_type.name, record_type.records(_changed(record_type.model, since))
    yield "articles", many_page_records(_changed(Edition, since))
    removals = Removal.objects.filter(modified_in__gt=since or 0)
    removals = removals.order_by("modified_in", "name", by_bytes("key"))
    yield "removed", map(removed_record, removals.iterator(chunk_size=1000))


ORDERS = {Edition: ["code_order"], RatingLevel: ["rating", "level"]}


def _changed(model: Any, since: int | None) -> Any:
    rows = model._default_manager.exported()
    rows = rows.order_by(*ORDERS[model]) if model in ORDERS else rows.order_by(by_bytes("key"))
    return rows if since is None else rows.filter(modified_in__gt=since)


def removed_record(removal: Removal) -> Record:
    """A page that only changed its code is there still, under the same id: whoever holds pages by
    their ids is told of no id to drop."""
    is_page = removal.name == Edition.export_list
    is_gone = removal.uid and not removal.moved_to
    return {
        "list": removal.name,
        "code": removal.key if is_page else None,
        "key": None if is_page else removal.key,
        "id": str(removal.uid) if is_gone else None,
        "removed_at": rfc3339(removal.removed_at),
        "why": removal.why,
        "moved_to": removal.moved_to or None,
    }


def article_lists(edition: Edition) -> Lists:
    """A page and all that it names, so that it can be brought in elsewhere."""
    [page] = page_records(Edition.objects.current().filter(pk=edition.pk))
    quotes = set(QuoteUse.objects.filter(edition=edition).values_list("quote", flat=True))
    references = set(Citation.objects.filter(edition=edition).values_list("reference", flat=True))
    sources = Quote.objects.filter(pk__in=quotes, source__isnull=False)
    references |= set(sources.values_list("source", flat=True))
    first_reports = Study.objects.filter(pk__in=references, secondary_of__isnull=False)
    references |= set(first_reports.values_list("secondary_of", flat=True))
    links = set(LinkUse.objects.filter(edition=edition).values_list("link", flat=True))
    for rows in (Reference.objects.filter(pk__in=references), Quote.objects.filter(pk__in=quotes)):
        links |= set(rows.filter(link__isnull=False).values_list("link", flat=True))
    yield _list(RUBRIC, RatingLevel.objects.order_by("rating", "level"))
    yield _list(TERMS, Term.objects.filter(key__in=page["uses"]["terms"]).order_by(by_bytes("key")))
    yield _list(LINKS, Link.objects.filter(pk__in=links).order_by(by_bytes("key")))
    yield _list(STUDIES, Study.objects.filter(pk__in=references).order_by(by_bytes("key")))
    yield _list(RESOURCES, Resource.objects.filter(pk__in=references).order_by(by_bytes("key")))
    yield _list(QUOTES, Quote.objects.filter(pk__in=quotes).order_by(by_bytes("key")))
    yield "articles", [page]


def _list(record_type: RecordType, rows: Any) -> tuple[str, Iterable[Record]]:
    return record_type.name, record_type.records(rows)
