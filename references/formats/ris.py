"""RIS, which EndNote, Zotero, Mendeley and most databases read; rispy writes it."""

from collections.abc import Iterable, Iterator

import rispy

from references.formats.items import Item
from references.formats.names import MORE

CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"


class _Writer(rispy.RisWriter):
    def set_header(self, count: int) -> str:
        """None: rispy numbers the records with lines that are no part of RIS."""
        return ""


def write(items: Iterable[Item]) -> Iterator[str]:
    """The document in pieces, a record in each."""
    writer = _Writer()
    for item in items:
        yield writer.formats([ris_record(item)])


def ris_record(item: Item) -> dict[str, str | list[str]]:
    """One record under rispy's names for the tags; the reference's type comes first."""
    people = [name.turned for name in item.people]
    first, last = (*item.pages, "", "")[:2]
    values = {
        "type_of_reference": item.kind.ris,
        "id": item.key,
        "authors": [*people, MORE] if item.has_more_people else people,
        "title": item.title,
        "journal_name": item.journal,
        "volume": item.volume,
        "number": item.issue,
        "start_page": first,
        "end_page": last,
        "year": str(item.date[0]) if item.date else "",
        "date": "{:04}/{:02}/{:02}".format(*item.date) if len(item.date) == 3 else "",
        "publisher": item.publisher,
        "issn": item.isbn,
        "doi": item.doi,
        # How databases write a PubMed number: RIS has no tag of its own for it.
        "accession_number": item.pmid,
        "name_of_database": "PubMed" if item.pmid else "",
        "urls": [item.url] if item.url else [],
        "notes": list(item.notes),
    }
    return {name: value for name, value in values.items() if value}
