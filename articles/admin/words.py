"""The desk's pages for quotes, the glossary, the rubric and topics."""

from typing import Any

import taggit.admin
from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from taggit.models import Tag

from articles import telling
from articles.models import Edition, Quote, RatingLevel, Term
from articles.relisting import relist_without
from articles.topic_names import validate_topics
from ldnsite.desk_lists import DeskAdmin
from ldnsite.models import ContentVersion
from references.admin.cited import CitedOn
from references.admin.conflicts import RecordConflicts, RecordForm
from references.admin.history import HistoryAdmin
from references.admin.in_turn import InTurn
from references.admin.keeping import KeepsWords
from references.admin.keyed import KeyedAdmin


@admin.register(Quote)
class QuoteAdmin(CitedOn, HistoryAdmin, KeyedAdmin):
    uses = "uses"
    list_display = ["key", "speaker", "role", "form", "year", "words_begin"]
    list_filter = ["role", "form"]
    search_fields = ["key", "speaker", "words", "note"]
    autocomplete_fields = ["source", "link"]
    ordering = ["speaker", "key"]
    fields = ["key", "words", "form", ("speaker", "role"), "year", "source", "link", "note"]

    @admin.display(description="words")
    def words_begin(self, quote: Quote) -> str:
        return quote.words if len(quote.words) <= 80 else f"{quote.words[:79]}…"


@admin.register(Term)
class TermAdmin(CitedOn, HistoryAdmin, KeyedAdmin):
    fields = ["key", "term", "forms", "definition"]
    list_display = ["term", "key", "definition"]
    search_fields = ["key", "term", "forms", "definition"]

    def pages_of(self, row: Term) -> QuerySet:
        found = Edition.objects.with_term(row.key)
        return found.only("code", "slug", "title").order_by("code_order")


@admin.register(RatingLevel)
class RatingLevelAdmin(InTurn, KeepsWords, RecordConflicts, DeskAdmin):
    list_display = ["rating", "level", "name", "description"]
    list_filter = ["rating"]
    search_fields = ["name", "description"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The fifteen steps are there from the start."""
        return RatingLevel.objects.count() < 15 and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("rating", "level") if obj else ()


# Imported, and so registered, before this.
admin.site.unregister(taggit.admin.Tag)


class TopicForm(RecordForm):
    def clean_name(self) -> str:
        validate_topics([self.cleaned_data["name"]])
        return self.cleaned_data["name"]


@admin.register(Tag)
class TagAdmin(InTurn, RecordConflicts, DeskAdmin):
    """Topics. A renamed topic changes what readers see, so it counts as a change of the site.

    Not taggit's own: its page for merging asks for no right, and tells neither caches nor drafts.
    """

    form = TopicForm
    list_display = ["name", "slug"]
    ordering = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    list_per_page = 50

    @transaction.atomic
    def save_model(
        self, request: HttpRequest, obj: Tag, form: forms.ModelForm, change: bool
    ) -> None:
        number = ContentVersion.objects.bump()
        super().save_model(request, obj, form, change)
        telling.stamp_pages(telling.bearing([obj]), number)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        number = ContentVersion.objects.bump()
        telling.stamp_pages(telling.bearing([obj]), number)
        relist_without([obj])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        number = ContentVersion.objects.bump()
        telling.stamp_pages(telling.bearing(queryset), number)
        relist_without(queryset)
        super().delete_queryset(request, queryset)
