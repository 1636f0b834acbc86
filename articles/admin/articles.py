"""The desk's page for an article: its form, its list, and what happens after a save."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.admin.bringing_in import BringingInMixin
from articles.admin.conflicts import ConflictsMixin
from articles.admin.filters import StandingFilter, rating_filters
from articles.admin.forms import ArticleForm
from articles.admin.looking_up import HELP, narrowed
from articles.admin.publishing import PublishingMixin
from articles.admin.quick_add import QuickAdd
from articles.admin.writing import WritingMixin
from articles.drafts import claim
from articles.models import LONG_TEXTS, Article, Edition, EditionState
from articles.publishing import mark_changes
from articles.queues import AttentionFilter
from articles.rights import may_publish
from ldnsite.desk_lists import DeskAdmin
from references.admin.in_turn import InTurn
from references.admin.keeping import SAVED


@admin.register(Article)
class ArticleAdmin(
    ConflictsMixin, PublishingMixin, WritingMixin, BringingInMixin, InTurn, QuickAdd, DeskAdmin
):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "code",
        "title",
        "standing",
        "edition_number",
        "unpublished",
        "reviewed_on",
        "saved",
    ]
    list_display_links = ["code", "title"]
    list_select_related = ["saved_by"]
    list_defer = LONG_TEXTS
    # Those that an index holds: by another, the whole table would be sorted.
    sortable_by = ["code", "title", "reviewed_on", "saved"]
    list_filter = [
        AttentionFilter,
        StandingFilter,
        *rating_filters(),
        "review_due",
    ]
    # Only that there is a search: `get_search_results` says where.
    search_fields = ["code"]
    search_help_text = HELP
    ordering = ["code_order"]
    list_per_page = 50
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "seen_version",
                    "base",
                    "title",
                    ("code", "slug"),
                    "synopsis",
                    "key_messages",
                ]
            },
        ),
        ("Text", {"fields": ["body"]}),
        ("Warnings", {"fields": ["safety_notice", "importance_note"]}),
        (
            "Ratings",
            {
                "fields": [
                    ("relevance", "relevance_reason"),
                    ("technical_level", "technical_level_reason"),
                    ("skill_level", "skill_level_reason"),
                ]
            },
        ),
        ("Place", {"fields": [("previous_code", "next_code"), "tags"]}),
        ("Review", {"fields": [("reviewed_on", "review_due")]}),
        ("For the next edition", {"fields": ["change_note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        latest = Edition.objects.latest().filter(article=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                latest_state=Subquery(latest.values("state")[:1]),
                latest_number=Subquery(latest.values("number")[:1]),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return narrowed(request, queryset, "pk", search_term), False

    @admin.display(description="standing")
    def standing(self, article: Article) -> str:
        return EditionState(article.latest_state).label if article.latest_state else "Draft"

    @admin.display(description="edition")
    def edition_number(self, article: Article) -> int | None:
        return article.latest_number

    @admin.display(description="not published", empty_value="–")
    def unpublished(self, article: Article) -> str | None:
        """In words: a red cross beside a page that waits for nothing looks like a fault."""
        return "changes" if article.has_changes else None

    @admin.display(description="last saved", ordering="updated_at")
    def saved(self, article: Article) -> str:
        day = date_format(timezone.localtime(article.updated_at), "j M Y")
        return f"{day}, {article.saved_by}" if article.saved_by else day

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was once published is withdrawn, not deleted: old links must find an answer."""
        if obj is not None and obj.editions.exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list:
        """Without what the form carries unseen, for those who may only look."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        (_, first), *others = self.fieldsets
        seen = [name for name in first["fields"] if name not in ("seen_version", "base")]
        return [(None, {"fields": seen}), *others]

    def get_actions(self, request: HttpRequest) -> dict:
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict, obj: Article | None = None, **kwargs: Any
    ) -> HttpResponse:
        latest = obj.editions.latest().first() if obj else None
        context |= {
            "may_publish": may_publish(request.user),
            "latest": latest,
            "has_changes": obj is not None and obj.has_changes,
            "others": self.note_presence(request, obj) if obj else [],
        }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            by = request.user if form.has_changed() else obj.saved_by
            claim(article=obj, version=form.cleaned_data["seen_version"] or 0, by=by)
        else:
            obj.saved_by = request.user
        # A save that changes nothing is no new version: what was agreed to stays agreed to.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        mark_changes(form.instance)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, article: Article) -> HttpResponse:
        """To where the pressed button said; the tag tells the browser to let go of its copy."""
        time = timezone.localtime().strftime("%H:%M")
        messages.success(
            request,
            f"The draft is saved, at {time}. Readers see no change until it is published.",
            extra_tags=SAVED,
        )
        name = "change"
        if "_preview" in request.POST:
            name = "preview"
        elif "_publish" in request.POST and may_publish(request.user):
            name = "publish"
        return HttpResponseRedirect(reverse(f"admin:articles_article_{name}", args=[article.pk]))

    def view_on_site(self, obj: Article) -> str | None:
        """The page as readers see it; nothing while they see none."""
        edition = obj.editions.current().first()
        return edition.get_absolute_url() if edition else None
