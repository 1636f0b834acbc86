"""Editions at the desk: to read, to find, and to bring back into the draft; never to change."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import Truncator

from articles.admin.looking_up import HELP, narrowed
from articles.drafts import Overtaken
from articles.models import LONG_TEXTS, Edition
from articles.publishing import has_unpublished_changes, restore
from articles.rights import may_edit
from ldnsite.desk_lists import DeskAdmin


class RestoreForm(forms.Form):
    """`version` is the draft's that the editor was told of: what it says will be replaced."""

    version = forms.IntegerField()


@admin.register(Edition)
class EditionAdmin(DeskAdmin):
    change_form_template = "admin/articles/edition/change_form.html"
    list_display = ["code", "title", "number", "state", "published_at", "note_begins"]
    list_display_links = ["code", "title"]
    list_filter = ["state", "is_latest", "published_at"]
    # Only that there is a search: `get_search_results` says where.
    search_fields = ["code"]
    search_help_text = f"All editions of a page. {HELP}"
    # Those that an index holds: by another, the whole table would be sorted.
    sortable_by = ["code", "published_at"]
    ordering = ["-published_at", "-pk"]
    list_per_page = 50
    list_select_related = False
    list_defer = (*LONG_TEXTS, "compiled")
    exclude = ["compiled", "cited", "quotes", "links"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).select_related("published_by").defer("body", "compiled")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return narrowed(request, queryset, "article", search_term), False

    @admin.display(description="change note")
    def note_begins(self, edition: Edition) -> str:
        return Truncator(edition.change_note).chars(80)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        restore_url = path(
            "<int:object_id>/restore/",
            self.admin_site.admin_view(self.restore_view),
            name="articles_edition_restore",
        )
        return [restore_url, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict, **kwargs: Any
    ) -> HttpResponse:
        context["may_restore"] = may_edit(request.user)
        return super().render_change_form(request, context, **kwargs)

    def restore_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not may_edit(request.user):
            raise PermissionDenied
        edition = get_object_or_404(Edition.objects.select_related("article"), pk=object_id)
        draft = edition.article
        form = RestoreForm(request.POST)
        if request.method == "POST" and form.is_valid():
            if self._restored(request, edition, form.cleaned_data["version"]):
                return HttpResponseRedirect(
                    reverse("admin:articles_article_change", args=[draft.pk])
                )
            draft.refresh_from_db()
        context = self.admin_site.each_context(request) | {
            "title": f"Bring back edition {edition.number} of “{edition.title}”",
            "edition": edition,
            "version": draft.version,
            "would_be_lost": has_unpublished_changes(draft, draft.editions.latest().get()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/restore.html", context)

    def _restored(self, request: HttpRequest, edition: Edition, version: int) -> bool:
        try:
            restore(edition=edition, by=request.user, version=version)
        except Overtaken:
            messages.warning(
                request,
                "Nothing was replaced: somebody saved the draft just now. Look first.",
            )
            return False
        self.log_change(request, edition.article, f"Brought back edition {edition.number}.")
        messages.success(
            request,
            f"The words of edition {edition.number} are in the draft now. Readers see no "
            "change until you publish it.",
        )
        return True
