"""A page's record: its declaration, and how records are made in batches of a few queries each.

One page and a hundred thousand go through the same function; the number of queries depends on the
number of batches alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from articles.markup.compiling import FIELDS
from articles.models import (
    RATINGS,
    Edition,
    RatingLevel,
    Term,
)
from articles.models.edition import minutes_to_read
from ldnsite.export.beside import Beside, Record, edition_record, path_of
from ldnsite.export.columns import Column, day, lines, rfc3339, text
from ldnsite.export.html import Named, expand

BATCH = 1000
LONG_ROWS = 50

COLUMNS: dict[str, Column] = {
    "code": text("code", "The page's number, such as 13 or 14b; never given to another page."),
    "slug": text("slug", "The end of the page's address."),
    "title": text("title", "The page's title."),
    "synopsis": text("synopsis", "What the page says, in two or three plain sentences."),
    "key_messages": lines("key_messages", "What to remember, as source text, one message each."),
    "body": text("body", "The text as its editors wrote it: Markdown with the site's notations."),
    "importance_note": text("importance_note", "Whether to skim it, and why not."),
    "safety_notice": text("safety_notice", "What could do harm, as source text."),
    "previous": text("previous_code", "Code of the page before it, written or not."),
    "next": text("next_code", "Code of the page after it, written or not."),
    "reviewed_on": day("reviewed_on", "When somebody last held the page against the evidence."),
    "review_due": day("review_due", "When to do so again."),
}
NOTE = text("change_note", "What changed with this edition, in a sentence.")
_OWN = [*COLUMNS.values(), NOTE]
_REASONS = [f"{name}_reason" for name in RATINGS]
_ASKED = [
    "pk",
    "article_id",
    "article__uid",
    *(column.attribute for column in _OWN),
    *RATINGS,
    *_REASONS,
    "state",
    "number",
    "published_at",
    "stored",
]
_DUMPS = [(column.attribute, column.dump) for column in _OWN]


@dataclass(frozen=True)
class Shared:
    """What all pages are told with: the glossary's keys by word, and the rubric."""

    terms: dict[str, str]
    steps: dict[tuple[str, int], tuple[str, str | None]]

    @classmethod
    def load(cls) -> "Shared":
        terms = {key: term.casefold() for key, term in Term.objects.values_list("key", "term")}
        steps = RatingLevel.objects.values_list("rating", "level", "name", "description")
        return cls(
            terms, {(rating, level): (name, about or None) for rating, level, name, about in steps}
        )


def page_records(editions: QuerySet[Edition]) -> Iterator[Record]:
    """Records of these current editions, by code; few enough of them for one batch."""
    yield from _records(editions.order_by("code_order"), Shared.load())


def many_page_records(editions: QuerySet[Edition]) -> Iterator[Record]:
    """The same of any number, in constant memory.

    A batch is a stretch of codes, so that each query names two of them and not every page.
    """
    shared = Shared.load()
    orders = editions.order_by("code_order").values_list("code_order", flat=True)
    ends = list(islice(orders.iterator(chunk_size=5000), BATCH - 1, None, BATCH))
    for begin, end in pairwise(["", *ends, ""]):
        stretch = editions.filter(code_order__gt=begin)
        stretch = stretch.filter(code_order__lte=end) if end else stretch
        yield from _records(stretch.order_by("code_order"), shared)


def _records(editions: QuerySet[Edition], shared: Shared) -> Iterator[Record]:
    beside = Beside.load(editions.order_by().values("pk"), editions.order_by().values("article"))
    # As the database holds it: Django's own way of reading JSON takes four times as long.
    asked = editions.annotate(stored=Cast("compiled", TextField())).values_list(*_ASKED)
    # A few at a time, since these rows hold the long texts: a batch is as large as it is for the
    # sake of what stands beside.
    for row in asked.iterator(chunk_size=LONG_ROWS):
        yield _record(dict(zip(_ASKED, row, strict=True)), beside, shared)


def _first_edition(row: Record) -> Record:
    return edition_record(row["number"], row["state"], row["published_at"], row["change_note"], "")


def _record(row: Record, beside: Beside, shared: Shared) -> Record:
    pk = row["pk"]
    own = {name: dump(row[name]) for name, dump in _DUMPS}
    compiled = orjson.loads(row["stored"])
    references, links = beside.references[pk], beside.links[pk]
    numbers = {key: number for _, number, key, _ in references if number}
    marks = compiled["marks"]
    named = Named(numbers, links, beside.pages, shared.terms)
    texts = compiled["html"]
    html = {name: expand(texts.get(name, ""), marks, named) or None for name in FIELDS}
    terms = {mark["key"] for mark in marks if mark["type"] == "term"} & shared.terms.keys()
    codes = {mark["code"] for mark in marks if mark["type"] == "page"}
    codes |= {row["previous_code"], row["next_code"]}
    return {
        "code": own["code"],
        "slug": own["slug"],
        "title": own["title"],
        "synopsis": own["synopsis"],
        "key_messages": own["key_messages"],
        "body": own["body"],
        "ratings": {name: _rating(row, name, shared) for name in RATINGS},
        "importance_note": own["importance_note"],
        "safety_notice": own["safety_notice"],
        "previous": own["previous_code"],
        "next": own["next_code"],
        "tags": sorted(beside.tags[pk], key=_casefolded),
        "reviewed_on": own["reviewed_on"],
        "review_due": own["review_due"],
        "state": row["state"],
        "change_note": own["change_note"],
        "id": str(row["article__uid"]),
        "path": path_of(row["slug"]),
        "edition": row["number"],
        "published_at": rfc3339(row["published_at"]),
        "reading_minutes": minutes_to_read(compiled["words"]),
        "html": html,
        "sections": sections_of(html.get("body") or "", compiled["contents"]),
        "citations": [
            {"number": number, "reference": key} for _, number, key, _ in references if number
        ],
        "uses": {
            "studies": [key for _, _, key, study in references if study],
            "resources": [key for _, _, key, study in references if not study],
            "quotes": beside.quotes[pk],
            "links": list(links),
            "terms": sorted(terms, key=lambda key: (shared.terms[key], key)),
            "pages": sorted(codes & beside.pages.keys()),
        },
        "history": beside.history[row["article_id"]] or [_first_edition(row)],
    }


def _rating(row: Record, name: str, shared: Shared) -> Record:
    level = row[name]
    words, about = shared.steps.get((name, level), (None, None))
    return {
        "level": level,
        "reason": row[f"{name}_reason"] or None,
        "name": words,
        "description": about,
    }


def sections_of(html: str, contents: list[Record]) -> list[Record]:
    """The headings with a hash of the HTML from each to the next: whoever has the HTML can tell."""
    if not contents:
        return []
    starts, position, content = [], 0, html.encode()
    for heading in contents:
        opening = f'<h{heading["level"]} id="{heading["id"]}"'
        position = content.index(opening.encode(), position)
        starts.append(position)
    ends = [*starts[1:], len(content)]
    return [
        {
            "level": heading["level"],
            "id": heading["id"],
            "text": heading["text"],
            "hash": f"sha256:{sha256(content[start:end]).hexdigest()}",
        }
        for heading, start, end in zip(contents, starts, ends, strict=True)
    ]


def _casefolded(name: str) -> tuple[str, str]:
    return name.casefold(), name
