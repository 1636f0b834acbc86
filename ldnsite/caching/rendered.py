"""Pages as they were rendered, for as long as the rows that they are made of are the same.

Every change of the site forgets all kept responses (`layer`), though most pages stay as they were.
A view that knows all rows before it renders asks here: the rows are held against those of the last
time, whole, so that no list of what a page depends on has to be kept by hand.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from hashlib import blake2b
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ldnsite.caching.stamps import fingerprint
from ldnsite.context import site

MAX_BYTES = 32 * 1024 * 1024


class RenderedPages:
    """One rendering an address, within a bound; what was not asked for longest goes first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.kept: OrderedDict[Hashable, tuple[bytes, bytes]] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, key: Hashable, digest: bytes) -> bytes | None:
        with self.lock:
            made_of, content = self.kept.get(key, (b"", b""))
            if made_of != digest:
                return None
            self.kept.move_to_end(key)
            return content

    def put(self, key: Hashable, digest: bytes, content: bytes) -> None:
        with self.lock:
            _, replaced = self.kept.pop(key, (b"", b""))
            self.kept[key] = digest, content
            self.size += len(content) - len(replaced)
            while self.size > self.max_bytes:
                _, (_, oldest) = self.kept.popitem(last=False)
                self.size -= len(oldest)


_pages = RenderedPages()


def once(
    request: HttpRequest, choice: Hashable, rows: object, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `render` makes of the rows, or what it made of the very same ones before.

    `choice` is what the view read of the address's query. `render` may ask nothing but the rows,
    the request's address, the context that every template has, and the day. Take the rows before
    `render` touches them.
    """
    key = (request.scheme, request.get_host(), request.path, choice, *site(request).values())
    digest = _digest_of(rows)
    content = _pages.get(key, digest)
    if content is not None:
        return HttpResponse(content)
    response = render()
    if response.status_code == 200:
        _pages.put(key, digest, response.content)
    return response


def _digest_of(rows: object) -> bytes:
    """Of all values of the rows and of the rows within them, the code and the day."""
    told = repr((timezone.localdate(), _values(rows, {})))
    return blake2b(told.encode(errors="replace"), key=fingerprint(), digest_size=24).digest()


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
