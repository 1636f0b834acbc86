"""The desk's page that merges two records: choose, compare, confirm."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.merging import MERGEABLE, MergeError, merge
from articles.naming import drafts_naming
from ldnsite.models import MergeableModel
from references.admin.history import in_words
from references.models import Link, Study
from references.records.duplicates import Duplicate, Finder

SIDES = [("this", "this one"), ("other", "the other")]


class MergeForm(forms.Form):
    """Which record stays, and whose value each field takes that differs."""

    stays = forms.ChoiceField(choices=SIDES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, this: MergeableModel, other: MergeableModel, **options: Any):
        super().__init__(*args, **options)
        self.this, self.other = this, other
        self.initial["stays"] = "this"
        for field in compared_fields(type(this)):
            if self._value("this", field) != self._value("other", field):
                self.fields[f"of_{field.name}"] = forms.ChoiceField(
                    label=field.verbose_name, choices=SIDES, widget=forms.RadioSelect
                )
                blank = self._value("this", field) in (None, "")
                self.initial[f"of_{field.name}"] = "other" if blank else "this"

    def _value(self, side: str, field: models.Field) -> Any:
        return getattr(getattr(self, side), field.attname)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields side by side; those that differ with their two buttons."""
        for field in compared_fields(type(self.this)):
            name = f"of_{field.name}"
            this, other = (in_words(field, getattr(row, field.name)) for row in self._both)
            choice = list(self[name]) if name in self.fields else []
            yield {"label": field.verbose_name, "this": this, "other": other, "choice": choice}

    @property
    def _both(self) -> tuple[MergeableModel, MergeableModel]:
        return self.this, self.other

    def chosen(self) -> dict[str, Any]:
        """`kept`, `gone` and `values` for `merge`; of a form that is valid."""
        kept, gone = self._both if self.cleaned_data["stays"] == "this" else self._both[::-1]
        values = {
            field.name: getattr(getattr(self, self.cleaned_data[f"of_{field.name}"]), field.name)
            for field in compared_fields(type(self.this))
            if f"of_{field.name}" in self.fields
        }
        return {"kept": kept, "gone": gone, "values": values}


def compared_fields(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.auto_created and field.name != "key"
    ]


def suggested(row: MergeableModel) -> list[Duplicate]:
    """Records that may be the same."""
    if isinstance(row, Study):
        return Finder().find(row)
    if isinstance(row, Link) and row.url:
        same = Link.objects.filter(url=row.url).exclude(pk=row.pk).order_by("key")[:5]
        return [Duplicate(link, ["the same address"]) for link in same]
    return []


def used_by(row: MergeableModel) -> dict[str, list[Any]]:
    """Pages that readers see now, and drafts, that name the record."""
    desk = admin.site.get_model_admin(type(row))
    return {"row": row, "pages": list(desk.pages_of(row)), "drafts": drafts_naming(row)}


def merge_view(request: HttpRequest, pk: int, model: type[MergeableModel]) -> HttpResponse:
    desk = admin.site.get_model_admin(model)
    if pk > models.BigIntegerField.MAX_BIGINT:
        raise Http404
    this = get_object_or_404(model, pk=pk)
    if not may_merge(desk, request, this):
        raise PermissionDenied
    key = request.GET.get("other", "").strip()
    other = model.objects.exclude(pk=pk).filter(key=key).first() if "\0" not in key else None
    if other and not may_merge(desk, request, other):
        raise PermissionDenied
    form = MergeForm(request.POST or None, this=this, other=other) if other else None
    problems: list[str] = []
    if form and request.method == "POST" and form.is_valid():
        try:
            return _merged(request, desk, form)
        except MergeError as refused:
            problems = refused.problems
    opts = model._meta
    context = admin.site.each_context(request) | {
        "title": f"Merge “{this}” with a duplicate",
        "this": this,
        "other": other,
        "asked": key,
        "form": form,
        "rows": list(form.rows()) if form else [],
        "uses": [used_by(row) for row in (this, other)] if other else [],
        "suggested": [] if other else suggested(this),
        "problems": problems,
        "change_address": _change_address(this),
        "opts": opts,
    }
    return TemplateResponse(request, "admin/merge.html", context)


def may_merge(desk: admin.ModelAdmin, request: HttpRequest, row: MergeableModel) -> bool:
    """One record is changed and one is deleted; which of the two is chosen on the page."""
    return desk.has_change_permission(request, row) and desk.has_delete_permission(request, row)


def _merged(request: HttpRequest, desk: admin.ModelAdmin, form: MergeForm) -> HttpResponse:
    chosen = form.chosen()
    gone = chosen["gone"].key
    kept = merge(**chosen)
    desk.log_change(request, kept, f"Merged with “{gone}”.")
    messages.success(
        request, f"Merged. Texts that name “{gone}” lead here, as does its old address."
    )
    return HttpResponseRedirect(_change_address(kept))


def _change_address(row: MergeableModel) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def urls() -> list[URLPattern]:
    """Addresses beside those of each model's own desk, which `references` registers."""
    return [
        path(
            f"{model._meta.app_label}/{model._meta.model_name}/<int:pk>/merge/",
            admin.site.admin_view(partial(merge_view, model=model)),
            name=f"merge_{model._meta.model_name}",
        )
        for model in MERGEABLE
    ]
