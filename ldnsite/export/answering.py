"""How every address of the export answers: whom it lets read, what it may be asked, what is known.

A program is spoken to in its own words: what is wrong comes as a JSON problem (RFC 9457), and a
script of another site may read that too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from ldnsite.conditional import content_tag
from ldnsite.export.asking import BadParameters, Parameter, read

# A browser asks first before it sends another site's script's `If-None-Match`.
ASKED_FIRST = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponseBase]


def exported(*, is_kept: bool = False, **known: Parameter) -> Callable[[View], View]:
    """A view of the export: open to every site, asked only what it knows, unchanged told as 304.

    Small answers are left to `ldnsite.caching`, which keeps and tags them. The tag of the others is
    the content version and what the site is made of, and not the day: nothing here says how long
    ago something was.

    The view is given what was asked, by name. The version is read before its rows are: an answer
    that is newer than its tag is only fetched once more.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **place: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _open(HttpResponse(status=204, headers=ASKED_FIRST))
            try:
                values = read(request.GET, known)
                if is_kept:
                    return _open(view(request, values, **place))
                tag = content_tag(request)
                response = get_conditional_response(request, etag=tag)
                if response is None:
                    response = view(request, values, **place)
            except BadParameters as refused:
                return _open(_bad_request(refused))
            except Http404 as missing:
                return _open(_problem(404, "Not Found", f"There is nothing here: {missing}."))
            response.headers.setdefault("ETag", tag)
            return _open(response)

        answer.answers_options = True
        return answer

    return decorate


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Anyone may read what everyone can read, from a page of any site.

    “Not modified” says so too: its headers take the place of those that a browser has kept.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _bad_request(refused: BadParameters) -> HttpResponse:
    """With the parameters at fault."""
    faults = [{"parameter": name, "detail": f"{name} {told}"} for name, told in refused.faults]
    return _problem(400, "Bad Request", str(refused), errors=faults)


def _problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(orjson.dumps(told), content_type="application/problem+json", status=status)
