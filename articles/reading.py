"""What a reader's page is made of: the rows of one edition, put into its compiled texts.

Nothing is compiled here, and nothing asked of the database but by `articles.page_rows`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from articles.finding.nearby import Neighbours
from articles.markup.expanding import Expander, Rows
from articles.models import Edition, Quote, Term
from articles.page_rows import PageRows, RatingShown, load_rows
from references.models import Link, Reference, Resource, ResourceKind, Study


@dataclass
class ReferenceEntry:
    """An entry of the numbered list, with the ids of the places in the text that cite it."""

    number: int
    reference: Reference
    places: list[str]


@dataclass
class WordEntry:
    """A glossary term that the page uses, with the ids of its uses."""

    term: Term
    places: list[str]


@dataclass
class Neighbour:
    """The page before or after: `edition` is None while that code is not written."""

    code: str
    edition: Edition | None


@dataclass
class Page:
    """Everything that the page's template shows."""

    edition: Edition
    html: dict[str, SafeString] = field(default_factory=dict)
    contents: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[RatingShown] = field(default_factory=list)
    references: list[ReferenceEntry] = field(default_factory=list)
    words: list[WordEntry] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)
    previous: Neighbour | None = None
    next: Neighbour | None = None
    pages: dict[str, Edition] = field(default_factory=dict)
    nearest: Neighbours | None = None

    @property
    def newer_studies(self) -> list[Study]:
        """Cited studies that appeared after the page was last held against the evidence."""
        reviewed = self.edition.reviewed_on
        if reviewed is None:
            return []
        return [study for study in self.studies if study.is_newer_than(reviewed)]

    @property
    def voices(self) -> list[tuple[str, list[Quote]]]:
        """Speakers in the order of the page, each with all that is quoted of them here."""
        grouped: dict[str, list[Quote]] = {}
        for quote in self.quotes:
            grouped.setdefault(quote.speaker, []).append(quote)
        return list(grouped.items())

    @property
    def resources_by_kind(self) -> list[tuple[str, list[Resource]]]:
        """Pairs of a kind's name and its resources, in the order of ResourceKind."""
        grouped = {
            kind.label: sorted(
                (row for row in self.resources if row.resource_kind == kind),
                key=lambda row: row.title.casefold(),
            )
            for kind in ResourceKind
        }
        return [(label, rows) for label, rows in grouped.items() if rows]

    @property
    def wanted_links(self) -> list[Link]:
        return [link for link in self.links if link.is_wanted]


def load_page(
    edition: Edition,
    tags: list[Any] | None = None,
    *,
    fields: Collection[str] | None = None,
    with_nearest: bool = False,
) -> Page:
    """`put_together` with the rows of `page_rows.load_rows`."""
    return put_together(load_rows(edition, tags, with_nearest=with_nearest), fields=fields)


def put_together(rows: PageRows, *, fields: Collection[str] | None = None) -> Page:
    """Put the rows that an edition names into its compiled texts.

    `fields` are the texts that will be shown, where that is not all of them: what only the others
    use is left out of the lists of references and words; the numbers stay those of the whole page.
    """
    edition, terms, pages = rows.edition, rows.terms, rows.pages
    compiled = edition.compiled
    references = {
        citation.reference.key: with_link(citation.reference) for citation in rows.citations
    }
    numbers = {
        citation.reference.key: citation.number for citation in rows.citations if citation.number
    }
    expander = Expander(
        compiled.get("marks", []),
        Rows(
            references=references,
            numbers=numbers,
            quotes={quote.key: quote for quote in rows.quotes},
            links={link.key: link for link in rows.links},
            terms=terms,
            pages=pages,
        ),
    )
    html = {
        name: expander.expand_sections(part) if name == "body" else expander.expand(part)
        for name, part in compiled.get("html", {}).items()
        if fields is None or name in fields
    }
    return Page(
        edition=edition,
        html=html,
        contents=compiled.get("contents", []),
        ratings=rows.ratings,
        references=[
            ReferenceEntry(number, references[key], expander.backlinks.get(number, []))
            for key, number in numbers.items()
            if fields is None or number in expander.backlinks
        ],
        words=[
            WordEntry(term, expander.backlinks[key])
            for key, term in sorted(terms.items(), key=lambda item: item[1].term.casefold())
            if key in expander.backlinks
        ],
        studies=[row for row in references.values() if isinstance(row, Study)],
        resources=[row for row in references.values() if isinstance(row, Resource)],
        quotes=rows.quotes,
        links=rows.links,
        tags=rows.tags,
        previous=_neighbour(edition.previous_code, pages),
        next=_neighbour(edition.next_code, pages),
        pages=pages,
        nearest=rows.nearest,
    )


def with_link(reference: Reference) -> Reference:
    """The study or resource itself, handed the link that was fetched with its base."""
    specific = reference.specific
    if specific is not reference and reference.link_id:
        specific.link = reference.link
    return specific


def _neighbour(code: str, pages: dict[str, Edition]) -> Neighbour | None:
    return Neighbour(code, pages.get(code)) if code else None
