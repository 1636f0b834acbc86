"""Two editors at one draft: the second is told who saved and when, and loses nothing."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from articles.differences import compare
from articles.drafts import Overtaken
from articles.models import Article
from ldnsite.conflicts import Merged, merge

CONFLICT = 409


class ConflictsMixin:
    """For the admin of Article, before ModelAdmin among its bases."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Overtaken:
            return self._show_both(request, object_id, form_url)

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, **options: Any
    ) -> type[forms.ModelForm]:
        form_class = super().get_form(request, obj, **options)
        merged = getattr(request, "merged", None)
        if merged is None:
            return form_class

        class MergedForm(form_class):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, merged=merged, **kwargs)

        return MergedForm

    def _show_both(
        self, request: HttpRequest, object_id: str | None, form_url: str
    ) -> HttpResponse:
        """The form again, with both editors' words; nothing of it is saved yet."""
        article = self.get_object(request, object_id)
        form = super().get_form(request, article, change=True)(instance=article)
        theirs = form.shown()
        typed = {name: request.POST.get(name, "") for name in theirs}
        merged = merge(base=request.POST.get("base", ""), theirs=theirs, mine=typed)
        request.merged = merged
        request.method = "GET"
        context = {"conflict": _told(article, form, merged)}
        response = super().changeform_view(request, object_id, form_url, context)
        response.status_code = CONFLICT
        return response


def _told(article: Article, form: forms.ModelForm, merged: Merged) -> dict[str, Any]:
    def label(name: str) -> str:
        return form.fields[name].label or name

    return {
        "by": article.saved_by.get_username() if article.saved_by else "Somebody",
        "at": article.updated_at,
        "taken": [label(name) for name in merged.taken],
        "differences": [
            {
                "name": difference.name,
                "label": label(difference.name),
                "theirs": difference.theirs,
                "mine": difference.mine,
                "blocks": compare(difference.theirs, difference.mine),
            }
            for difference in merged.differences
        ],
    }
