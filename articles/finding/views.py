"""Readers' ways in: pages by rating and topic, the topics, the addresses still wanted."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.generic import ListView

from articles.finding.filters import Filters, offer
from articles.finding.summaries import rated, step_names
from articles.finding.topics import as_topics, commonest_beside, topic_or_404, topics
from articles.finding.wanted import wanted_links, with_pages
from ldnsite.entries import EntriesByKey, Place
from ldnsite.paging import in_order
from references.models import Link, LinkStatus

PAGES_A_PART = 50
TOGETHER = 12


class KindListView(ListView):
    """A list in parts that takes any ?page= kindly: an odd one is the first, a high one the last.

    `kept` is the rest of the address's query, for the links to the other parts.
    """

    kept = ""

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator, Page, Any, bool]:
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(kept=self.kept, **kwargs)


class PageList(KindListView):
    template_name = "articles/page_list.html"
    paginate_by = PAGES_A_PART

    def get_queryset(self):
        self.filters = Filters.of(self.request.GET)
        self.names = step_names()
        self.offer = offer(self.filters, self.names)
        self.kept = f"{self.filters.query}&" if self.filters.query else ""
        return self.filters.editions(self.offer.total)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "editions": rated(context["object_list"], self.names),
            "filters": self.filters,
            "offer": self.offer,
        }


class TopicList(KindListView):
    template_name = "articles/topic_list.html"
    paginate_by = 300

    def get_queryset(self):
        return topics()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"topics": as_topics(context["object_list"])}


class TopicPage(KindListView):
    template_name = "articles/topic.html"
    paginate_by = PAGES_A_PART

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.topic = topic_or_404(slug)
        if self.topic.slug != slug:
            return HttpResponsePermanentRedirect(self.topic.get_absolute_url())
        return super().get(request)

    def get_queryset(self):
        self.alone = Filters(topics=(self.topic,))
        return self.alone.editions(self.topic.count)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        together = commonest_beside([self.topic], {}, limit=TOGETHER)
        return context | {
            "editions": rated(context["object_list"]),
            "topic": self.topic,
            "filters": self.alone,
            "together": [
                (other, self.alone.with_topic(other).address) for other in together if other.slug
            ],
        }


class WantedList(EntriesByKey, KindListView):
    template_name = "articles/wanted.html"
    list_route = "articles:wanted"
    paginate_by = 15

    def get_queryset(self):
        # Whether an address is wanted is asked of each once: this is counted, and parted, as it is.
        return list(wanted_links().values_list("pk", flat=True))

    def place_of(self, key: str) -> Place | None:
        link = Link.objects.filter(status=LinkStatus.WANTED).named([key]).get(key)
        wanted = self.get_queryset() if link else []
        if link is None or link.pk not in wanted:
            return None
        return Place(wanted.index(link.pk), f"wanted_{link.key}")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        links = in_order(Link.objects.all(), context["object_list"])
        return context | {"wanted": with_pages(links)}
