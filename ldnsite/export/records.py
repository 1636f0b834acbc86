"""How a record stands in JSON: declared once, read by the export and by the import alike.

Keys are snake_case and, once shipped, fixed. What is not known is null, never "".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime

from articles.models import Quote, RatingLevel, Term
from ldnsite.text import normalise_newlines, validate_text
from references.identifiers import split_registry_ids
from references.models import Link, Reference, Resource, Study


class BadValue(ValueError):
    """A JSON value of the wrong kind; the message says what is wanted."""


@dataclass(frozen=True)
class Column:
    """One JSON key: the model's field, and how its value goes out and comes in.

    A column whose `needs` is null goes out as null too: what it says would be about nothing.
    """

    attribute: str
    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]
    needs: str = ""


def _expect(kind: type, words: str) -> Callable[[Any], Any]:
    def load(value: Any) -> Any:
        # bool is an int to Python, but true is no year.
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise BadValue(f"has to be {words} or null")
        return value

    return load


def _sound_text(value: str) -> str:
    """The text itself, before any look-up: PostgreSQL chokes on what `validate_text` refuses."""
    try:
        validate_text(normalise_newlines(value))
    except ValidationError as fault:
        raise BadValue(fault.messages[0]) from None
    return value


def text(attribute: str) -> Column:
    load = _expect(str, "text")
    return Column(
        attribute, lambda value: value or None, lambda value: _sound_text(load(value) or "")
    )


def whole_number(attribute: str) -> Column:
    return Column(attribute, lambda value: value, _expect(int, "a whole number"))


def lines(attribute: str) -> Column:
    """A list in JSON, one item a line in the field."""

    def load(value: Any) -> str:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadValue("has to be a list of texts")
        if any(not item.strip() or len(item.splitlines()) != 1 for item in value):
            raise BadValue("each text in the list has to be one line, and not empty")
        return _sound_text("\n".join(value))

    def dump(value: str) -> list[str]:
        return [line.strip() for line in value.splitlines() if line.strip()]

    return Column(attribute, dump, load)


def numbers(attribute: str) -> Column:
    """A list in JSON, set apart by commas or spaces in the field."""
    load = lines(attribute).load
    return Column(attribute, split_registry_ids, lambda value: ", ".join(load(value).split("\n")))


def day(attribute: str) -> Column:
    def load(value: Any) -> date | None:
        try:
            found = parse_date(_expect(str, "a date")(value) or "")
        except ValueError:
            found = None
        if value is not None and found is None:
            raise BadValue("has to be a date such as 2026-11-23, or null")
        return found

    return Column(attribute, lambda value: value.isoformat() if value else None, load)


def moment(attribute: str) -> Column:
    def load(value: Any) -> datetime | None:
        try:
            found = parse_datetime(_expect(str, "a time")(value) or "")
            if found is not None and found.tzinfo is not None:
                found = found.astimezone(UTC)
        except (ValueError, OverflowError):
            # Early on the first day of year 1, a zone leads out of the calendar.
            found = None
        if value is not None and (found is None or found.tzinfo is None):
            raise BadValue("has to be a time with its zone such as 2026-11-23T12:00:00Z, or null")
        return found

    return Column(attribute, rfc3339, load)


def rfc3339(value: datetime | None) -> str | None:
    """A moment as RFC 3339 has it, with Z for UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def key_of(attribute: str) -> Column:
    """A related row, named by its key; the import looks it up."""
    load = _expect(str, "a key")
    return Column(
        attribute,
        lambda row: row.key if row else None,
        lambda key: _sound_text(load(key) or "") or None,
    )


def basis(attribute: str) -> Column:
    """Whether a number of participants is a count or a plan."""

    def load(value: Any) -> bool:
        if value not in ("actual", "planned", None):
            raise BadValue("has to be “actual”, “planned” or null")
        return value == "planned"

    return Column(
        attribute, lambda planned: "planned" if planned else "actual", load, needs="participants"
    )


@dataclass(frozen=True)
class RecordType:
    """One list of the document. `derived` keys go out for convenience; the import skips them."""

    name: str
    model: type[models.Model]
    columns: dict[str, Column]
    identity: tuple[str, ...] = ("key",)
    derived: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def dump(self, row: Any) -> dict[str, Any]:
        record = {
            name: None
            if column.needs and getattr(row, column.needs) is None
            else column.dump(getattr(row, column.attribute))
            for name, column in self.columns.items()
        }
        return record | {name: derive(row) for name, derive in self.derived.items()}


TERMS = RecordType(
    "terms",
    Term,
    {
        "key": text("key"),
        "term": text("term"),
        "forms": lines("forms"),
        "definition": text("definition"),
    },
)
LINKS = RecordType(
    "links",
    Link,
    {
        "key": text("key"),
        "former_keys": lines("former_keys"),
        "label": text("label"),
        "url": text("url"),
        "status": text("status"),
        "http_status": whole_number("http_status"),
        "checked_at": moment("checked_at"),
        "failing_since": moment("failing_since"),
        "final_url": text("final_url"),
        "archived_url": text("archived_url"),
        "note": text("note"),
    },
)
STUDIES = RecordType(
    "studies",
    Study,
    {
        "key": text("key"),
        "former_keys": lines("former_keys"),
        "title": text("title"),
        "authors": lines("people"),
        "year": whole_number("year"),
        "published_on": day("published_on"),
        "journal": text("journal"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("pages"),
        "doi": text("doi"),
        "pmid": text("pmid"),
        "registry_ids": numbers("registry_ids"),
        "status": text("status"),
        "design": text("design"),
        "blinding": text("blinding"),
        "condition": text("condition"),
        "participants": whole_number("participants"),
        "participants_basis": basis("participants_planned"),
        "intervention": text("intervention"),
        "dose": text("dose"),
        "comparator": text("comparator"),
        "duration": text("duration"),
        "main_outcome": text("main_outcome"),
        "result": text("result"),
        "effect": text("effect"),
        "summary": text("summary"),
        "limitations": text("limitations"),
        "retraction_status": text("retraction_status"),
        "retraction_notice": text("retraction_notice"),
        "retraction_checked_on": day("retraction_checked_on"),
        "original_difference": text("original_difference"),
        "secondary_of": key_of("secondary_of"),
        "link": key_of("link"),
    },
    derived={
        "level": lambda study: study.level,
        "lane": lambda study: study.lane,
        "path": lambda study: study.get_absolute_url(),
    },
)
RESOURCES = RecordType(
    "resources",
    Resource,
    {
        "key": text("key"),
        "former_keys": lines("former_keys"),
        "title": text("title"),
        "kind": text("resource_kind"),
        "people": lines("people"),
        "publisher": text("publisher"),
        "year": whole_number("year"),
        "isbn": text("isbn"),
        "description": text("description"),
        "confirmed_on": day("confirmed_on"),
        "link": key_of("link"),
    },
)
QUOTES = RecordType(
    "quotes",
    Quote,
    {
        "key": text("key"),
        "former_keys": lines("former_keys"),
        "words": text("words"),
        "form": text("form"),
        "speaker": text("speaker"),
        "role": text("role"),
        "year": whole_number("year"),
        "source": key_of("source"),
        "link": key_of("link"),
        "note": text("note"),
    },
)
RUBRIC = RecordType(
    "rubric",
    RatingLevel,
    {
        "rating": text("rating"),
        "level": whole_number("level"),
        "name": text("name"),
        "description": text("description"),
    },
    identity=("rating", "level"),
)

# In the order in which they depend on one another.
RECORD_TYPES = (RUBRIC, TERMS, LINKS, STUDIES, RESOURCES, QUOTES)
# Which rows a `key_of` column may name.
RELATED = {"link": Link, "source": Reference, "secondary_of": Study}
