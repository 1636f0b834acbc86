"""The desk's front page: what needs attention, each with the list of exactly those rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from articles.codes import code_of
from articles.models import Edition, NamedPage, UnwrittenCode
from articles.queues import QUEUES, counts
from articles.rights import may_edit
from ldnsite.desk_lists import ENOUGH, Glimpses, counted
from ldnsite.looking_up import unwalked
from references.models import CITED_NOW, Link
from references.queues import QUEUES as REFERENCE_QUEUES

RECENT = 20
CODES_A_PART = 100
# Of those that name a code; a common one would fill the screen with them.
PAGES_OF_A_CODE = 6
# Records of the site itself; who was given which rights is no colleague's business.
OWN_APPS = ("articles", "references", "taggit")


@dataclass
class Unwritten:
    """A code that no page bears, and the pages that name it: the first by number, and how many."""

    code: str
    pages: list[Edition] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.pages)


def naming(codes: Iterable[UnwrittenCode]) -> list[Unwritten]:
    """Each code with the current pages that name it; one query."""
    found = {(code := code_of(each.code_order)): Unwritten(code) for each in codes}
    of_a_code = {"partition_by": "code"}
    uses = NamedPage.objects.filter(code__in=list(found), **CITED_NOW).annotate(
        place=Window(RowNumber(), order_by="edition__code_order", **of_a_code),
        count=Window(Count("pk"), **of_a_code),
    )
    shown = uses.filter(place__lte=PAGES_OF_A_CODE).order_by("code", "place")
    for code, count, article, number, title in shown.values_list(
        "code", "count", "edition__article", "edition__code", "edition__title"
    ):
        found[code].count = count
        found[code].pages.append(Edition(article_id=article, code=number, title=title))
    return list(found.values())


@dataclass
class Queue:
    """Some rows that wait for somebody: what they are, how many, and where they are listed.

    They are counted up to `ENOUGH`; one more stands for any number beyond.
    """

    label: str
    count: int
    address: str

    @property
    def is_more(self) -> bool:
        return self.count > ENOUGH

    @property
    def told(self) -> str:
        """The number to be told, after “more than” where it is more."""
        return f"{min(self.count, ENOUGH):,}"


def queues() -> list[Queue]:
    """Every queue in a fixed order; a query each."""
    articles = reverse("admin:articles_article_changelist")
    found = [
        Queue(QUEUES[name][0], count, f"{articles}?attention={name}")
        for name, count in counts().items()
    ]
    for model, members in REFERENCE_QUEUES.items():
        address = reverse(f"admin:references_{model._meta.model_name}_changelist")
        found += [
            Queue(
                queue.label,
                counted(queue.narrow(model.objects.all())),
                f"{address}?attention={name}",
            )
            for name, queue in members.items()
        ]
    found.append(
        Queue(
            "Pages that are named and not written",
            counted(UnwrittenCode.objects.all()),
            reverse("admin:unwritten"),
        )
    )
    return found


class Choices(AutocompleteJsonView):
    """What a field offers while an editor types, and whether there is more: without a count."""

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator:
        return Glimpses(*args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = request.GET.get("page", "1")
        if not re.fullmatch("-?[0-9]{1,18}", part):
            # Django would answer with the page for readers who are lost.
            return JsonResponse({"error": "page is a number"}, status=400)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        # Of links no index knows the words.
        return unwalked(rows) if self.term and rows.model is Link else rows


class Desk(admin.AdminSite):
    site_header = site_title = "The editors’ desk"
    index_title = "What needs attention"
    index_template = "admin/desk.html"

    def get_urls(self) -> list:
        own = path("unwritten/", self.admin_view(never_cache(self.unwritten)), name="unwritten")
        return [own, *super().get_urls()]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if may_edit(request.user):
            context |= {
                "queues": queues(),
                "recent": LogEntry.objects.filter(content_type__app_label__in=OWN_APPS)
                .select_related("user", "content_type")
                .order_by("-action_time")[:RECENT],
            }
        return super().index(request, context)

    def unwritten(self, request: HttpRequest) -> HttpResponse:
        """Codes that pages name and no page bears, with the pages that name each."""
        if not may_edit(request.user):
            raise PermissionDenied
        parts = Paginator(UnwrittenCode.objects.all(), CODES_A_PART)
        part = parts.get_page(request.GET.get("page"))
        context = self.each_context(request) | {
            "title": "Pages that are named and not written",
            "codes": naming(part.object_list),
            "page_obj": part,
            "paginator": parts,
        }
        return TemplateResponse(request, "admin/unwritten.html", context)
