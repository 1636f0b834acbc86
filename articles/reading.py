"""What a reader's page is made of: one edition and the live rows it names, in eight queries.

The number of queries does not depend on the length of the page; nothing is compiled here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.safestring import SafeString

from articles.codes import order_of
from articles.finding.nearby import Neighbours, nearest_by_number
from articles.markup.expanding import Expander, Rows
from articles.models import Citation, Edition, LinkUse, Quote, QuoteUse, Rating, Term
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
class RatingShown:
    """One rating of a page, with the rubric's word for the step."""

    rating: Rating
    level: int | None  # None in a preview of a draft that is not rated yet
    name: str
    reason: str

    @property
    def steps(self) -> list[bool]:
        return [step <= (self.level or 0) for step in range(1, 6)]


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
    """Expand an edition for reading; `edition` comes from `Edition.objects.current()`.

    `tags` are rows with a name, where the caller has them at hand. `fields` are the texts that
    will be shown, where that is not all of them: what only the others use is left out of the lists
    of references and words, whose numbers stay those of the whole page. `with_nearest` asks for the
    nearest pages by number as well, in the same query as the pages that it names.
    """
    citations = list(
        Citation.objects.filter(edition=edition)
        .select_related(
            "reference__study__secondary_of__link", "reference__resource", "reference__link"
        )
        .order_by("order")
    )
    quotes = [
        use.quote
        for use in QuoteUse.objects.filter(edition=edition)
        .select_related(
            "quote__link",
            "quote__source__link",
            "quote__source__study__secondary_of__link",
            "quote__source__resource",
        )
        .order_by("order")
    ]
    links = [
        use.link
        for use in LinkUse.objects.filter(edition=edition).select_related("link").order_by("order")
    ]
    return assemble(
        edition,
        citations=citations,
        quotes=quotes,
        links=links,
        tags=list(edition.tags.order_by("name")) if tags is None else tags,
        fields=fields,
        with_nearest=with_nearest,
    )


def assemble(
    edition: Edition,
    *,
    citations: list[Citation],
    quotes: list[Quote],
    links: list[Link],
    tags: list[Any],
    fields: Collection[str] | None = None,
    with_nearest: bool = False,
) -> Page:
    """Put the rows that an edition names into its compiled texts; three queries more.

    The edition, its citations and so on need not be saved: a preview has none in the database.
    """
    compiled = edition.compiled
    marks = compiled.get("marks", [])
    terms = {term.key: term for term in Term.objects.filter(key__in=_keys_of(marks, "term", "key"))}
    codes = {*_keys_of(marks, "page", "code"), edition.previous_code, edition.next_code} - {""}
    pages, nearest = _pages(codes, nearest_by_number(edition) if with_nearest else None)
    references = {citation.reference.key: with_link(citation.reference) for citation in citations}
    numbers = {citation.reference.key: citation.number for citation in citations if citation.number}
    expander = Expander(
        marks,
        Rows(
            references=references,
            numbers=numbers,
            quotes={quote.key: quote for quote in quotes},
            links={link.key: link for link in links},
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
        ratings=ratings_of(edition),
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
        quotes=quotes,
        links=links,
        tags=tags,
        previous=_neighbour(edition.previous_code, pages),
        next=_neighbour(edition.next_code, pages),
        pages=pages,
        nearest=_beside(edition, nearest) if with_nearest else None,
    )


def pages_by_code(codes: Iterable[str]) -> dict[str, Edition]:
    """Current editions by each of `codes` that they or an earlier edition of the page bore."""
    return _pages(codes, None)[0]


def _pages(
    codes: Iterable[str], near: QuerySet[Edition] | None
) -> tuple[dict[str, Edition], list[Edition]]:
    """`pages_by_code`, and the rows of `near`; in one query, or in none where nothing is asked."""
    columns = ("asked", "code", "slug", "title")
    found = (
        Edition.objects.current()
        .filter(article__editions__code__in=codes)
        .order_by()
        .annotate(asked=F("article__editions__code"))
        .values_list(*columns)
        .distinct()
    )
    if near is not None:
        rows = near.order_by().annotate(asked=Value("")).values_list(*columns)
        found = found.union(rows, all=True)
    named: dict[str, Edition] = {}
    nearest: list[Edition] = []
    for asked, code, slug, title in found if codes or near is not None else ():
        row = Edition(code=code, code_order=order_of(code), slug=slug, title=title)
        if asked:
            named[asked] = row
        else:
            nearest.append(row)
    return named, nearest


def _beside(edition: Edition, rows: list[Edition]) -> Neighbours:
    found = {row.code_order < edition.code_order: row for row in rows}
    return Neighbours(found.get(True), found.get(False))


def ratings_of(edition: Edition) -> list[RatingShown]:
    """The edition's three ratings with the rubric's words.

    One query, or none for an edition that comes `with_step_names`.
    """
    if not hasattr(edition, f"{Rating.RELEVANCE}_name"):
        edition = Edition.objects.with_step_names().get(pk=edition.pk)
    return [
        RatingShown(
            rating=rating,
            level=getattr(edition, rating),
            name=getattr(edition, f"{rating}_name") or "",
            reason=getattr(edition, f"{rating}_reason"),
        )
        for rating in Rating
    ]


def _keys_of(marks: list[dict[str, Any]], kind: str, name: str) -> set[str]:
    return {mark[name] for mark in marks if mark["type"] == kind}


def with_link(reference: Reference) -> Reference:
    """The study or resource itself, handed the link that was fetched with its base."""
    specific = reference.specific
    if specific is not reference and reference.link_id:
        specific.link = reference.link
    return specific


def _neighbour(code: str, pages: dict[str, Edition]) -> Neighbour | None:
    return Neighbour(code, pages.get(code)) if code else None
