"""The rows that a reader's page is made of: one edition and what it names, in eight queries.

The number of queries does not depend on the length of the page. `reading.put_together` makes a page
of them and asks the database nothing more, so that the same rows always make the same page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Value

from articles.codes import order_of
from articles.finding.nearby import Neighbours, nearest_by_number
from articles.models import Citation, Edition, LinkUse, Quote, QuoteUse, Rating, Term
from references.models import Link


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
class PageRows:
    """All that a page shows, as the database has it. `related` is for whoever shows it to fill."""

    edition: Edition
    citations: list[Citation]
    quotes: list[Quote]
    links: list[Link]
    tags: list[Any]
    ratings: list[RatingShown]
    terms: dict[str, Term]
    pages: dict[str, Edition]
    nearest: Neighbours | None = None
    related: list[Edition] = field(default_factory=list)


def load_rows(
    edition: Edition, tags: list[Any] | None = None, *, with_nearest: bool = False
) -> PageRows:
    """The rows of an edition; `edition` comes from `Edition.objects.current()`.

    `tags` are rows with a name, where the caller has them at hand. `with_nearest` asks for the
    nearest pages by number as well, in the same query as the pages that it names.
    """
    citations = list(
        Citation.objects.filter(edition=edition)
        .select_related("reference__study", "reference__resource", "reference__link")
        .order_by("order")
    )
    quotes = [
        use.quote
        for use in QuoteUse.objects.filter(edition=edition)
        .select_related(
            "quote__link",
            "quote__source__link",
            "quote__source__study",
            "quote__source__resource",
        )
        .order_by("order")
    ]
    links = [
        use.link
        for use in LinkUse.objects.filter(edition=edition).select_related("link").order_by("order")
    ]
    return look_up_rows(
        edition,
        citations=citations,
        quotes=quotes,
        links=links,
        tags=list(edition.tags.order_by("name")) if tags is None else tags,
        with_nearest=with_nearest,
    )


def look_up_rows(
    edition: Edition,
    *,
    citations: list[Citation],
    quotes: list[Quote],
    links: list[Link],
    tags: list[Any],
    with_nearest: bool = False,
) -> PageRows:
    """The given rows with the words, pages and ratings that the texts name; three queries at most.

    The edition, its citations and so on need not be saved: a preview has none in the database.
    """
    marks = edition.compiled.get("marks", [])
    codes = {*_keys_of(marks, "page", "code"), edition.previous_code, edition.next_code} - {""}
    pages, nearest = _pages(codes, nearest_by_number(edition) if with_nearest else None)
    return PageRows(
        edition=edition,
        citations=citations,
        quotes=quotes,
        links=links,
        tags=tags,
        ratings=ratings_of(edition),
        terms={
            term.key: term for term in Term.objects.filter(key__in=_keys_of(marks, "term", "key"))
        },
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
        row = Edition(
            code=code, code_order=order_of(code), slug=slug, title=title, published_at=None
        )
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
