import re
from pathlib import Path

import pytest

from ldnsite.caching.addresses import PRIVATE, PUBLIC, Public, public_at, spelt
from ldnsite.urls import urlpatterns

ROOT = Path(__file__).resolve().parents[3]


def test_every_route_is_public_or_private():
    """Whoever adds a route says here whether its answers may be kept, and which parameters it
    reads: in PUBLIC or PRIVATE of ldnsite/caching/addresses.py."""
    names = set()
    for pattern in urlpatterns:
        if str(pattern.pattern) == "admin/":
            continue
        space = getattr(pattern, "app_name", None)
        for route in getattr(pattern, "url_patterns", [pattern]):
            names.add(f"{space}:{route.name}" if space else route.name)
    assert names == PUBLIC.keys() | PRIVATE


def test_every_parameter_that_a_readers_view_asks_for_is_known():
    known = {name for public in PUBLIC.values() for name in public.parameters}
    asked = set()
    for folder in ("ldnsite", "articles", "references"):
        for path in (ROOT / folder).rglob("*.py"):
            if "admin" not in path.parts:
                asked |= set(re.findall(r'GET\.get(?:list)?\("(\w+)"', path.read_text()))
    assert {"q", "sort", "view"} <= asked
    assert asked <= known


@pytest.mark.parametrize(
    ("query", "spelling"),
    [
        ("q=a+b&page=2", "q=a+b&page=2"),
        ("q=a%20b", "q=a+b"),
        ("q=", "q="),
        ("page=2&q=a", "page=2&q=a"),
        ("utm_source=x", None),
        ("q=a&x=", None),
        ("q=" + "a" * 600, None),
    ],
)
def test_spelling(query, spelling):
    assert spelt(Public(frozenset({"q", "page"})), query) == spelling


def test_public_route_at_a_path():
    assert public_at("/pages/ldn/").parameters == {"sort"}
    assert public_at("/healthz") is None
    assert public_at("/nothing/") is None
    assert public_at("") is None
