"""Add a quote, a resource or a link while an article is being written.

Each kind has a small form at an address of its own. Without JavaScript it opens in a new tab and
answers with the notation to paste; asked for JSON by static/js/desk/quick-adding.js, it answers
with that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.models import Quote
from ldnsite.keys import free_key
from ldnsite.models import KeyedModel
from references.models import Link, Reference, Resource

JSON = "application/json"


class ByKey(forms.ModelChoiceField):
    """A related row, named as texts name it: a list of all studies would be no small form."""

    def __init__(self, queryset: Any, label: str, words: str) -> None:
        super().__init__(
            queryset,
            label=label.capitalize(),
            required=False,
            to_field_name="key",
            widget=forms.TextInput(attrs={"spellcheck": "false"}),
            help_text=f"The key of {words}, such as it stands in texts.",
            error_messages={"invalid_choice": f"There is no {label} with the key “%(value)s”."},
        )


class QuickForm(forms.ModelForm):
    """The fields that are needed to begin with; the rest is filled in on the record's own page."""

    key = forms.CharField(
        required=False,
        help_text="Leave it blank for one made of the words. It stays as it is once saved.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        # Ids of its own: the dialog stands in the page of an article, which has an id_title too.
        super().__init__(*args, **{"auto_id": "quick_%s"} | options)
        self.order_fields([*(name for name in self.fields if name != "key"), "key"])

    @property
    def key_words(self) -> str:
        """What a key is made of where the editor gave none."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("key") and "key" not in self.errors:
            cleaned["key"] = free_key(self.key_words, _Taken())
        return cleaned


class _Taken:
    """All keys, each looked up when it is asked for: a text tells a quote by no other sign."""

    def __contains__(self, key: object) -> bool:
        return any(model.objects.named([key]) for model in (Reference, Quote, Link))


class QuoteQuickForm(QuickForm):
    source = ByKey(Reference.objects.all(), "source", "the study or resource in which it stands")
    link = ByKey(Link.objects.all(), "link", "the link at which it stands")

    class Meta:
        model = Quote
        fields = ("words", "form", "speaker", "role", "year", "source", "link", "key")
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "cols": 60})}

    @property
    def key_words(self) -> str:
        year = self.cleaned_data.get("year") or ""
        return f"{self.cleaned_data.get('speaker', '')} {year}"


class ResourceQuickForm(QuickForm):
    link = ByKey(Link.objects.all(), "link", "the link to it")

    class Meta:
        model = Resource
        fields = ("title", "resource_kind", "people", "year", "description", "link", "key")
        widgets = {
            "people": forms.Textarea(attrs={"rows": 2, "cols": 60}),
            "description": forms.Textarea(attrs={"rows": 3, "cols": 60}),
        }

    @property
    def key_words(self) -> str:
        return self.cleaned_data.get("title", "")


class LinkQuickForm(QuickForm):
    class Meta:
        model = Link
        fields = ("label", "url", "note", "key")
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "cols": 60})}

    @property
    def key_words(self) -> str:
        return self.cleaned_data.get("label", "")


def _embedded(row: KeyedModel) -> str:
    return f"![[{row.key}]]"


def _linked(link: Link) -> str:
    """Markdown's own reference link; brackets in the words are only brackets."""
    words = "".join(f"\\{sign}" if sign in "\\[]" else sign for sign in link.label)
    return f"[{words}][{link.key}]"


@dataclass(frozen=True)
class Kind:
    model: type[KeyedModel]
    form: type[QuickForm]
    notation: Callable[[Any], str]


KINDS = {
    "quote": Kind(Quote, QuoteQuickForm, _embedded),
    "resource": Kind(Resource, ResourceQuickForm, _embedded),
    "link": Kind(Link, LinkQuickForm, _linked),
}


class QuickAdd(admin.ModelAdmin):
    """For ArticleAdmin: an address for each kind."""

    def get_urls(self) -> list:
        quick_add = path(
            "quick-add/<slug:kind>/",
            self.admin_site.admin_view(self.quick_add_view),
            name="articles_article_quick_add",
        )
        return [quick_add, *super().get_urls()]

    def quick_add_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        chosen = KINDS[kind]
        desk = self.admin_site.get_model_admin(chosen.model)
        if not desk.has_add_permission(request):
            raise PermissionDenied
        wants_json = request.get_preferred_type(["text/html", JSON]) == JSON
        form = chosen.form(request.POST if request.method == "POST" else None)
        row = _saved(form) if request.method == "POST" else None
        if row:
            desk.log_addition(request, row, "Added from an article.")
            answer = {"key": row.key, "notation": chosen.notation(row), "label": str(row)}
            if wants_json:
                return JsonResponse(answer, status=201)
            return self._page(request, chosen, kind, answer=answer, row=row)
        if request.method == "POST" and wants_json:
            return JsonResponse({"errors": _named(form)}, status=422)
        return self._page(request, chosen, kind, form=form)

    def _page(
        self, request: HttpRequest, chosen: Kind, kind: str, **context: Any
    ) -> TemplateResponse:
        opts = chosen.model._meta
        row = context.get("row")
        change = f"admin:{opts.app_label}_{opts.model_name}_change"
        context |= self.admin_site.each_context(request) | {
            "title": f"Add a {opts.verbose_name}",
            "address": reverse("admin:articles_article_quick_add", args=[kind]),
            "change_address": reverse(change, args=[row.pk]) if row else "",
            "opts": opts,
        }
        return TemplateResponse(request, "admin/articles/article/quick_add.html", context)


def _saved(form: QuickForm) -> KeyedModel | None:
    """The new row; None where the form has faults, which then stand in it."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError:
        form.add_error(None, "Somebody added this just now. Choose another key.")
        return None


def _named(form: QuickForm) -> dict[str, list[str]]:
    """Faults by the name of the form's field; those of the whole under “”."""
    return {
        "" if name == NON_FIELD_ERRORS else name: [str(message) for message in messages]
        for name, messages in form.errors.items()
    }
