"""The references of published pages as reference managers read them: all, or one of them."""

import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse

from ldnsite.export.answering import exported
from references.formats import bibtex, csl, ris
from references.formats.items import Item, item_of, public_items
from references.models import Reference

# By the end of the address.
FORMATS: dict[str, ModuleType] = {"csl.json": csl, "ris": ris, "bib": bibtex}
CHUNK = 2**16


class FormConverter:
    regex = "|".join(map(re.escape, FORMATS))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@exported()
def references(request: HttpRequest, values: dict[str, Any], form: str) -> HttpResponseBase:
    """All that published pages cite, written while it is read."""
    return _answer(request, form, public_items())


@exported()
def reference(
    request: HttpRequest, values: dict[str, Any], key: str, form: str
) -> HttpResponseBase:
    """One reference; the key of a merged one leads to what stayed."""
    found = Reference.objects.told().select_related("study", "resource", "link").named([key])
    if key not in found:
        raise Http404("no page cites a reference with this key")
    if found[key].key != key:
        address = reverse("export_reference", args=[found[key].key, form])
        return HttpResponsePermanentRedirect(address)
    return _answer(request, form, iter([item_of(found[key])]))


def _answer(request: HttpRequest, form: str, items: Iterator[Item]) -> StreamingHttpResponse:
    writer = FORMATS[form]
    pieces = () if request.method == "HEAD" else in_chunks(writer.write(items))
    return StreamingHttpResponse(pieces, content_type=writer.CONTENT_TYPE)


def in_chunks(pieces: Iterable[str], size: int = CHUNK) -> Iterator[str]:
    """The same text in fewer pieces, each of about `size` characters."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)
