"""The export's addresses."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Edition
from ldnsite.export.records import rfc3339
from ldnsite.export.serializing import article_document


def json_response(document: dict, status: int = 200) -> HttpResponse:
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        content_type="application/json; charset=utf-8",
        status=status,
    )
    # Anyone may read what everyone can read, from a page of any site.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def article(request: HttpRequest, code: str) -> HttpResponse:
    """A published page with everything in it; 410 with the explanation once it is withdrawn."""
    edition = Edition.objects.latest_of(code=code)
    if edition.code != code:
        return HttpResponsePermanentRedirect(reverse("export_article", args=[edition.code]))
    if edition.is_withdrawn:
        return json_response(
            {
                "code": edition.code,
                "state": edition.state,
                "withdrawn_at": rfc3339(edition.published_at),
                "explanation": edition.explanation,
            },
            status=410,
        )
    return json_response(article_document(edition))
