"""The lists of a document, each declared once: columns for export, import and schema alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Quote, RatingLevel, Term
from ldnsite.export.columns import (
    Column,
    Derived,
    basis,
    day,
    key,
    key_of,
    lines,
    moment,
    numbers,
    text,
    whole_number,
)
from references.evidence import Design, Lane, Status
from references.models import Link, Reference, Resource, Study

CHUNK = 1000
Record = dict[str, Any]


@dataclass(frozen=True)
class RecordType:
    """One list of the document. `derived` keys go out for convenience; the import skips them."""

    name: str
    about: str
    model: type[models.Model]
    columns: dict[str, Column]
    identity: tuple[str, ...] = ("key",)
    derived: dict[str, Derived] = field(default_factory=dict)

    @cached_property
    def asked(self) -> list[str]:
        """What a query has to ask for, in the order in which `dump` takes it."""
        return [column.asked for column in self.columns.values()]

    @cached_property
    def dumps(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(name, column.dump) for name, column in self.columns.items()]

    @cached_property
    def needy(self) -> list[tuple[str, str]]:
        return [(name, column.needs) for name, column in self.columns.items() if column.needs]

    def dump(self, values: tuple[Any, ...]) -> Record:
        record = {name: dump(value) for (name, dump), value in zip(self.dumps, values, strict=True)}
        for name, needed in self.needy:
            if record[needed] is None:
                record[name] = None
        for name, derived in self.derived.items():
            record[name] = derived.work_out(record)
        return record

    def records(self, rows: QuerySet) -> Iterator[Record]:
        """The rows as records, in the order of the query, streamed."""
        return map(self.dump, rows.values_list(*self.asked).iterator(chunk_size=CHUNK))


def _design(record: Record) -> Design | None:
    return Design(record["design"]) if record["design"] else None


def _level(record: Record) -> int | None:
    design = _design(record)
    return design.level if design and record["status"] == Status.PUBLISHED else None


def _lane(record: Record) -> str | None:
    design = _design(record)
    return design.lane.value if design else None


_KEY = "The record's key: short, lasting, never given to another."
_FORMER = "Keys of records that were merged into this one; texts may name them still."
_NOTE = "What a reader should know beside it."

RUBRIC = RecordType(
    "rubric",
    "What each step of each rating means.",
    RatingLevel,
    {
        "rating": text("rating", "Which of the three ratings."),
        "level": whole_number("level", "The step, 1 to 5.", minimum=1, maximum=5),
        "name": text("name", "A few words for the step."),
        "description": text("description", "How to tell that a page belongs on this step."),
    },
    identity=("rating", "level"),
)
TERMS = RecordType(
    "terms",
    "A word of the glossary.",
    Term,
    {
        "key": key("key", _KEY),
        "term": text("term", "The word."),
        "forms": lines("forms", "Other spellings, plurals and long forms."),
        "definition": text("definition", "What it means, in plain words."),
    },
)
LINKS = RecordType(
    "links",
    "An address on the web, kept once.",
    Link,
    {
        "key": key("key", _KEY),
        "former_keys": lines("former_keys", _FORMER),
        "label": text("label", "What the link leads to."),
        "url": text("url", "The address; null while nobody knows it (status “wanted”)."),
        "status": text("status", "What the last check found, or that the address is wanted."),
        "http_status": whole_number("http_status", "The web server's last answer."),
        "checked_at": moment("checked_at", "When it was last checked."),
        "failing_since": moment("failing_since", "Since when checks have failed."),
        "final_url": text("final_url", "The address that it moved to."),
        "archived_url": text("archived_url", "A copy in a web archive."),
        "note": text("note", _NOTE),
    },
)
STUDIES = RecordType(
    "studies",
    "A study, published or only registered. Conditions are never to be pooled.",
    Study,
    {
        "key": key("key", _KEY),
        "former_keys": lines("former_keys", _FORMER),
        "title": text("title", "As published; a description in square brackets where unknown."),
        "authors": lines("people", "Given name first; “et al.” where the list is not whole."),
        "year": whole_number("year", "Year of publication."),
        "published_on": day("published_on", "The day on which it first appeared."),
        "journal": text("journal", "The journal."),
        "volume": text("volume", "The journal's volume."),
        "issue": text("issue", "The volume's issue."),
        "pages": text("pages", "Range of pages, or the article's number."),
        "doi": text("doi", "Digital object identifier, without an address before it."),
        "pmid": text("pmid", "Number in PubMed."),
        "registry_ids": numbers("registry_ids", "Numbers in registries of trials."),
        "status": text("status", "How far the study is."),
        "design": text("design", "Its design, which sets level and lane."),
        "blinding": text("blinding", "Who did not know who got what."),
        "condition": text("condition", "The illness studied."),
        "participants": whole_number("participants", "How many took part or are to.", minimum=0),
        "participants_basis": basis("participants_planned", "Whether that is a count or a plan."),
        "intervention": text("intervention", "What was given or done."),
        "dose": text("dose", "How much, with its unit and how often."),
        "comparator": text("comparator", "What it was held against."),
        "duration": text("duration", "For how long."),
        "main_outcome": text("main_outcome", "What the study was built to test."),
        "result": text("result", "The direction of the result on the main outcome."),
        "effect": text("effect", "The effect in figures."),
        "summary": text("summary", "What was found, in one or two plain sentences."),
        "limitations": text("limitations", "Why the result may not hold."),
        "retraction_status": text("retraction_status", "What a search for retractions found."),
        "retraction_notice": text("retraction_notice", "What the notice says, and where."),
        "retraction_checked_on": day("retraction_checked_on", "When that was checked."),
        "original_difference": text(
            "original_difference", "What the original page said differently."
        ),
        "secondary_of": key_of(
            "secondary_of", "Key of the study that first reported on the same participants."
        ),
        "link": key_of("link", "Key of the link to it."),
    },
    derived={
        "level": Derived(
            "Level of evidence (OCEBM 2011), 1 strongest to 5.",
            _level,
            {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
        ),
        "lane": Derived(
            "Kind of evidence; kinds are never counted together.",
            _lane,
            {"type": ["string", "null"], "enum": [*Lane.values, None]},
        ),
        "path": Derived(
            "Address of its page on the site.",
            lambda record: reverse("references:study", args=[record["key"]]),
            {"type": "string"},
        ),
    },
)
RESOURCES = RecordType(
    "resources",
    "A book, site, group or list that a reader may turn to.",
    Resource,
    {
        "key": key("key", _KEY),
        "former_keys": lines("former_keys", _FORMER),
        "title": text("title", "Its title."),
        "kind": text("resource_kind", "What it is."),
        "people": lines("people", "Authors or makers."),
        "publisher": text("publisher", "Who published it."),
        "year": whole_number("year", "Year of publication."),
        "isbn": text("isbn", "International standard book number."),
        "description": text("description", "What it is for, and what to be careful of."),
        "confirmed_on": day("confirmed_on", "When somebody last made sure that it is there."),
        "link": key_of("link", "Key of the link to it."),
    },
)
QUOTES = RecordType(
    "quotes",
    "What one person said or reported. A paraphrase is never to wear quotation marks.",
    Quote,
    {
        "key": key("key", _KEY),
        "former_keys": lines("former_keys", _FORMER),
        "words": text("words", "Without quotation marks."),
        "form": text("form", "The speaker's own words, or ours."),
        "speaker": text("speaker", "Who said it."),
        "role": text("role", "As what they said it; a patient's is one person's experience."),
        "year": whole_number("year", "When they said it."),
        "source": key_of("source", "Key of the study or resource in which it stands."),
        "link": key_of("link", "Key of the link at which it stands."),
        "note": text("note", _NOTE),
    },
)

# In the order in which they depend on one another.
RECORD_TYPES = (RUBRIC, TERMS, LINKS, STUDIES, RESOURCES, QUOTES)
# Which rows a `key_of` column may name.
RELATED = {"link": Link, "source": Reference, "secondary_of": Study}
