"""Pages as they were rendered, for as long as the rows that they are made of are the same.

Every change of the site forgets all kept responses (`layer`), though most pages stay as they were.
A view that knows all rows before it renders asks here: the rows are held against those of the last
time, whole, so that no list of what a page depends on has to be kept by hand. Where some of them
differ, as after an edit of the page, its parts are looked at in the same way, one by one.
"""

import io
import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils import timezone

from ldnsite.caching.memory import Memory, is_own_name
from ldnsite.caching.stamps import fingerprint
from ldnsite.context import site


@dataclass(frozen=True)
class Rendered:
    """A page's HTML and the digest of the rows that it was made of."""

    digest: bytes
    body: bytes


@dataclass(frozen=True)
class Made:
    """A part of a page in UTF-8, and what else came of making it. Nobody changes either."""

    body: bytes
    more: dict[Any, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode()


_pages = Memory(max_bytes=32 * 1024 * 1024, max_entries=2_000)
# Under the site's name with a port, or spelt otherwise: whoever makes such up pushes no page out.
_pages_beside = Memory(max_bytes=8 * 1024 * 1024, max_entries=500)
_parts = Memory(max_bytes=32 * 1024 * 1024, max_entries=5_000)


def once(
    request: HttpRequest, choice: Hashable, rows: object, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `render` makes of the rows, or what it made of the very same ones before.

    `choice` is what the view read of the address's query. `render` may ask nothing but the rows,
    the request's address, the context that every template has, and the day. Take the rows before
    `render` touches them.
    """
    host = request.get_host()
    pages = _pages if is_own_name(host) else _pages_beside
    key = (request.scheme, host, request.path, choice, *site(request).values())
    # Some pages say how long ago something was; new code or templates say it otherwise.
    stamp = (timezone.localdate(), fingerprint())
    digest = _digest_of(rows)
    found = pages.get(key, stamp)
    if found and found.digest == digest:
        return HttpResponse(found.body)
    response = render()
    if response.status_code == 200:
        pages.put(key, stamp, Rendered(digest, response.content))
    return response


def part(template_name: str, values: dict[str, Any]) -> str:
    """What a template makes of `values` alone, or made of the very same ones before.

    It knows no request and nothing of the context around it, so nothing that it shows is missing
    from the digest but the day. Returns HTML that autoescaping made, for a template's node or for
    `articles.markup.expanding` to put in its place.
    """

    def rendered() -> Made:
        return Made(get_template(template_name).render(values).encode())

    return kept(template_name, values, rendered).text


def kept(kind: str, values: object, make: Callable[[], Made]) -> Made:
    """What `make` makes of `values` alone, or made of the very same ones of this kind before."""
    stamp = (timezone.localdate(), fingerprint())
    key = (kind, get_script_prefix(), _digest_of(values))
    found = _parts.get(key, stamp)
    if found is None:
        found = make()
        _parts.put(key, stamp, found)
    return found


def forget() -> None:
    """As in a process that has just begun."""
    for memory in (_pages, _pages_beside, _parts):
        memory.clear()


class _Telling(pickle.Pickler):
    """Says of a row its values and the rows within it, in a third of the time that Django takes."""

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, models.Model):
            return type(thing), (), vars(thing) | {"_state": thing._state.fields_cache}
        return NotImplemented


def _digest_of(values: object) -> bytes:
    """Of all values of the rows, of the rows within them, and of whatever else they hold.

    A pickle says everything, so equal ones mean equal values; it is never read back. Equal values
    may have different ones where they share their strings otherwise: they are rendered anew.
    """
    told = io.BytesIO()
    _Telling(told, pickle.HIGHEST_PROTOCOL).dump(values)
    return blake2b(told.getbuffer(), digest_size=24).digest()
