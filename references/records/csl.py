"""CSL-JSON, the form that Zotero and Crossref give: one object, or a list of them."""

import json
import re
from typing import Any

from references.records.fields import (
    Record,
    RecordError,
    one_line,
    person,
    tidy_pages,
    tidy_title,
)

_STUDY_TYPES = {"", "article", "article-journal", "journal-article"}


def read_json(text: str) -> list[Any]:
    """The items of the document. Raises RecordError."""
    try:
        document = json.loads(text)
    except RecursionError:
        raise RecordError("The JSON nests too deep to be a record.") from None
    except json.JSONDecodeError as fault:
        raise RecordError(
            f"This is not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})."
        ) from None
    except ValueError:
        # Python refuses to read a whole number of thousands of figures.
        raise RecordError("A number in the JSON is absurdly long.") from None
    return document if isinstance(document, list) else [document]


def from_csl(item: Any) -> Record:
    """Raises RecordError."""
    if not isinstance(item, dict):
        raise RecordError("it is no JSON object.")
    record = Record(
        title=tidy_title(_text(item, "title")),
        people=_people(item.get("author")),
        journal=_text(item, "container-title"),
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        pages=tidy_pages(_text(item, "page") or _text(item, "article-number")),
    )
    record.set_doi(_text(item, "DOI"))
    record.set_pmid(_text(item, "PMID"))
    _read_issued(record, item.get("issued"))
    kind = _text(item, "type")
    if kind not in _STUDY_TYPES:
        record.remark(f"The record says what it is: {kind}. Make sure that it is a study.")
    address = _text(item, "URL")
    if address and not record.doi:
        record.remark(f"The address {address} was left out: add it as a link.")
    return record


def _text(item: dict[str, Any], name: str) -> str:
    """Words or a number; Crossref gives a list where CSL has one text."""
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return one_line(str(value))


def _people(authors: Any) -> list[str]:
    names = []
    for author in authors if isinstance(authors, list) else []:
        if not isinstance(author, dict):
            continue
        particles = ("dropping-particle", "non-dropping-particle", "family")
        family = " ".join(filter(None, (_text(author, name) for name in particles)))
        name = person(family, _text(author, "given"), _text(author, "suffix"))
        names.append(name or _text(author, "literal") or _text(author, "name"))
    return [name for name in names if name]


def _read_issued(record: Record, issued: Any) -> None:
    if not isinstance(issued, dict):
        return
    ranges = issued.get("date-parts")
    if isinstance(ranges, list) and ranges and isinstance(ranges[0], list):
        # A second date would be the end of a range: then no day is known.
        parts = [_whole(part) for part in ranges[0][:3]]
        record.set_date(*(parts if len(ranges) == 1 else parts[:1]) or [None])
        return
    for name in ("raw", "literal"):
        year = re.match(r"[12][0-9]{3}(?![0-9])", _text(issued, name))
        if year:
            record.set_date(int(year[0]))


def _whole(part: Any) -> int | None:
    if isinstance(part, str) and re.fullmatch(r"[0-9]{1,4}", part.strip()):
        return int(part)
    return part if isinstance(part, int) and not isinstance(part, bool) else None
