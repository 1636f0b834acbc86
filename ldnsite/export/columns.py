"""One JSON key of a record: how its value goes out and comes in, and what the schema says of it.

Declared once, read by the export, the import and the schema alike. Keys are snake_case and, once
shipped, fixed. What is not known is null, never "".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime

from ldnsite.keys import KEY_PATTERN
from ldnsite.text import normalise_newlines, validate_text
from references.identifiers import split_registry_ids

Schema = dict[str, Any]


class BadValue(ValueError):
    """A JSON value of the wrong kind; the message says what is wanted."""


@dataclass(frozen=True)
class Column:
    """`attribute` names the model's field, `lookup` what a query asks for where that is another.

    `about` is for people; `schema` is what the value is, but for what the model's field says
    itself: its choices, its length and whether it may be blank. A column whose `needs` is null
    goes out as null too: what it says would be about nothing.
    """

    attribute: str
    about: str
    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]
    schema: Schema
    needs: str = ""
    lookup: str = ""

    @property
    def asked(self) -> str:
        return self.lookup or self.attribute


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


def _same(value: Any) -> Any:
    return value


def text(attribute: str, about: str, **schema: Any) -> Column:
    load = _expect(str, "text")
    return Column(
        attribute,
        about,
        lambda value: value or None,
        lambda value: _sound_text(load(value) or ""),
        {"type": "string", "minLength": 1} | schema,
    )


def key(attribute: str, about: str) -> Column:
    return text(attribute, about, pattern=f"^{KEY_PATTERN}$")


def whole_number(attribute: str, about: str, **schema: Any) -> Column:
    return Column(
        attribute, about, _same, _expect(int, "a whole number"), {"type": "integer"} | schema
    )


def _load_lines(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadValue("has to be a list of texts")
    if any(not item.strip() or len(item.splitlines()) != 1 for item in value):
        raise BadValue("each text in the list has to be one line, and not empty")
    return _sound_text("\n".join(value))


def _dump_lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


TEXTS: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}


def lines(attribute: str, about: str) -> Column:
    """A list in JSON, one item a line in the field."""
    return Column(attribute, about, _dump_lines, _load_lines, TEXTS)


def numbers(attribute: str, about: str) -> Column:
    """A list in JSON, set apart by commas or spaces in the field."""
    return Column(
        attribute,
        about,
        split_registry_ids,
        lambda value: ", ".join(_load_lines(value).split("\n")),
        TEXTS,
    )


def day(attribute: str, about: str) -> Column:
    def load(value: Any) -> date | None:
        try:
            found = parse_date(_expect(str, "a date")(value) or "")
        except ValueError:
            found = None
        if value is not None and found is None:
            raise BadValue("has to be a date such as 2026-11-23, or null")
        return found

    return Column(
        attribute,
        about,
        lambda value: value.isoformat() if value else None,
        load,
        {"type": "string", "format": "date"},
    )


def moment(attribute: str, about: str) -> Column:
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

    return Column(attribute, about, rfc3339, load, {"type": "string", "format": "date-time"})


def rfc3339(value: datetime | None) -> str | None:
    """A moment as RFC 3339 has it, with Z for UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def key_of(attribute: str, about: str) -> Column:
    """A related row, named by its key; the import looks it up."""
    load = _expect(str, "a key")
    return Column(
        attribute,
        about,
        _same,
        lambda key: _sound_text(load(key) or "") or None,
        {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
        lookup=f"{attribute}__key",
    )


def basis(attribute: str, about: str) -> Column:
    """Whether a number of participants is a count or a plan."""

    def load(value: Any) -> bool:
        if value not in ("actual", "planned", None):
            raise BadValue("has to be “actual”, “planned” or null")
        return value == "planned"

    return Column(
        attribute,
        about,
        lambda planned: "planned" if planned else "actual",
        load,
        {"type": ["string", "null"], "enum": ["actual", "planned", None]},
        needs="participants",
    )


@dataclass(frozen=True)
class Derived:
    """A key that goes out for convenience, worked out of the other values; the import skips it."""

    about: str
    work_out: Callable[[dict[str, Any]], Any]
    schema: Schema = field(default_factory=dict)
