"""What browsers and crawlers ask a site for by fixed names: robots.txt and the web manifest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

# The tokens --paper and --accent of the light theme; a test holds them together.
PAPER, ACCENT = "#f6f1e6", "#1a5a59"


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap_xml'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def manifest(request: HttpRequest) -> JsonResponse:
    icon = {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    document = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": "Health information that patients write for patients.",
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("home"),
        "scope": reverse("home"),
        # A reader keeps the browser's own text size, back button and address.
        "display": "browser",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": [icon],
    }
    return JsonResponse(document, content_type="application/manifest+json")
