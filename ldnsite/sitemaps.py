"""/sitemap.xml: every address for search engines, with true dates of change.

One file may hold 50,000 addresses; past that it is an index of /sitemap-<list>-<part>.xml. A part
is a stretch of primary keys. So no part has to count what stands before it, as Django's own
sitemaps do on every request, and a page stays in its part whatever is published or withdrawn.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, IntegerField, Max, QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import condition

from articles.models import Edition
from ldnsite.conditional import content_tag
from references.models import ListedReference, Study

MOST = 50_000
BATCH = 2_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What changes with every publishing, and what changes at times that nothing tells of.
DATED_LISTS = ["home", "articles:pages", "articles:topics", "changes", "sitemap"]
UNDATED_LISTS = [
    "articles:wanted",
    "references:studies",
    "references:resources",
    "articles:glossary",
    "articles:ratings",
    "about",
    "export",
]

# A path, and when it last changed where that is known.
Entry = tuple[str, datetime | None]


@dataclass(frozen=True)
class Section:
    """Addresses of one kind: `key` is the number that parts go by, `changed` the row's date.

    `counted` are the same rows where they are quick to count, with `key` by another name.
    """

    rows: Callable[[], QuerySet]
    counted: Callable[[], QuerySet]
    key: str
    counted_key: str
    route: str
    named: str
    changed: str = ""

    def entries(self, part: int | None = None) -> Iterator[Entry]:
        """All of them, or those of one part, counted from 1."""
        rows = self.rows().order_by(self.key)
        if part is not None:
            start = (part - 1) * MOST
            rows = rows.filter(**{f"{self.key}__gt": start, f"{self.key}__lte": start + MOST})
        names = [self.named, self.changed] if self.changed else [self.named]
        for name, *changed in rows.values_list(*names).iterator(chunk_size=BATCH):
            yield reverse(self.route, args=[name]), changed[0] if changed else None

    def parts(self) -> list[tuple[int, datetime | None]]:
        """The parts that hold anything, each with its latest change; one query."""
        number = (F(self.counted_key) - 1) / MOST + 1
        number.output_field = IntegerField()
        rows = (
            self.counted().order_by().annotate(stretch=number).values("stretch").order_by("stretch")
        )
        if not self.changed:
            return [(part, None) for part in rows.distinct().values_list("stretch", flat=True)]
        return list(rows.annotate(last=Max(self.changed)).values_list("stretch", "last"))


SECTIONS = {
    "pages": Section(
        lambda: Edition.objects.current(),
        lambda: Edition.objects.current(),
        "article_id",
        "article_id",
        "articles:page",
        "slug",
        "published_at",
    ),
    "studies": Section(
        lambda: Study.objects.public(),
        lambda: ListedReference.objects.of(Study),
        "reference_ptr_id",
        "reference_id",
        "references:study",
        "key",
    ),
}


@condition(etag_func=content_tag)
def sitemap(request: HttpRequest) -> HttpResponseBase:
    lists = list(_lists())
    count = len(lists)
    for section in SECTIONS.values():
        count += section.counted().order_by()[: MOST + 1].count()
        if count > MOST:
            return _answer(request, "sitemapindex", "sitemap", _index())
    return _answer(request, "urlset", "url", _all(lists))


@condition(etag_func=content_tag)
def sitemap_part(request: HttpRequest, name: str, part: int) -> HttpResponseBase:
    if name == "lists" and part == 1:
        return _answer(request, "urlset", "url", _lists())
    if name not in SECTIONS:
        raise Http404("no such part of the sitemap")
    entries = SECTIONS[name].entries(part)
    first = next(entries, None)
    if first is None:
        raise Http404("no such part of the sitemap")
    return _answer(request, "urlset", "url", _chained([first], entries))


def _lists() -> Iterator[Entry]:
    newest = Edition.objects.order_by("-published_at").values_list("published_at").first()
    for name in DATED_LISTS:
        yield reverse(name), newest[0] if newest else None
    for name in UNDATED_LISTS:
        yield reverse(name), None


def _all(lists: Iterable[Entry]) -> Iterator[Entry]:
    yield from _chained(lists, *(section.entries() for section in SECTIONS.values()))


def _chained(*many: Iterable[Entry]) -> Iterator[Entry]:
    for entries in many:
        yield from entries


def _index() -> Iterator[Entry]:
    yield reverse("sitemap_part", args=["lists", 1]), next(_lists())[1]
    for name, section in SECTIONS.items():
        for part, changed in section.parts():
            yield reverse("sitemap_part", args=[name, part]), changed


def _answer(
    request: HttpRequest, root: str, element: str, entries: Iterable[Entry]
) -> StreamingHttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    pieces: Any = () if request.method == "HEAD" else _written(root, element, base, entries)
    return StreamingHttpResponse(pieces, content_type="application/xml; charset=utf-8")


def _written(root: str, element: str, base: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The document in pieces of some hundred kilobytes."""
    buffer = io.StringIO()
    xml = SimplerXMLGenerator(buffer, "utf-8")
    xml.startDocument()
    xml.startElement(root, {"xmlns": NAMESPACE})
    for number, (path, changed) in enumerate(entries, start=1):
        xml.startElement(element, {})
        xml.addQuickElement("loc", base + path)
        if changed:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement(element)
        if number % BATCH == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    xml.endElement(root)
    yield buffer.getvalue()
