"""Pages as they were rendered, for as long as the rows that they are made of are the same.

Every change of the site forgets all kept responses (`layer`), though most pages stay as they were.
A view that knows all rows before it renders asks here: the rows are held against those of the last
time, whole, so that no list of what a page depends on has to be kept by hand.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, is_dataclass
from hashlib import blake2b
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ldnsite.caching.memory import Memory
from ldnsite.caching.stamps import fingerprint
from ldnsite.context import site


@dataclass(frozen=True)
class Rendered:
    """A page's HTML and the digest of the rows that it was made of."""

    digest: bytes
    body: bytes


_pages = Memory(max_bytes=32 * 1024 * 1024, max_entries=2_000)


def once(
    request: HttpRequest, choice: Hashable, rows: object, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `render` makes of the rows, or what it made of the very same ones before.

    `choice` is what the view read of the address's query. `render` may ask nothing but the rows,
    the request's address, the context that every template has, and the day. Take the rows before
    `render` touches them.
    """
    key = (request.scheme, request.get_host(), request.path, choice, *site(request).values())
    # Some pages say how long ago something was; new code or templates say it otherwise.
    stamp = (timezone.localdate(), fingerprint())
    digest = _digest_of(rows)
    found = _pages.get(key, stamp)
    if found and found.digest == digest:
        return HttpResponse(found.body)
    response = render()
    if response.status_code == 200:
        _pages.put(key, stamp, Rendered(digest, response.content))
    return response


def _digest_of(rows: object) -> bytes:
    """Of all values of the rows and of the rows within them."""
    told = repr(_values(rows, {}))
    return blake2b(told.encode(errors="surrogatepass"), digest_size=24).digest()


def _values(thing: Any, met: dict[int, int]) -> Any:
    """What a row, or a list of rows, says; a row that was met before stands as its number."""
    if isinstance(thing, list | tuple):
        return [_values(one, met) for one in thing]
    if isinstance(thing, dict):
        return [(name, _values(one, met)) for name, one in thing.items()]
    if is_dataclass(thing):
        return [type(thing).__name__, _values(vars(thing), met)]
    if not isinstance(thing, models.Model):
        return thing
    if id(thing) in met:
        return met[id(thing)]
    met[id(thing)] = len(met)
    own = [(name, value) for name, value in vars(thing).items() if name != "_state"]
    return [type(thing).__name__, own, _values(thing._state.fields_cache, met)]
