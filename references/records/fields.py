"""What a record can say of a study, and how each part of it is tidied."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from ldnsite.text import validate_text
from references.identifiers import (
    normalise_doi,
    normalise_pmid,
    normalise_registry_ids,
    validate_doi,
    validate_pmid,
    validate_registry_ids,
)

# The few tags that titles may hold, in CSL-JSON by its own rules and in Crossref's by habit.
_TITLE_TAG = re.compile(r"</?(?:i|b|em|sub|sup|scp|sc|span|jats:[a-z]{1,20})\b[^<>]{0,100}>", re.I)
_ABRIDGED = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class RecordError(Exception):
    """Why a text, or one record in it, cannot be read; the message is for an editor."""


@dataclass
class Record:
    """One study as a record tells it. What the record does not say is blank.

    `people` are written given name first. `remarks` say what was seen and not taken over.
    """

    title: str = ""
    people: list[str] = field(default_factory=list)
    year: int | None = None
    published_on: date | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    registry_ids: str = ""
    remarks: list[str] = field(default_factory=list)
    # Its place in what was pasted, from 1.
    place: int = 0

    def remark(self, words: str) -> None:
        if words not in self.remarks:
            self.remarks.append(words)

    def set_doi(self, value: str) -> None:
        self._set("doi", normalise_doi(value), validate_doi)

    def set_pmid(self, value: str) -> None:
        self._set("pmid", normalise_pmid(value), validate_pmid)

    def add_registry_id(self, value: str) -> None:
        """Take a trial's number; a number of anything else is remarked upon."""
        number = normalise_registry_ids(value)
        try:
            validate_registry_ids(number)
        except ValidationError:
            self.remark(f"“{_short(value)}” is no number of a trial registry that this site knows.")
            return
        known = [part for part in self.registry_ids.split(", ") if part]
        if number and number not in known:
            self.registry_ids = ", ".join([*known, number])

    def set_date(self, year: int | None, month: int | None = None, day: int | None = None) -> None:
        """Take the year, and the day where the whole date is given: a month alone is no day."""
        if year is None or not 1500 <= year <= 2199:
            return
        self.year = self.year or year
        if month and day and not self.published_on:
            try:
                self.published_on = date(year, month, day)
            except (ValueError, OverflowError):
                self.remark(f"{year}-{month}-{day} is no date.")

    def _set(self, name: str, value: str, validate: Any) -> None:
        if not value or getattr(self, name):
            return
        try:
            validate(value)
        except ValidationError as fault:
            self.remark(f"{fault.messages[0]} It was left out.")
            return
        setattr(self, name, value)


def one_line(value: str) -> str:
    return " ".join(value.split())


def tidy_title(value: str) -> str:
    return one_line(_TITLE_TAG.sub("", value))


def tidy_pages(first: str, last: str = "") -> str:
    """A range with a dash between whole numbers: PubMed’s 529-38 is 529–538."""
    value = one_line(f"{first}-{last}" if last and last != first else first)
    found = _ABRIDGED.fullmatch(value)
    if not found:
        return value
    first, last = found.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}–{last}"


def person(family: str, given: str = "", suffix: str = "") -> str:
    """A name as the site writes it: given name first."""
    return one_line(f"{given} {family} {suffix}")


def turned(name: str) -> str:
    """“Younger, Jarred” and “Younger, Jarred, Jr” with the given name first."""
    parts = [part.strip() for part in name.split(",")]
    return person(*parts[:3]) if len(parts) <= 3 else one_line(name)


def month_number(word: str) -> int | None:
    """The number of a month by its English name or figures."""
    if word[:3].lower() in _MONTHS:
        return _MONTHS.index(word[:3].lower()) + 1
    return int(word) if re.fullmatch(r"[0-9]{1,2}", word) else None


def checked(record: Record) -> Record:
    """The record itself. Raises RecordError where it is no study or cannot be stored."""
    if not record.title:
        raise RecordError("it has no title.")
    for text in _texts(record):
        try:
            validate_text(text)
        except ValidationError as fault:
            raise RecordError(f"“{printable(text)}”: {fault.messages[0]}") from None
    if record.published_on and abs(record.published_on.year - record.year) > 1:
        record.remark(
            f"The day {record.published_on} is not near the year {record.year}: it was left out."
        )
        record.published_on = None
    if record.doi == "" and record.pmid == "":
        record.remark("It has neither a DOI nor a PubMed number.")
    return record


def _texts(record: Record) -> Iterable[str]:
    for value in vars(record).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"


def printable(value: str) -> str:
    return _short("".join(sign if sign.isprintable() else "�" for sign in value))
