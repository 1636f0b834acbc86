"""What every response is held to, beyond what Django and django-csp do themselves."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from ldnsite.caching.addresses import PRIVATE, PUBLIC

POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class StrictCSPMiddleware(CSPMiddleware):
    """The policy on every response: django-csp leaves it off Django's debug 404 and 500 pages."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response = super().process_response(request, response)
        if HEADER not in response:
            parts = self.get_policy_parts(request=request, response=response)
            response[HEADER] = build_policy(**asdict(parts))
        return response


class PermissionsPolicyMiddleware:
    """Turn off browser features that a page of text never needs, on every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class BoundedBodyMiddleware:
    """Refuse what is too large by its announced length, before any of it is read.

    Django bounds forms without files alone; of one with files it would write any size to the disk.
    A body of no announced length is never read (Django takes it for empty). What is not much too
    large is read and thrown away: a connection that ends with words unread is reset, and the proxy
    would say 502 in the place of what is said here.
    """

    AT_ONCE = 64 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0  # as Django has it
        if size <= limit:
            return self.get_response(request)
        if size <= 2 * limit:
            # The sender may be gone before.
            with suppress(UnreadablePostError):
                while request.read(self.AT_ONCE):
                    pass
        return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)


class ReadOnlyMiddleware:
    """Whatever is not the desk is only read: no view of it has to say so, and none can forget to.

    It answers before a form's token is asked for: who posts to a page hears that it takes no posts,
    not that a token is missing.
    """

    METHODS = ("GET", "HEAD", "OPTIONS")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if request.method in ("GET", "HEAD") or name not in PUBLIC.keys() | PRIVATE:
            return None
        if request.method == "OPTIONS":
            # Other sites' scripts ask the export first; it has more to say than the methods.
            if getattr(view, "answers_options", False):
                return None
            return HttpResponse(status=204, headers={"Allow": ", ".join(self.METHODS)})
        return HttpResponseNotAllowed(
            self.METHODS,
            "This address is only for reading: it answers GET and HEAD, and nothing was changed.\n",
            content_type="text/plain; charset=utf-8",
        )


class WholeWordsMiddleware:
    """Refuse a query of the desk with a character 0: PostgreSQL cannot be asked for one, and the
    lists of Django's admin ask for whatever an address says. Readers' views look for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        is_desk = "admin" in request.resolver_match.namespaces
        if is_desk and any("\0" in word for _, words in request.GET.lists() for word in words):
            raise BadRequest("a character 0 in the query")
