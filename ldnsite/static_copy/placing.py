"""Where an address of the site lies in the copy."""

import re
from urllib.parse import parse_qsl

from django.conf import settings
from django.urls import Resolver404, resolve

# What a copy keeps of queries: the parts of lists, and a few orders of them. Filters and searches
# have more answers than there are files.
KEPT = {
    "articles:pages": {"sort", "page"},
    "articles:topics": {"page"},
    "articles:topic": {"page"},
    "articles:wanted": {"page"},
    "articles:glossary": {"page"},
    "references:studies": {"page"},
    "references:resources": {"kind", "page"},
    "changes": {"page"},
    "changes_atom": {"before"},
    "sitemap": {"view", "rating", "page"},
}


class NotKept(ValueError):
    """A copy has no place for this address: it needs a server to answer."""


def placed(address: str) -> str:
    """The address that stands for this one in the copy: `/pages/_page-2/` for `/pages/?page=2`.

    No slug holds an underscore, so that no page can have such an address. Raises NotKept.
    """
    path, _, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = set() if path.startswith(settings.STATIC_URL) else KEPT.get(_route(path), set())
    if any(name not in kept or not re.fullmatch("[a-z0-9_]+", value) for name, value in pairs):
        raise NotKept(address)
    suffix = "".join(f"_{name}-{value}" for name, value in pairs)
    if path.endswith("/"):
        return f"{path}{suffix}/" if suffix else path
    stem, dot, end = path.rpartition(".")
    return f"{stem}{suffix}{dot}{end}"


def file_of(address: str) -> str:
    """The file, from the copy's folder, in which the answer to this address lies."""
    place = placed(address).lstrip("/")
    return f"{place}index.html" if not place or place.endswith("/") else place


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        raise NotKept(path) from None
