"""Records that PubMed and reference managers write, as plain data; nothing is looked up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ldnsite.text import normalise_newlines
from references.records.csl import from_csl, read_json
from references.records.fields import Record, RecordError, checked
from references.records.tagged import READERS, split_records

MAX_BYTES = 2**20
MAX_RECORDS = 100


@dataclass
class Parsed:
    """The good records, and a message for each of the others."""

    form: str
    records: list[Record] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def decode(data: bytes) -> str:
    """Raises RecordError unless it is UTF-8 of a bearable size."""
    if len(data) > MAX_BYTES:
        raise RecordError(f"This is larger than {MAX_BYTES // 2**20} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecordError("This is not text in UTF-8. Save it as UTF-8, or paste it.") from None


def parse(text: str) -> Parsed:
    """Read `.nbib`, RIS or CSL-JSON, told apart by their content.

    Raises RecordError where nothing of it can be read, and that alone; what is wrong with a single
    record stands in `faults`, with its place.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise RecordError(f"This is larger than {MAX_BYTES // 2**20} MB.")
    text = normalise_newlines(text).strip("\ufeff \n\t")
    if not text:
        raise RecordError("Paste a record, or choose a file.")
    if text[0] in "[{":
        return _read("CSL-JSON", read_json(text), from_csl)
    for form, (line, start, reader) in READERS.items():
        found = line.fullmatch(text.partition("\n")[0].rstrip())
        if (found and found["tag"] == start) or _has_start(text, line, start):
            return _read(form, split_records(text, line, start), reader)
    raise RecordError(
        "This is no record that the site can read. It reads .nbib (on PubMed: “Cite”, then "
        "“Download .nbib”), RIS and CSL-JSON."
    )


def _has_start(text: str, line: Any, start: str) -> bool:
    rows = (line.fullmatch(row.rstrip()) for row in text.split("\n"))
    return any(found and found["tag"] == start for found in rows)


def _read(form: str, items: Iterable[Any], reader: Callable[[Any], Record]) -> Parsed:
    items = list(items)
    if len(items) > MAX_RECORDS:
        raise RecordError(f"These are {len(items)} records; at most {MAX_RECORDS} go at a time.")
    if not items:
        raise RecordError("There is no record in it.")
    parsed = Parsed(form)
    for place, item in enumerate(items, start=1):
        try:
            record = checked(reader(item))
        except RecordError as fault:
            parsed.faults.append(f"Record {place}: {fault}")
        else:
            record.place = place
            parsed.records.append(record)
    return parsed
