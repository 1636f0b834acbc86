"""The site-wide pages: home, sitemap, health."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.views.defaults import server_error

from articles.finding.filters import Filters, words_of
from articles.finding.grouped import by_rating, by_topic
from articles.finding.listing import ByNumber, entries
from articles.finding.paging import editions_of
from articles.finding.summaries import rated, step_names
from articles.finding.topics import page_count
from articles.finding.views import KindListView
from articles.models import Rating
from references.models import ListedReference, Resource, Study

NEWEST = 8
VIEWS = {"number": "by number", "topic": "by topic", "rating": "by rating"}


def home(request: HttpRequest) -> HttpResponse:
    newest = Filters(sort="newest").rows()
    listed = ListedReference.objects.counts()
    return render(
        request,
        "ldnsite/home.html",
        {
            "newest": rated(editions_of(newest.values_list("edition", flat=True)[:NEWEST])),
            "ratings": Rating,
            "page_count": page_count(),
            "study_count": listed.get(Study.export_list, 0),
            "resource_count": listed.get(Resource.export_list, 0),
        },
    )


class Sitemap(KindListView):
    """Every page in one of three orders: by number, with what is not written yet, topic, rating."""

    template_name = "ldnsite/sitemap.html"
    paginate_by = 500

    def get_queryset(self):
        view, rating = self.request.GET.get("view"), self.request.GET.get("rating")
        self.view = view if view in VIEWS else "number"
        self.rating = Rating(rating) if rating in Rating.values else Rating.RELEVANCE
        if self.view == "topic":
            self.kept = "view=topic&"
            return by_topic()
        if self.view == "rating":
            self.kept = f"view=rating&rating={self.rating}&"
            return by_rating(self.rating)
        return ByNumber()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {"view": self.view, "views": VIEWS}
        if self.view == "number":
            return context | {"entries": entries(context["object_list"])}
        if self.view == "topic":
            return context
        names = step_names()
        groups = groupby(context["object_list"], lambda row: row["level"])
        return context | {
            "rating": self.rating,
            "ratings": Rating,
            "groups": [(words_of(self.rating, level, names), list(rows)) for level, rows in groups],
        }


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "ldnsite/about.html", {"ratings": Rating})


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def failed(request: HttpRequest) -> HttpResponse:
    """The page for what went wrong on our side; in bare words where it is the styles that lack."""
    try:
        return server_error(request)
    except ValueError:
        # `collectstatic` was not run, so that no template can name a style.
        text = "Something went wrong on our side. Please try again in a few minutes.\n"
        return HttpResponseServerError(text, content_type="text/plain; charset=utf-8")
