"""The desk's pages for studies and resources."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ldnsite.looking_up import by_index
from references.admin.cited import CitedOn
from references.admin.from_record import FromRecord
from references.admin.history import HistoryAdmin
from references.admin.keyed import KeyedAdmin
from references.models import Reference, Resource, Study
from references.queues import AttentionFilter, cited, uncited


class CitedFilter(admin.SimpleListFilter):
    title = "cited"
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "on a page that readers see"), ("no", "nowhere that readers see")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        narrow = {"yes": cited, "no": uncited}.get(self.value() or "")
        return narrow(queryset) if narrow else queryset


class ReferenceAdmin(KeyedAdmin):
    search_fields = ["key", "title", "people"]
    search_help_text = (
        "Whole words, or how the last one begins, of what readers see; of the others, any part of "
        "a word. Or how a key begins."
    )
    autocomplete_fields = ["link"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, by_index(queryset, search_term), search_term)


@admin.register(Reference)
class AnyReferenceAdmin(ReferenceAdmin):
    """Only for finding a quotation’s source: studies and resources are edited as such."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked of the half that a study and a resource share, when one of those is deleted."""
        return request.user.has_perms(("references.delete_study", "references.delete_resource"))

    def delete_view(self, *args: Any, **options: Any) -> HttpResponse:
        raise PermissionDenied

    def get_actions(self, request: HttpRequest) -> dict:
        return {}


@admin.register(Study)
class StudyAdmin(FromRecord, CitedOn, HistoryAdmin, ReferenceAdmin):
    list_display = ["key", "title", "year", "condition", "design", "participants", "result"]
    list_filter = [
        AttentionFilter,
        "condition",
        "design",
        "result",
        "status",
        "retraction_status",
        CitedFilter,
    ]
    search_fields = [*ReferenceAdmin.search_fields, "^doi", "=pmid", "registry_ids", "journal"]
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
    list_filter = [AttentionFilter, "resource_kind", "confirmed_on", CitedFilter]
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
