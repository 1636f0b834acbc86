"""The desk's page that adds studies from a record of PubMed or of a reference manager."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ldnsite.models import ContentVersion
from ldnsite.text import normalise_newlines
from references.evidence import Condition
from references.models import Reference, Study
from references.records.duplicates import Duplicate, Finder
from references.records.fields import Record, RecordError
from references.records.parsing import MAX_BYTES, Parsed, decode, parse
from references.records.studies import propose_key, study_from

CHANGED = "The text was changed since: look at what it says now, then add."
RACED = "Somebody added one of these just now, so nothing was added. Look again."
# What the preview shows of a record, beside its title and people.
BIBLIOGRAPHIC = ("year", "published_on", "journal", "volume", "issue", "pages")
SHOWN = (*BIBLIOGRAPHIC, "doi", "pmid", "registry_ids")


class PasteForm(forms.Form):
    """A record, pasted or uploaded; `cleaned_data["parsed"]` is what it says."""

    text = forms.CharField(
        label="The record",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80, "spellcheck": "false"}),
        help_text="Paste an .nbib, RIS or CSL-JSON record, or several. On PubMed it is behind "
        "“Cite”, then “Download .nbib”.",
    )
    file = forms.FileField(label="Or a file", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text, file = cleaned.get("text") or "", cleaned.get("file")
        if text and file:
            raise ValidationError("Paste a record or choose a file, not both.")
        try:
            if file:
                # One byte more than allowed is enough to see that it is too large.
                text = decode(file.read(MAX_BYTES + 1))
            parsed = parse(text)
        except RecordError as fault:
            raise ValidationError(str(fault)) from None
        return cleaned | {"text": normalise_newlines(text).strip(), "parsed": parsed}


class EntryForm(forms.Form):
    """What the record cannot say, and whether to add it at all."""

    add = forms.BooleanField(label="Add this study", required=False)
    key = forms.CharField(required=False, help_text="It stays as it is once added.")
    condition = forms.ChoiceField(
        label="Illness studied", required=False, choices=[("", "– choose –"), *Condition.choices]
    )


@dataclass
class Entry:
    """A record on the preview page, with the study it would become."""

    record: Record
    study: Study
    form: EntryForm
    duplicates: list[Duplicate] = field(default_factory=list)

    @property
    def fields(self) -> list[tuple[str, Any]]:
        named = ((Study._meta.get_field(name), getattr(self.study, name)) for name in SHOWN)
        return [(field.verbose_name, value) for field, value in named if value]

    def is_wanted(self) -> bool:
        return self.form.is_valid() and self.form.cleaned_data["add"]

    def check(self) -> bool:
        """Whether the study can be saved; what hinders stands in the form."""
        self.study.key = self.form.cleaned_data["key"]
        self.study.condition = self.form.cleaned_data["condition"]
        try:
            self.study.full_clean()
        except ValidationError as fault:
            for name, found in fault.message_dict.items():
                for message in found:
                    if name in self.form.fields:
                        self.form.add_error(name, message)
                    else:
                        self.form.add_error(None, _with_label(name, message))
            return False
        return True


def make_entries(parsed: Parsed, data: Any = None) -> list[Entry]:
    """Entries with proposed keys, or with what the editor wrote; two queries for any number.

    A study that the site seems to have is not ticked.
    """
    finder = Finder()
    taken = set(Reference.objects.values_list("key", flat=True))
    entries = []
    for record in parsed.records:
        study = study_from(record)
        duplicates = finder.find(study)
        finder.add(study)
        key = propose_key(study, taken)
        taken.add(key)
        # A later record names this one by its key, where it seems to be the same.
        study.key = key
        form = EntryForm(
            data,
            prefix=f"record-{record.place}",
            initial={"add": not duplicates, "key": key, "condition": ""},
        )
        entries.append(Entry(record, study, form, duplicates))
    return entries


def save_entries(entries: list[Entry]) -> list[Study]:
    """Save every ticked study or none; an empty list where one cannot be saved.

    Raises IntegrityError where somebody else was quicker.
    """
    wanted = [entry for entry in entries if entry.is_wanted()]
    with transaction.atomic():
        ContentVersion.objects.hold()
        # One by one, so that two of them with one DOI or key are told from each other.
        sound = [_save(entry) for entry in wanted]
        if not all(sound):
            transaction.set_rollback(True)
            for entry in wanted:
                entry.study.pk = entry.study.id = None
            return []
    return [entry.study for entry in wanted]


def _save(entry: Entry) -> bool:
    if not entry.check():
        return False
    entry.study.save()
    return True


def _with_label(name: str, message: str) -> str:
    labels = {field.name: field.verbose_name for field in Study._meta.fields}
    return f"{labels[name]}: {message}" if name in labels else message


def digest_of(text: str) -> str:
    """Tells whether the text is the one that the preview was made of."""
    return hashlib.sha256(text.encode()).hexdigest()


class FromRecord(admin.ModelAdmin):
    """For StudyAdmin: “Add from a record”. The first answer only shows; the second writes."""

    change_list_template = "admin/references/study/change_list.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.from_record_view)
        return [
            path("from-record/", view, name="references_study_from_record"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        may_add = {"may_add_from_record": self.has_add_permission(request)}
        return super().changelist_view(request, may_add | (extra_context or {}))

    def from_record_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        paste = PasteForm(request.POST or None, request.FILES or None)
        parsed, entries = None, []
        if paste.is_bound and paste.is_valid():
            parsed, text = paste.cleaned_data["parsed"], paste.cleaned_data["text"]
            confirmed = "_confirm" in request.POST
            if confirmed and request.POST.get("digest") != digest_of(text):
                confirmed = False
                messages.warning(request, CHANGED)
            entries = make_entries(parsed, request.POST if confirmed else None)
            saved = self._save_entries(request, entries) if confirmed else []
            if saved:
                return HttpResponseRedirect(self._after(request, saved))
            # What came as a file is text from here on, so that confirming sends it again.
            paste = PasteForm(initial={"text": text})
        return self._preview(request, paste, parsed, entries)

    def _save_entries(self, request: HttpRequest, entries: list[Entry]) -> list[Study]:
        if not any(entry.is_wanted() for entry in entries):
            messages.warning(request, "Tick what to add.")
            return []
        try:
            saved = save_entries(entries)
        except IntegrityError:
            messages.error(request, RACED)
            return []
        if not saved:
            messages.error(request, "Nothing was added yet: see below.")
        for study in saved:
            self.log_addition(request, study, "Added from a record.")
            messages.success(request, f"Added “{study.key}”: fill in what the record cannot say.")
        return saved

    def _after(self, request: HttpRequest, saved: list[Study]) -> str:
        if self.has_view_or_change_permission(request, saved[0]):
            return reverse("admin:references_study_change", args=[saved[0].pk])
        return reverse("admin:index")

    def _preview(
        self, request: HttpRequest, paste: PasteForm, parsed: Parsed | None, entries: list[Entry]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "Add studies from a record",
            "paste": paste,
            "parsed": parsed,
            "entries": entries,
            "digest": digest_of(paste.initial.get("text", "")),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/references/study/from_record.html", context)
