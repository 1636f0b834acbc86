"""Two editors at one record: what only the other changed is kept, what both changed is told."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from ldnsite.conflicts import fingerprints, merge

CONFLICT = 409


class RecordForm(forms.ModelForm):
    """A record's form, with the fingerprints of what its editor was shown.

    `taken` names the fields that a colleague saved meanwhile and this editor left alone, and
    `both` those that both changed: the form has faults then, and is complete for another try.
    """

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(data, *args, **options)
        self.taken: list[str] = []
        self.both: dict[str, str] = {}
        if not self.instance.pk:
            return
        theirs = self._shown()
        began, present = self.data.get(self.add_prefix("base")), fingerprints(theirs)
        self.initial["base"] = present
        # Who sends none was shown nothing, and says what every field is to be.
        if self.is_bound and began:
            self.data = self.data.copy()
            self._meet(merge(base=began, theirs=theirs, mine=self._typed()))
            self.data[self.add_prefix("base")] = present

    def _meet(self, merged: Any) -> None:
        self.taken = merged.taken
        self.both = {difference.name: difference.theirs for difference in merged.differences}
        for name in merged.taken:
            self.data[self.add_prefix(name)] = merged.values[name]

    def _shown(self) -> dict[str, str]:
        """What each field shows of the record as it is stored, as its widget writes it."""
        shown = {}
        for name in self._names():
            value = self.get_initial_for_field(self.fields[name], name)
            value = self.fields[name].prepare_value(value)
            value = self.fields[name].widget.format_value(value)
            shown[name] = "".join(value or "")
        return shown

    def _typed(self) -> dict[str, Any]:
        return {
            name: self.fields[name].widget.value_from_datadict(
                self.data, self.files, self.add_prefix(name)
            )
            for name in self._names()
        }

    def _names(self) -> list[str]:
        return [name for name in self.fields if name != "base"]

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "base"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, theirs in self.both.items():
            said = _in_words(self.fields[name], theirs)
            self.add_error(
                name,
                f"Somebody saved this meanwhile: {said}. What you chose or typed stands here and "
                "is not saved yet; save once more to have it replace theirs.",
            )
        return cleaned


def _in_words(field: forms.Field, value: str) -> str:
    """A value as the form shows it: a choice by its name, nothing as such."""
    if not value:
        return "nothing stands there now"
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=value).first()
        return f"“{row}”" if row else "a record that is gone"
    return f"“{dict(getattr(field, 'choices', ())).get(value, value)}”"


class RecordConflicts(admin.ModelAdmin):
    """For the admin of a record that several editors may have open at once."""

    form = RecordForm

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """With the fingerprints, for those who may change the record."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        (title, options), *others = fieldsets
        return [(title, options | {"fields": [*options["fields"], "base"]}), *others]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().render_change_form(request, context, *args, **kwargs)
        if getattr(context["adminform"].form, "both", None):
            response.status_code = CONFLICT
        return response

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if taken := getattr(form, "taken", None):
            labels = ", ".join(str(form.fields[name].label) for name in taken)
            messages.info(request, f"Kept as somebody else saved it meanwhile: {labels}.")
