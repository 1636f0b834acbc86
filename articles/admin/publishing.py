"""From a draft to an edition at the desk: preview, findings, publish now or later, withdraw."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.cache import never_cache

from articles.admin.forms import PublishForm, WithdrawForm
from articles.checking import check
from articles.drafts import Overtaken
from articles.findings import findings_of
from articles.history import compare_editions
from articles.models import Article, Edition
from articles.previewing import preview
from articles.publishing import PublishingError, publish, withdraw
from articles.rights import may_edit, may_publish
from articles.scheduling import schedule, unschedule
from references.glance import evidence_of

logger = logging.getLogger(__name__)


class PublishingMixin:
    """For the admin of Article, before ModelAdmin among its bases."""

    def get_urls(self) -> list:
        views: dict[str, Callable[..., HttpResponse]] = {
            "preview": self.preview_view,
            "publish": self.publish_view,
            "withdraw": self.withdraw_view,
        }
        return [
            path(
                f"<int:object_id>/{name}/",
                self.admin_site.admin_view(never_cache(view)),
                name=f"articles_article_{name}",
            )
            for name, view in views.items()
        ] + super().get_urls()

    def preview_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The saved draft in the readers' own template; for editors only, and kept nowhere."""
        if not may_edit(request.user):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=object_id)
        page, checked = preview(article)
        context = {
            "page": page,
            "edition": page.edition,
            "is_preview": True,
            "article": article,
            "problems": checked.problems,
            "evidence": evidence_of(page.studies, request.GET.get("sort", "")),
            "may_publish": may_publish(request.user),
        }
        return TemplateResponse(request, "admin/articles/article/preview.html", context)

    def publish_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not may_publish(request.user):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.select_related("scheduled_by"), pk=object_id)
        if request.method == "POST" and "_unschedule" in request.POST:
            return self._unschedule(request, article)
        form = PublishForm(
            request.POST or None,
            initial={
                "version": article.version,
                "change_note": article.change_note,
                "publish_on": article.publish_on,
            },
        )
        if request.method == "POST" and form.is_valid():
            act = self._schedule if "_schedule" in request.POST else self._publish
            if answer := act(request, article, form):
                return answer
        return self._show_publishing(request, article, form)

    def _show_publishing(
        self, request: HttpRequest, article: Article, form: PublishForm
    ) -> HttpResponse:
        latest = article.editions.latest().first()
        readable = article.editions.current().defer("compiled").first()
        context = self.admin_site.each_context(request) | {
            "title": f"Publish “{article.title}”",
            "article": article,
            "form": form,
            "media": self.media + form.media,
            "findings": findings_of(article, check(article)),
            "next_number": latest.number + 1 if latest else 1,
            "latest": latest,
            "readable": readable,
            "comparison": compare_editions(readable, article) if readable else None,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/publish.html", context)

    def _publish(
        self, request: HttpRequest, article: Article, form: PublishForm
    ) -> HttpResponse | None:
        # The Enter key in the field of the day presses the first button.
        if form.cleaned_data["publish_on"] and "publish_on" in form.changed_data:
            form.add_error(
                "publish_on",
                "You chose a day: press “Publish on that day”, or clear it to publish now.",
            )
            return None
        try:
            edition = publish(
                article=article,
                by=request.user,
                note=form.cleaned_data["change_note"],
                version=form.cleaned_data["version"],
            )
        except PublishingError as refused:
            _tell(form, refused)
            return None
        except (DatabaseError, OSError):
            logger.exception("publishing page %s failed", article.code)
            form.add_error(
                None,
                "The draft is saved, but the site could not publish it just now. Please try again "
                "in a minute.",
            )
            return None
        self.log_change(request, article, f"Published as edition {edition.number}.")
        messages.success(request, _published(edition))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _schedule(
        self, request: HttpRequest, article: Article, form: PublishForm
    ) -> HttpResponse | None:
        day = form.cleaned_data["publish_on"]
        if day is None:
            form.add_error("publish_on", "Choose the day.")
            return None
        found = findings_of(article, check(article))
        if found.errors:
            form.add_error(None, "Mend what is named below first: on that day it would block.")
            return None
        if article.editions.exists() and not form.cleaned_data["change_note"]:
            form.add_error("change_note", "Say in a sentence what changed, for readers.")
            return None
        try:
            schedule(
                article=article,
                version=form.cleaned_data["version"],
                by=request.user,
                on=day,
                note=form.cleaned_data["change_note"],
            )
        except PublishingError as refused:
            _tell(form, refused)
            return None
        except Overtaken:
            form.add_error(None, "Somebody saved this draft just now: look, then decide.")
            return None
        words = date_format(day, "j F Y")
        self.log_change(request, article, f"To be published on {words}.")
        messages.success(request, f"It will be published on {words}, if nobody saves it before.")
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _unschedule(self, request: HttpRequest, article: Article) -> HttpResponse:
        unschedule(article=article)
        self.log_change(request, article, "Not to be published by itself any more.")
        messages.success(request, "It will not be published by itself.")
        return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[article.pk]))

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


def _tell(form: PublishForm, refused: PublishingError) -> None:
    """Each problem at its own field where the form has it, the others above."""
    for problem in refused.problems:
        own = problem.field if problem.field in form.fields else None
        form.add_error(own, problem.message.capitalize() if own else str(problem))


def _published(edition: Edition) -> str:
    return format_html(
        'Published as edition {}. <a href="{}">See the page as readers do</a>',
        edition.number,
        edition.get_absolute_url(),
    )
