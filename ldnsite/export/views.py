"""The export's addresses."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse

from articles.models import Edition, Rating
from ldnsite.export.answering import exported
from ldnsite.export.asking import FILTERS, PAGED, SINCE, BadParameters, chosen
from ldnsite.export.columns import rfc3339
from ldnsite.export.documents import (
    Lists,
    Record,
    article_lists,
    as_json,
    as_lines,
    ended,
    head,
    in_pieces,
    since_of,
    site_lists,
    snapshot,
)
from ldnsite.export.openapi import openapi_document
from ldnsite.export.paging import USUAL, Part, Place, article_parts, page_of, reference_parts
from ldnsite.export.schema import document_schema
from ldnsite.models import ContentVersion

JSON = "application/json; charset=utf-8"
LINES = "application/x-ndjson; charset=utf-8"


def _streamed(
    request: HttpRequest, parts: Callable[[], Iterable[bytes]], content_type: str
) -> HttpResponseBase:
    """Written while it is read, all from one moment of the database."""

    def pieces() -> Iterator[bytes]:
        with snapshot():
            yield from in_pieces(parts())

    body = () if request.method == "HEAD" else pieces()
    return StreamingHttpResponse(body, content_type=content_type)


def _at_once(document: dict[str, Any], content_type: str, status: int = 200) -> HttpResponse:
    data = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return HttpResponse(data, content_type=content_type, status=status)


@exported(is_kept=True)
def article(request: HttpRequest, values: dict[str, Any], code: str) -> HttpResponseBase:
    """A published page with everything in it; 410 with the explanation once it is withdrawn."""
    edition = Edition.objects.latest_of(code=code)
    if edition.code != code:
        return HttpResponsePermanentRedirect(reverse("export_article", args=[edition.code]))
    if edition.is_withdrawn:
        told = {
            "code": edition.code,
            "state": edition.state,
            "withdrawn_at": rfc3339(edition.published_at),
            "explanation": edition.explanation,
        }
        return _at_once(told, JSON, status=410)
    with snapshot():
        begin = head(ContentVersion.objects.number())
        content = b"".join(as_json(begin, article_lists(edition)))
    return HttpResponse(content, content_type=JSON)


@exported(**PAGED, **FILTERS)
def articles(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    """Published pages, a page of them at a time."""
    is_filtered = any(name in values for name in FILTERS)
    return _paged(
        request,
        values,
        lambda complete: article_parts(chosen(values), is_filtered=is_filtered and not complete),
    )


@exported(**PAGED)
def references(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    """Everything that published pages use, some of it at a time."""
    return _paged(request, values, lambda complete: reference_parts())


BROUGHT_BACK = (
    "is from before the site brought a backup back, and what was read until then may have changed: "
    "begin again, without it."
)


def _paged(
    request: HttpRequest, values: dict[str, Any], parts: Callable[[bool], list[Part]]
) -> HttpResponse:
    with snapshot():
        version = ContentVersion.objects.first() or ContentVersion()
        since = since_of(values.get("modified_since"), version)
        begin = values.get("after") or Place(since or 0, begun=version.number)
        if 0 < begin.begun < version.complete_from:
            raise BadParameters([("after", BROUGHT_BACK)])
        lists, last = page_of(parts(since is None), begin, values.get("size", USUAL))
        last = last and replace(last, begun=begin.begun)
        told = head(version.number, complete=since is None, next=_next(request, values, last))
        content = b"".join(as_json(told, lists))
    return HttpResponse(content, content_type=JSON)


def _next(request: HttpRequest, values: dict[str, Any], last: Place | None) -> str | None:
    """The whole address of the page behind this one."""
    if last is None:
        return None
    pairs = [(name, values[name]) for name in ("modified_since", "size") if name in values]
    pairs += [("tag", topic.slug) for topic in values.get("tag", ())]
    pairs += [(rating.value, values[rating]) for rating in Rating if rating in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*pairs, ('after', last)])}")


@exported(**SINCE)
def site(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    return _streamed(request, lambda: _whole(values, as_json), JSON)


@exported(**SINCE)
def site_lines(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    def lines(begin: Record, lists: Lists) -> Iterator[bytes]:
        return as_lines(begin, ended(lists))

    return _streamed(request, lambda: _whole(values, lines), LINES)


def _whole(
    values: dict[str, Any], write: Callable[[dict, Lists], Iterator[bytes]]
) -> Iterator[bytes]:
    version = ContentVersion.objects.first() or ContentVersion()
    since = since_of(values.get("modified_since"), version)
    return write(head(version.number, complete=since is None), site_lists(since))


@exported(is_kept=True)
def schema(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    address = request.build_absolute_uri(reverse("export_schema"))
    return _at_once(document_schema(address), "application/schema+json")


@exported(is_kept=True)
def openapi(request: HttpRequest, values: dict[str, Any]) -> HttpResponseBase:
    address = request.build_absolute_uri("/")[:-1]
    return _at_once(openapi_document(address), JSON)
