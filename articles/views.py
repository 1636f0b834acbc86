"""Readers' views: they know editions, never articles."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import ListView

from articles.finding.nearby import related_pages, topics_of
from articles.models import Edition, Rating, RatingLevel, Term
from articles.page_rows import load_rows
from articles.reading import load_page, put_together
from ldnsite.caching.rendered import once
from ldnsite.entries import EntriesByKey, Place
from references.glance import evidence_of, known_sort

# The fields with citations and words of the glossary that the page in short shows.
SHORT = ("safety_notice", "key_messages")


def page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = Edition.objects.with_step_names().latest_of(slug=slug)
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(edition.get_absolute_url())
    if edition.is_withdrawn:
        return gone(request, edition)
    its_topics = topics_of(edition)
    is_at_an_end = not (edition.previous_code and edition.next_code)
    rows = load_rows(edition, its_topics, with_nearest=is_at_an_end)
    rows.related = related_pages(edition, its_topics=its_topics)
    sort = known_sort(request.GET.get("sort", ""))

    def rendered() -> HttpResponse:
        page = put_together(rows)
        context = {
            "page": page,
            "edition": edition,
            "evidence": evidence_of(page.studies, sort),
            "related": rows.related,
        }
        if page.nearest:
            context["nearest"] = page.nearest
        return render(request, "articles/page.html", context)

    return once(request, sort, rows, rendered)


def short(request: HttpRequest, slug: str) -> HttpResponse:
    """The page in short, from the same record: notices, synopsis, key messages, evidence."""
    edition = Edition.objects.with_step_names().latest_of(slug=slug)
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(reverse("articles:short", args=[edition.slug]))
    if edition.is_withdrawn:
        return gone(request, edition)
    page = load_page(edition, fields=SHORT)
    return render(
        request,
        "articles/short.html",
        {"page": page, "edition": edition, "evidence": evidence_of(page.studies)},
    )


def by_code(request: HttpRequest, code: str) -> HttpResponse:
    edition = Edition.objects.latest_of(code=code)
    return HttpResponsePermanentRedirect(edition.get_absolute_url())


def gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    return render(request, "410.html", {"edition": edition}, status=410)


class Glossary(EntriesByKey, ListView):
    template_name = "articles/glossary.html"
    context_object_name = "terms"
    list_route = "articles:glossary"
    queryset = Term.objects.all()
    paginate_by = 200

    def place_of(self, key: str) -> Place | None:
        terms = list(self.get_queryset().values_list("key", flat=True))
        return Place(terms.index(key), key) if key in terms else None


def ratings(request: HttpRequest) -> HttpResponse:
    steps = list(RatingLevel.objects.order_by("level"))
    rubric = [(rating, [step for step in steps if step.rating == rating]) for rating in Rating]
    return render(request, "articles/ratings.html", {"rubric": rubric})
