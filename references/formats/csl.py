"""CSL-JSON 1.0.2, which Zotero, Mendeley, pandoc and every CSL processor read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from references.formats.items import Item
from references.formats.names import MORE, Name

CONTENT_TYPE = "application/vnd.citationstyles.csl+json"


def write(items: Iterable[Item]) -> Iterator[str]:
    """The document in pieces: a list with an item on each line."""
    before = "[\n"
    for item in items:
        yield before + json.dumps(csl_item(item), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def csl_item(item: Item) -> dict[str, Any]:
    """One item; CSL leaves out what is not known, and its schema allows no null."""
    people = [_person(name) for name in item.people]
    if item.has_more_people:
        people.append({"literal": MORE})
    values = {
        "id": item.key,
        "type": item.kind.csl,
        "title": item.title,
        "author": people,
        "issued": {"date-parts": [list(item.date)]} if item.date else None,
        "container-title": item.journal,
        "volume": item.volume,
        "issue": item.issue,
        "page": "-".join(item.pages),
        "publisher": item.publisher,
        "ISBN": item.isbn,
        "DOI": item.doi,
        "PMID": item.pmid,
        "URL": item.url,
        "note": item.note,
    }
    return {name: value for name, value in values.items() if value}


def _person(name: Name) -> dict[str, str]:
    parts = {
        "literal": name.whole,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "family": name.family,
        "suffix": name.suffix,
    }
    return {part: words for part, words in parts.items() if words}
