"""What a study or resource is, in the words that CSL-JSON, RIS and BibTeX share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from references.evidence import Retraction, Status
from references.formats.names import MORE, Name, split_name
from references.models import Link, Reference, Resource, ResourceKind, Study
from references.records.fields import one_line

# Rows that are fetched at a time.
BATCH = 500
_RANGE = re.compile(r"([A-Za-z]?\d+[A-Za-z]?)[-–—]([A-Za-z]?\d+[A-Za-z]?)")
# What a reader of the reference must not overlook.
_WARNINGS = {Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED}


class Kind(NamedTuple):
    """The name of one kind of publication in each of the three forms."""

    csl: str
    ris: str
    bibtex: str


ARTICLE = Kind("article-journal", "JOUR", "article")
BOOK = Kind("book", "BOOK", "book")
VIDEO = Kind("motion_picture", "VIDEO", "misc")
DATABASE = Kind("dataset", "DBASE", "misc")
ON_THE_WEB = Kind("webpage", "ELEC", "misc")
OTHER = Kind("document", "GEN", "misc")
_KINDS = {
    ResourceKind.BOOK: BOOK,
    ResourceKind.VIDEO: VIDEO,
    ResourceKind.DATABASE: DATABASE,
}


@dataclass(frozen=True)
class Item:
    """One reference. Each text is one line; what is not known is blank.

    `date` holds the year, or the year, month and day; `pages` the first and last page, or what
    stands for them. `has_more_people` is what “et al.” at the end of the list says.
    """

    key: str
    kind: Kind
    title: str
    people: tuple[Name, ...] = ()
    has_more_people: bool = False
    date: tuple[int, ...] = ()
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: tuple[str, ...] = ()
    publisher: str = ""
    isbn: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def note(self) -> str:
        return " ".join(self.notes)


def public_items() -> Iterator[Item]:
    """All that published pages cite, studies before resources, each by key.

    The rows are fetched in batches while they are written: the list may be long.
    """
    for model, describe in ((Study, study_item), (Resource, resource_item)):
        rows = model.objects.public().select_related("link").order_by("key")
        yield from map(describe, rows.iterator(chunk_size=BATCH))


def item_of(reference: Reference) -> Item:
    """One study or resource."""
    specific = reference.specific
    return study_item(specific) if isinstance(specific, Study) else resource_item(specific)


def study_item(study: Study) -> Item:
    """A study as an article; one that was never published is no article of a journal."""
    is_published = study.status == Status.PUBLISHED
    return Item(
        kind=ARTICLE if is_published else OTHER,
        date=_study_date(study),
        journal=one_line(study.journal),
        volume=one_line(study.volume),
        issue=one_line(study.issue),
        pages=_pages(study.pages),
        doi=study.doi,
        pmid=study.pmid,
        notes=tuple(_study_notes(study)),
        **_shared(study),
    )


def resource_item(resource: Resource) -> Item:
    shared = _shared(resource)
    return Item(
        kind=_KINDS.get(resource.resource_kind, ON_THE_WEB if shared["url"] else OTHER),
        date=(resource.year,) if resource.year else (),
        publisher=one_line(resource.publisher),
        isbn=resource.isbn,
        **shared,
    )


def _shared(reference: Reference) -> dict:
    people = [one_line(line) for line in reference.people_list]
    return {
        "key": reference.key,
        "title": one_line(reference.title),
        "people": tuple(split_name(line) for line in people if line != MORE),
        "has_more_people": MORE in people,
        "url": _working_address(reference.link) if reference.link_id else "",
    }


def _working_address(link: Link) -> str:
    """Where a reader is sent: the archived copy once the address itself is broken."""
    return (link.is_broken and link.archived_url) or link.url


def _study_date(study: Study) -> tuple[int, ...]:
    """The day where it lies in the year of citation: an issue may come a year after the article."""
    day = study.published_on
    if day and study.year in (None, day.year):
        return (day.year, day.month, day.day)
    return (study.year,) if study.year else ()


def _study_notes(study: Study) -> Iterator[str]:
    if study.retraction_status in _WARNINGS:
        notice = one_line(study.retraction_notice)
        yield f"{study.get_retraction_status_display()}{f': {notice}' if notice else '.'}"
    if study.status != Status.PUBLISHED:
        yield f"{study.get_status_display()}."
    if study.registry_id_list:
        yield f"Trial registration: {', '.join(study.registry_id_list)}."


def _pages(pages: str) -> tuple[str, ...]:
    found = _RANGE.fullmatch(one_line(pages))
    return found.groups() if found else tuple(filter(None, [one_line(pages)]))
