"""The desk's pages for studies, resources and links."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from references.cited_admin import CitedOn
from references.history_admin import HistoryAdmin
from references.models import Link, Reference, Resource, Study
from references.records_admin import FromRecord


class KeyedAdmin(admin.ModelAdmin):
    """A record with a lasting key, which is set once."""

    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("key",) if obj else ()))


class CitedFilter(admin.SimpleListFilter):
    title = "cited"
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "on a page that readers see"), ("no", "nowhere that readers see")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        public = Reference.objects.public().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=public)
        if self.value() == "no":
            return queryset.exclude(pk__in=public)
        return queryset


class ReferenceAdmin(KeyedAdmin):
    search_fields = ["key", "title", "people"]
    autocomplete_fields = ["link"]


@admin.register(Reference)
class AnyReferenceAdmin(ReferenceAdmin):
    """Only for finding a quotation’s source: studies and resources are edited as such."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Study)
class StudyAdmin(FromRecord, CitedOn, HistoryAdmin, ReferenceAdmin):
    list_display = ["key", "title", "year", "condition", "design", "participants", "result"]
    list_filter = ["condition", "design", "result", "status", "retraction_status", CitedFilter]
    search_fields = [*ReferenceAdmin.search_fields, "doi", "pmid", "registry_ids", "journal"]
    ordering = ["-year", "key"]
    autocomplete_fields = ["link", "secondary_of"]
    fieldsets = [
        (None, {"fields": ["key", "title", "people", "summary"]}),
        (
            "Where it stands",
            {
                "fields": [
                    ("year", "published_on"),
                    "journal",
                    ("volume", "issue", "pages"),
                    ("doi", "pmid"),
                    "registry_ids",
                    "link",
                ]
            },
        ),
        (
            "What was done",
            {
                "fields": [
                    "status",
                    ("design", "blinding"),
                    "condition",
                    ("participants", "participants_planned"),
                    "intervention",
                    ("dose", "duration"),
                    "comparator",
                    "secondary_of",
                ]
            },
        ),
        (
            "What was found",
            {"fields": ["main_outcome", "result", "effect", "limitations", "original_difference"]},
        ),
        (
            "Retraction",
            {"fields": ["retraction_status", "retraction_notice", "retraction_checked_on"]},
        ),
    ]


@admin.register(Resource)
class ResourceAdmin(CitedOn, HistoryAdmin, ReferenceAdmin):
    list_display = ["key", "title", "resource_kind", "year", "confirmed_on"]
    list_filter = ["resource_kind", "confirmed_on", CitedFilter]
    search_fields = [*ReferenceAdmin.search_fields, "publisher", "isbn", "description"]
    ordering = ["title"]
    fields = [
        "key",
        "title",
        "resource_kind",
        "people",
        ("publisher", "year"),
        "isbn",
        "description",
        "link",
        "confirmed_on",
    ]


@admin.register(Link)
class LinkAdmin(CitedOn, HistoryAdmin, KeyedAdmin):
    uses = "uses"
    list_display = ["key", "label", "status", "address", "checked_at"]
    list_filter = ["status", "checked_at"]
    search_fields = ["key", "label", "url", "note"]
    readonly_fields = ["http_status", "checked_at", "failing_since"]
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
