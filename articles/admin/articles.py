"""The desk's page for an article: save the draft, publish it, withdraw it."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from articles.admin.quick_add import QuickAdd
from articles.models import Article, Edition, EditionState
from articles.publishing import PublishingError, has_unpublished_changes, publish, withdraw
from articles.rights import may_publish

logger = logging.getLogger(__name__)

LARGE = forms.Textarea(attrs={"rows": 40, "cols": 80, "spellcheck": "true"})
WIDE = forms.TextInput(attrs={"size": 80})
SMALL = forms.Textarea(attrs={"rows": 4, "cols": 80})


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = [name for name in Article.content_fields() if name != "code_order"]
        fields += ["tags", "change_note"]
        widgets = {
            "body": LARGE,
            "synopsis": SMALL,
            "importance_note": SMALL,
            "safety_notice": forms.Textarea(attrs={"rows": 8, "cols": 80}),
            "key_messages": forms.Textarea(attrs={"rows": 8, "cols": 80}),
            "title": WIDE,
            "relevance_reason": WIDE,
            "technical_level_reason": WIDE,
            "skill_level_reason": WIDE,
            "change_note": WIDE,
        }


class WithdrawForm(forms.Form):
    explanation = forms.CharField(
        widget=SMALL,
        help_text="Why the page is withdrawn. Readers who follow an old link see this.",
    )


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("never", "never published"), *EditionState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "never":
            return queryset.filter(editions=None)
        if self.value():
            return queryset.filter(editions__is_latest=True, editions__state=self.value())
        return queryset


@admin.register(Article)
class ArticleAdmin(QuickAdd):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = ["code", "title", "standing", "edition_number", "reviewed_on", "updated_at"]
    list_display_links = ["code", "title"]
    list_filter = [StandingFilter, "relevance", "technical_level", "skill_level", "review_due"]
    search_fields = ["code", "slug", "title", "synopsis", "body"]
    ordering = ["code_order"]
    list_per_page = 50
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", ("code", "slug"), "synopsis", "key_messages"]}),
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
        ("Publishing", {"fields": ["change_note"]}),
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

    @admin.display(description="standing", ordering="latest_state")
    def standing(self, article: Article) -> str:
        return EditionState(article.latest_state).label if article.latest_state else "Draft"

    @admin.display(description="edition", ordering="latest_number")
    def edition_number(self, article: Article) -> int | None:
        return article.latest_number

    def get_urls(self) -> list:
        withdraw_url = path(
            "<int:object_id>/withdraw/",
            self.admin_site.admin_view(self.withdraw_view),
            name="articles_article_withdraw",
        )
        return [withdraw_url, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was once published is withdrawn, not deleted: old links must find an answer."""
        if obj is not None and obj.editions.exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict, obj: Article | None = None, **kwargs: Any
    ) -> HttpResponse:
        latest = obj.editions.latest().first() if obj else None
        context |= {
            "may_publish": may_publish(request.user),
            "latest": latest,
            "has_changes": latest is not None and has_unpublished_changes(obj, latest),
        }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish after the form has committed: whatever goes wrong then, the draft is saved."""
        response = super().changeform_view(request, *args, **kwargs)
        article = getattr(request, "article_to_publish", None)
        return self._publish(request, article) if article else response

    def save_model(
        self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool
    ) -> None:
        if "_publish" in request.POST:
            if not may_publish(request.user):
                raise PermissionDenied
            request.article_to_publish = obj
        super().save_model(request, obj, form, change)

    def _publish(self, request: HttpRequest, article: Article) -> HttpResponse:
        try:
            edition = publish(article=article, by=request.user, note=article.change_note)
        except PublishingError as refused:
            listed = format_html_join("", "<li>{}</li>", ((fault,) for fault in refused.problems))
            messages.error(
                request,
                format_html(
                    "The draft is saved, and readers see no change. Before it can be published:"
                    "<ul>{}</ul>",
                    listed,
                ),
            )
        except (DatabaseError, OSError):
            logger.exception("publishing page %s failed", article.code)
            messages.error(
                request,
                "The draft is saved, but the site could not publish it just now. Please try again "
                "in a minute.",
            )
        else:
            self.log_change(request, article, f"Published as edition {edition.number}.")
            messages.success(
                request,
                format_html(
                    'Published as edition {}. <a href="{}">See the page as readers do</a>',
                    edition.number,
                    edition.get_absolute_url(),
                ),
            )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def view_on_site(self, obj: Article) -> str | None:
        """The page as readers see it; nothing while they see none."""
        edition = obj.editions.current().first()
        return edition.get_absolute_url() if edition else None

    def withdraw_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not may_publish(request.user):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=object_id)
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                withdraw(
                    article=article,
                    by=request.user,
                    explanation=form.cleaned_data["explanation"],
                )
            except PublishingError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, article, "Withdrawn.")
                messages.success(request, "The page is withdrawn. Its draft is still here.")
                return HttpResponseRedirect(
                    reverse("admin:articles_article_change", args=[article.pk])
                )
        context = self.admin_site.each_context(request) | {
            "title": f"Withdraw “{article.title}”",
            "form": form,
            "article": article,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/withdraw.html", context)
