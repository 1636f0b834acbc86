"""The desk's pages for links: check them, take over a new address, read the reports."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from ldnsite.desk_lists import DeskAdmin
from references.admin.cited import CitedOn
from references.admin.history import HistoryAdmin
from references.admin.keyed import KeyedAdmin
from references.link_checking.answers import Outcome
from references.link_checking.moving import NotMoved, use_new_address
from references.link_checking.recording import change_words, check_and_record, summary
from references.link_checking.running import AT_ONCE
from references.models import Link, LinkCheckRun
from references.queues import AttentionFilter

MOST_AT_ONCE = 20


@admin.register(Link)
class LinkAdmin(CitedOn, HistoryAdmin, KeyedAdmin):
    uses = "uses"
    change_form_template = "admin/references/link/change_form.html"
    list_display = ["key", "label", "status", "address", "checked_at"]
    list_filter = [
        AttentionFilter,
        "status",
        "checked_at",
        ("failing_since", admin.EmptyFieldListFilter),
    ]
    search_fields = ["key", "label", "url", "note"]
    # What a check finds is the checker's to write: a form that was open meanwhile keeps off.
    readonly_fields = ["http_status", "checked_at", "failing_since", "final_url"]
    actions = ["check_now", "use_new_addresses"]
    fieldsets = [
        (None, {"fields": ["key", "label", "url", "status", "archived_url", "note"]}),
        (
            "What the last check found",
            {"fields": ["http_status", "checked_at", "failing_since", "final_url"]},
        ),
    ]

    @admin.display(description="address", ordering="url")
    def address(self, link: Link) -> str:
        return format_html('<a href="{0}">{0}</a>', link.url) if link.url else "wanted"

    @admin.action(description="Check the chosen links now", permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        links = list(queryset.exclude(url="")[: MOST_AT_ONCE + 1])
        if not links:
            self.message_user(request, "None of these links has an address.", messages.WARNING)
            return None
        if len(links) > MOST_AT_ONCE:
            self.message_user(
                request,
                f"Please choose at most {MOST_AT_ONCE} links: you would wait too long for more. "
                "The site checks all of them by itself, as a rule every night.",
                messages.ERROR,
            )
            return None
        run = check_and_record(links, pace=AT_ONCE, by=request.user)
        self.message_user(request, summary(run), messages.SUCCESS)
        return self._report(request, run)

    def _report(self, request: HttpRequest, run: LinkCheckRun) -> HttpResponse | None:
        """The finished report, for those who may read it; others see its summary on the list."""
        if not request.user.has_perm("references.view_linkcheckrun"):
            return None
        return HttpResponseRedirect(reverse("admin:references_linkcheckrun_change", args=[run.pk]))

    @admin.action(description="Use the new address of the chosen links", permissions=["change"])
    def use_new_addresses(self, request: HttpRequest, queryset: QuerySet) -> None:
        moved = list(queryset.exclude(final_url=""))
        done = sum(self._use_new_address(request, link, link.final_url) for link in moved)
        if not moved:
            self.message_user(
                request, "The last check found no new address for these links.", messages.WARNING
            )
        elif done:
            self.message_user(request, f"Links with a new address: {done}.", messages.SUCCESS)

    def _use_new_address(self, request: HttpRequest, link: Link, offered: str) -> bool:
        old = link.url
        try:
            changed = use_new_address(pk=link.pk, offered=offered)
        except NotMoved as refused:
            self.message_user(request, f"{link.key}: {refused}", messages.ERROR)
            return False
        except ValidationError as refused:
            words = " ".join(refused.messages)
            self.message_user(request, f"{link.key} stays as it is. {words}", messages.ERROR)
            return False
        self.log_change(request, changed, f"New address: {changed.url}, formerly {old}")
        return True

    def get_urls(self) -> list:
        use_new = path(
            "<int:object_id>/use-new-address/",
            self.admin_site.admin_view(self.use_new_address_view),
            name="references_link_use_new_address",
        )
        return [use_new, *super().get_urls()]

    def use_new_address_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        link = get_object_or_404(Link, pk=object_id)
        if self._use_new_address(request, link, request.POST.get("offered", "")):
            self.message_user(request, "The link now has its new address.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:references_link_change", args=[link.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict, obj: Link | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None and obj.final_url and self.has_change_permission(request, obj):
            context |= {
                "new_address": obj.final_url,
                "other_site": urlsplit(obj.final_url).hostname != urlsplit(obj.url).hostname,
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)


@admin.register(LinkCheckRun)
class LinkCheckRunAdmin(DeskAdmin):
    """The finished reports. Nobody writes them by hand."""

    change_form_template = "admin/references/linkcheckrun/change_form.html"
    list_display = ["started_at", "finished_at", "started_by", "summary"]
    list_select_related = ["started_by"]
    list_per_page = 50
    fields = ["started_at", "finished_at", "started_by", "summary"]
    readonly_fields = fields

    @admin.display(description="what it found")
    def summary(self, run: LinkCheckRun) -> str:
        return summary(run) if run.finished_at else f"Not finished. So far: {summary(run)}"

    def render_change_form(
        self, request: HttpRequest, context: dict, obj: LinkCheckRun | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= {
            "changed_rows": [row | {"words": change_words(row)} for row in obj.changed],
            "unchanged_rows": [
                row | {"words": Outcome(row["outcome"]).label} for row in obj.unchanged
            ],
        }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
