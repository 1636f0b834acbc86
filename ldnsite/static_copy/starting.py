"""The addresses that the database names: links need not lead to each of them."""

from collections.abc import Iterator

from django.urls import reverse

from articles.finding.wanted import wanted_links
from articles.models import Edition, Term
from ldnsite.export.formats import FORMATS
from references.models import Resource, Study

LISTS = (
    "home",
    "articles:pages",
    "articles:topics",
    "articles:wanted",
    "articles:glossary",
    "articles:ratings",
    "references:studies",
    "references:resources",
    "search",
    "sitemap",
    "sitemap_xml",
    "changes",
    "changes_atom",
    "about",
    "export",
    "robots",
    "manifest",
)
BENEATH = ("articles:page", "articles:short", "articles:history", "articles:sheet")


def addresses() -> Iterator[str]:
    """Every list, page, edition, study and file; then the old addresses, which lead on."""
    yield from map(reverse, LISTS)
    for form in FORMATS:
        yield reverse("export_references", args=[form])
    for code, slug, state in _rows(Edition.objects.latest(), "code", "slug", "state"):
        yield reverse("articles:by_code", args=[code])
        yield reverse("export_article", args=[code])
        for route in BENEATH if state == "published" else BENEATH[:1]:
            yield reverse(route, args=[slug])
    for model in (Study, Resource):
        for key in _rows(model.objects.told(), "key"):
            yield from (reverse("export_reference", args=[*key, form]) for form in FORMATS)
            if model is Study:
                yield reverse("references:study", args=key)
    for route, rows in (
        ("articles:wanted_entry", wanted_links()),
        ("articles:term", Term.objects.all()),
        ("references:resource", Resource.objects.public()),
    ):
        yield from (reverse(route, args=key) for key in _rows(rows, "key"))
    yield from _old()


def _old() -> Iterator[str]:
    for code, slug in _rows(Edition.objects.filter(is_latest=False), "code", "slug"):
        yield reverse("articles:by_code", args=[code])
        yield from (reverse(route, args=[slug]) for route in BENEATH)
    for (keys,) in _rows(Study.objects.told().exclude(former_keys=""), "former_keys"):
        yield from (reverse("references:study", args=[key]) for key in keys.split())


def _rows(rows, *names: str) -> Iterator[tuple]:
    return rows.order_by("pk").values_list(*names).iterator(chunk_size=2000)
