"""The desk's front page: what needs attention, each with the list of exactly those rows."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from articles.codes import code_of
from articles.finding.listing import unwritten
from articles.models import Edition, NamedPage
from articles.queues import QUEUES, counts
from articles.rights import may_edit
from references.queues import QUEUES as REFERENCE_QUEUES

RECENT = 20
# Records of the site itself; who was given which rights is no colleague's business.
OWN_APPS = ("articles", "references", "taggit")


def named_in_vain() -> list[tuple[str, list[Edition]]]:
    """Each code that no page bears, in order, with the current pages that name it; two queries."""
    orders = list(unwritten().order_by("code_order"))
    uses = NamedPage.objects.filter(
        code_order__in=orders, edition__in=Edition.objects.current().values("pk")
    ).select_related("edition")
    by_order: dict[str, list[Edition]] = {order: [] for order in orders}
    for use in uses.order_by("edition__code_order"):
        by_order[use.code_order].append(use.edition)
    return [(code_of(order), editions) for order, editions in by_order.items()]


@dataclass
class Queue:
    """Some rows that wait for somebody: what they are, how many, and where they are listed."""

    label: str
    count: int
    address: str


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
                queue.narrow(model.objects.all()).count(),
                f"{address}?attention={name}",
            )
            for name, queue in members.items()
        ]
    found.append(
        Queue(
            "Pages that are named and not written",
            unwritten().count(),
            reverse("admin:unwritten"),
        )
    )
    return found


class Desk(admin.AdminSite):
    site_header = site_title = "The editors’ desk"
    index_title = "What needs attention"
    index_template = "admin/desk.html"

    def get_urls(self) -> list:
        own = path("unwritten/", self.admin_view(never_cache(self.unwritten)), name="unwritten")
        return [own, *super().get_urls()]

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
        context = self.each_context(request) | {
            "title": "Pages that are named and not written",
            "codes": named_in_vain(),
        }
        return TemplateResponse(request, "admin/unwritten.html", context)
