"""Say of every response whether it may be kept, and by whom; answer conditional requests."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

from ldnsite.caching.addresses import PUBLIC, spelt
from ldnsite.caching.stamps import Stamp, entity_tag, is_named, present

# Browsers ask each time, and mostly hear "not modified"; a shared cache asks once a minute.
CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"
# Found, moved, to be found there for now, withdrawn: what the content version decides.
KEPT = (200, 301, 302, 410)
# Where the layer around the application hands in the stamp that it took.
STAMP = "ldnsite.stamp"


class PublicResponses:
    """Marks what may be kept with `kept_under`, the stamp that it holds for.

    Everything else is `no-store`, unless it says otherwise itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        stamp = getattr(request, "stamp", None)
        if stamp is None or not _is_for_all(response):
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        response.headers["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(response, ("Accept-Encoding",))
        # A stream is not kept, and a view may have a tag of its own.
        if response.streaming or response.has_header("ETag"):
            return response
        if response.status_code in (200, 304):
            response.headers["ETag"] = tag = _tag_of(request, stamp)
            if is_named(tag, request.headers.get("If-None-Match", "")):
                return not_modified(response)
        response.kept_under = stamp
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Take the stamp before the view reads anything; answer at once where the reader's copy is
        of this very stamp."""
        public = PUBLIC.get(request.resolver_match.view_name)
        if public is None or request.method not in ("GET", "HEAD"):
            return None
        request.stamp = request.META.get(STAMP) or present()
        named = request.headers.get("If-None-Match", "").strip()
        if request.stamp is None or named in ("", "*") or public.has_own_headers:
            return None
        if is_named(_tag_of(request, request.stamp), named):
            return HttpResponseNotModified()
        return None


def _is_for_all(response: HttpResponseBase) -> bool:
    """Whether any reader may be given it, as far as the response itself tells."""
    return (
        response.status_code in (*KEPT, 304)
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and not response.has_header("Cache-Control")
    )


def _tag_of(request: HttpRequest, stamp: Stamp) -> str:
    query = request.META.get("QUERY_STRING", "")
    spelling = spelt(PUBLIC[request.resolver_match.view_name], query)
    query = query if spelling is None else spelling
    address = f"{request.scheme}://{request.get_host()}{request.path}?{query}"
    return entity_tag(stamp, address)


def not_modified(response: HttpResponse) -> HttpResponse:
    """The same headers without what describes the body that is not sent."""
    short = HttpResponseNotModified()
    for name, value in without_body(response.items()):
        short.headers[name] = value
    return short


def without_body(headers: Any) -> list[tuple[str, str]]:
    described = ("content-type", "content-length", "content-encoding", "content-disposition")
    return [(name, value) for name, value in headers if name.lower() not in described]


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Whether the header offers gzip, and not with the weight 0."""
    for offer in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        if name == "gzip":
            return not any(
                weight.startswith("q=") and not weight[2:].strip("0. ") for weight in parameters
            )
    return False


class PublicGZipMiddleware(GZipMiddleware):
    """Compresses what holds no secret: public pages and static files, never the desk or the login.

    So no length tells of a secret (BREACH), and the same page always has the same length.
    """

    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and match.view_name not in PUBLIC:
            return response
        if not accepts_gzip(request.headers.get("Accept-Encoding", "")):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)
