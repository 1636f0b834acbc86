"""What lies beneath a page's address: its history, each edition, the sheet for the doctor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.history import choose, compare_editions
from articles.models import Edition
from articles.reading import load_page
from articles.sheet import make_sheet
from articles.views import gone
from references.glance import evidence_of


def of_current_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the page's present edition; an old address leads on, a withdrawn page is gone.

    Nothing beneath a withdrawn page's address is answered with anything but its explanation.
    """

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **rest: Any) -> HttpResponse:
        present = Edition.objects.latest_of(slug=slug)
        if present.slug != slug:
            route = f"articles:{view.__name__}"
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            address = reverse(route, kwargs={"slug": present.slug, **rest})
            return HttpResponsePermanentRedirect(address + query)
        if present.is_withdrawn:
            return gone(request, present)
        return view(request, present, **rest)

    return answer


@of_current_page
def history(request: HttpRequest, present: Edition) -> HttpResponse:
    editions = list(
        Edition.objects.of_current_pages()
        .filter(article=present.article_id)
        .only("number", "state", "published_at", "change_note", "explanation", "title")
        .order_by("-number")
    )
    choice = choose(editions, request.GET)
    comparison = None
    if choice.older and choice.newer:
        whole = Edition.objects.of_current_pages().defer("compiled")
        comparison = compare_editions(
            *whole.filter(pk__in=[choice.older.pk, choice.newer.pk]).order_by("number")
        )
    readable = [edition for edition in editions if not edition.is_withdrawn]
    context = {
        "edition": present,
        "editions": editions,
        "readable": readable,
        "choice": choice,
        "preset": (choice.older or readable[min(1, len(readable) - 1)], choice.newer or present),
        "comparison": comparison,
    }
    return render(request, "articles/history.html", context)


@of_current_page
def edition(request: HttpRequest, present: Edition, number: int) -> HttpResponse:
    editions = Edition.objects.of_current_pages().filter(article=present.article_id)
    withdrawals = editions.filter(number__gt=number).exclude(explanation="").order_by("number")
    # Both in one query: it and the withdrawal that came next.
    rows = editions.with_step_names().filter(
        Q(number=number) | Q(pk__in=withdrawals.values("pk")[:1])
    )
    found, *withdrawal = rows.order_by("number") or [None]
    if found is None or found.number != number or found.is_withdrawn:
        raise Http404("no edition has this number")
    # The page's address is the present one's, whatever the edition's own once was.
    found.slug = present.slug
    page = load_page(found)
    context = {
        "page": page,
        "edition": found,
        "evidence": evidence_of(page.studies, request.GET.get("sort", "")),
        "present": present,
        "withdrawal": withdrawal[0] if withdrawal else None,
    }
    return render(request, "articles/edition.html", context)


@of_current_page
def sheet(request: HttpRequest, present: Edition) -> HttpResponse:
    context = {
        "edition": present,
        "sheet": make_sheet(present),
        "address": request.build_absolute_uri(present.get_absolute_url()),
    }
    return render(request, "articles/sheet.html", context)
