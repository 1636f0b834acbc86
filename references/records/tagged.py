"""Records made of lines that begin with a tag: `.nbib` (PubMed, MEDLINE) and RIS.

nbib and rispy read the lines. Both stop at the first line that they do not know, and take some
tags for names of their own, so that they are handed one record at a time and only the tags wanted.
"""

import re
from collections.abc import Callable, Iterator

import nbib
import rispy
from nbib.exceptions import MalformedLine, UnknownTagFormat
from rispy.config import TYPE_OF_REFERENCE_MAPPING

from references.records.fields import (
    Record,
    RecordError,
    month_number,
    one_line,
    printable,
    tidy_pages,
    tidy_title,
    turned,
)

Line = tuple[str, str]
NBIB_LINE = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}-(?: (?P<words>.*))?")
RIS_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<words>.*))?")
NBIB_START, RIS_START = "PMID", "TY"
_NBIB_TAGS = {"PMID", "TI", "FAU", "CN", "DP", "JT", "TA", "VI", "IP", "PG", "AID"}
_RIS_TAG = re.compile("T[YI12]|J[FOA2]|A[U1N]|PY|Y1|D[AOB]|VL|IS|SP|EP|UR|C7")
_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?![0-9])(?:[ /-]+(?P<month>[A-Za-z]{3,9}|[0-9]{1,2}))?(?P<rest>.*)"
)
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/10\.", re.I)
_PUBMED_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([0-9]{1,9})"
)
# What MEDLINE says of a publication that an editor must not overlook.
_WARNINGS = {
    "Retracted Publication": "PubMed lists it as retracted: fill in “Retraction”.",
    "Retraction of Publication": "This is the notice of a retraction, not the study itself.",
    "Expression of Concern": "This is an expression of concern about a study.",
    "Published Erratum": "This is a correction of a study, not the study itself.",
    "Preprint": "This is a preprint: nobody reviewed it before it appeared.",
}


def split_records(text: str, line: re.Pattern[str], start: str) -> Iterator[list[Line]]:
    """Lines as pairs of a tag and its words, record by record; each begins with the tag `start`.

    A line without a tag goes on with the one before. What stands before the first record is left
    out.
    """
    record: list[Line] = []
    for row in text.split("\n"):
        found = line.fullmatch(row.rstrip())
        if found and found["tag"] == start:
            if record:
                yield record
            record = []
        if found and (record or found["tag"] == start):
            record.append((found["tag"], (found["words"] or "").strip()))
        elif not found and record and row.strip():
            tag, words = record[-1]
            record[-1] = (tag, f"{words} {row.strip()}".strip())
    if record:
        yield record


def from_nbib(lines: list[Line]) -> Record:
    """Raises RecordError."""
    wanted = list(_for_nbib(lines))
    try:
        # Without the last line end nbib loses the record.
        read = nbib.read("".join(f"{tag:<4}- {words}\n" for tag, words in wanted))
    except (MalformedLine, UnknownTagFormat, ValueError, OverflowError) as fault:
        raise RecordError(f"PubMed’s form is not kept in it: {printable(str(fault))}") from None
    found = read[0] if read else {}
    record = Record(
        title=tidy_title(_without_full_stop(found.get("title", ""))),
        people=[turned(author["author"]) for author in found.get("authors", [])],
        journal=one_line(found.get("journal") or found.get("journal_abbreviated", "")),
        volume=one_line(found.get("journal_volume", "")),
        issue=one_line(found.get("journal_issue", "")),
        pages=tidy_pages(found.get("pages", "")),
    )
    record.people += [words for tag, words in lines if tag == "CN" and words]
    record.set_pmid(str(found.get("pubmed_id", "")))
    record.set_doi(found.get("doi", ""))
    # The year of citation is the issue's; the day is the one on which it first appeared.
    issue_date = found.get("publication_date", "")
    record.year = _year(issue_date)
    for tag, words in lines:
        if tag == "DEP" and re.fullmatch(r"[0-9]{8}", words):
            record.set_date(int(words[:4]), int(words[4:6]), int(words[6:]))
        elif tag == "SI" and words:
            record.add_registry_id(words.partition("/")[2] or words)
        elif tag == "PT" and words in _WARNINGS:
            record.remark(_WARNINGS[words])
    _read_date(record, issue_date)
    kinds = [words for tag, words in lines if tag == "PT"]
    if kinds:
        record.remark(f"PubMed calls it: {', '.join(kinds)}. Choose the design yourself.")
    return record


def _for_nbib(lines: list[Line]) -> Iterator[Line]:
    has_full_names = any(tag == "FAU" for tag, _ in lines)
    for tag, words in lines:
        if tag == "AU" and not has_full_names:
            # Old records have initials only: “Younger J” stands for “Younger, J”.
            yield "FAU", re.sub(r"\A(.+) ([A-Z]{1,4})\Z", r"\1, \2", words)
        elif tag in ("LID", "AID"):
            # nbib knows the one and not the other, and keeps them under what the brackets say.
            if re.search(r" \[doi\]\Z", words):
                yield "AID", words
        elif tag in _NBIB_TAGS and words:
            yield tag, words


def from_ris(lines: list[Line]) -> Record:
    """Raises RecordError."""
    wanted = [(tag, words) for tag, words in lines if _RIS_TAG.fullmatch(tag)]
    text = "\n".join(f"{tag}  - {words}" for tag, words in wanted)
    [found] = rispy.loads(f"{text}\nER  - ", skip_unknown_tags=True)

    def first(*names: str) -> str:
        return one_line(next((found[name] for name in names if found.get(name)), ""))

    record = Record(
        title=tidy_title(first("title", "primary_title")),
        people=[turned(name) for name in found.get("authors") or found.get("first_authors", [])],
        journal=first(
            "alternate_title3",
            "journal_name",
            "secondary_title",
            "alternate_title2",
            "alternate_title1",
        ),
        volume=first("volume"),
        issue=first("number"),
        pages=tidy_pages(first("start_page", "custom7"), first("end_page")),
    )
    record.people = [name for name in record.people if name]
    record.set_doi(first("doi"))
    for address in found.get("urls", []):
        _read_address(record, address)
    if re.search(r"pubmed|medline", first("name_of_database"), re.I):
        record.set_pmid(first("accession_number"))
    record.year = _year(first("year", "publication_year", "date"))
    for name in ("date", "publication_year", "year"):
        _read_date(record, first(name))
    kind = first("type_of_reference")
    if kind not in ("JOUR", "EJOUR", "JFULL"):
        known = TYPE_OF_REFERENCE_MAPPING.get(kind, kind) or "nothing"
        record.remark(f"The record says what it is: {known}. Make sure that it is a study.")
    return record


def _read_address(record: Record, address: str) -> None:
    pubmed = _PUBMED_ADDRESS.match(address)
    if pubmed:
        record.set_pmid(pubmed[1])
    elif _DOI_ADDRESS.match(address):
        record.set_doi(address)
    elif address:
        record.remark(f"The address {one_line(address)} was left out: add it as a link.")


def _read_date(record: Record, words: str) -> None:
    """“2013 Feb 15”, “2013/02/15/”; with anything more, as in a range, it is no day."""
    found = _DAY.fullmatch(words.strip())
    if not found:
        return
    day = re.fullmatch(r"[ /-]+([0-9]{1,2})/?", found["rest"])
    month = month_number(found["month"]) if found["month"] else None
    record.set_date(int(found["year"]), month, int(day[1]) if day else None)


def _year(words: str) -> int | None:
    found = re.match(r"\s*([12][0-9]{3})(?![0-9])", words)
    return int(found[1]) if found and 1500 <= int(found[1]) <= 2199 else None


def _without_full_stop(title: str) -> str:
    """PubMed ends each title with one that the journal did not print."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


READERS: dict[str, tuple[re.Pattern[str], str, Callable[[list[Line]], Record]]] = {
    ".nbib": (NBIB_LINE, NBIB_START, from_nbib),
    "RIS": (RIS_LINE, RIS_START, from_ris),
}
