"""What is public: the same for every reader, without cookie or session, until the site changes.

Every route stands here or in PRIVATE; a test holds that.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve

RATINGS = ("relevance", "technical_level", "skill_level")
# A longer query is no honest address.
MAX_QUERY = 500


@dataclass(frozen=True)
class Public:
    """A public route: the parameters that its view reads, and whether the view sets headers that
    a "not modified" has to repeat."""

    parameters: frozenset[str] = frozenset()
    has_own_headers: bool = False


def _reads(*parameters: str) -> Public:
    return Public(frozenset(parameters))


PUBLIC: dict[str, Public] = {
    "home": _reads(),
    "about": _reads(),
    "robots": _reads(),
    "manifest": _reads(),
    "search": _reads("q", "kind", "tag", "page", *RATINGS),
    "sitemap": _reads("view", "rating", "page"),
    "sitemap_xml": Public(has_own_headers=True),
    "sitemap_part": Public(has_own_headers=True),
    "changes": _reads("page"),
    "changes_atom": Public(frozenset({"before"}), has_own_headers=True),
    "export": _reads(),
    "export_article": Public(has_own_headers=True),
    "export_articles": Public(
        frozenset({"modified_since", "size", "after", "tag", *RATINGS}), has_own_headers=True
    ),
    "export_openapi": Public(has_own_headers=True),
    "export_reference_records": Public(
        frozenset({"modified_since", "size", "after"}), has_own_headers=True
    ),
    "export_schema": Public(has_own_headers=True),
    "export_site": Public(frozenset({"modified_since"}), has_own_headers=True),
    "export_site_lines": Public(frozenset({"modified_since"}), has_own_headers=True),
    "export_reference": Public(has_own_headers=True),
    "export_references": Public(has_own_headers=True),
    "articles:pages": _reads("tag", "sort", "page", *RATINGS),
    "articles:page": _reads("sort"),
    "articles:short": _reads(),
    "articles:history": _reads("from", "to"),
    "articles:edition": _reads(),
    "articles:sheet": _reads(),
    "articles:topics": _reads("page"),
    "articles:topic": _reads("page"),
    "articles:wanted": _reads("page"),
    "articles:wanted_entry": _reads(),
    "articles:by_code": _reads(),
    "articles:glossary": _reads("page"),
    "articles:term": _reads(),
    "articles:ratings": _reads(),
    "references:studies": _reads("sort", "page"),
    "references:study": _reads(),
    "references:resources": _reads("kind", "page"),
    "references:resource": _reads(),
}
# Never kept: they say how the process is, and not what the site holds.
PRIVATE = frozenset({"healthz", "readyz"})


def spelt(public: Public, query: str) -> str | None:
    """The query in one spelling; None where any of it is not a parameter of this address."""
    if len(query) > MAX_QUERY:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name not in public.parameters for name, _ in pairs):
        return None
    return urlencode(pairs)


def public_at(path: str) -> Public | None:
    """What the route at this path is, where it is a public one."""
    try:
        return PUBLIC.get(resolve(path).view_name)
    except Resolver404:
        return None
