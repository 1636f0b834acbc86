"""The history of a record at the desk: what was changed, by whom, and the way back."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject, HistoricalChanges, ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from references.admin.in_turn import in_turn

NOTHING = "–"
MAX_DELETED = 200


def in_words(field: models.Field, value: Any) -> str:
    """A field's value as the form shows it: a choice by its name, nothing as a dash."""
    if isinstance(value, DeletedObject) and value.pk is None:
        return NOTHING
    if field.flatchoices:
        value = dict(field.flatchoices).get(value, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NOTHING if value in (None, "") else str(value)


class ChangesInWords(HistoricalRecordContextHelper):
    """The stock list of changes would show “no_difference” and “Deleted link (pk=None)”."""

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> str:
        return in_words(self.model._meta.get_field(change.field), value)


class HistoryAdmin(SimpleHistoryAdmin):
    """For a model with `history`: its versions, one version beside what stands now, and back."""

    object_history_list_template = "admin/history/_versions.html"
    change_list_template = "admin/history/change_list.html"
    history_list_per_page = 50

    def get_urls(self) -> list:
        deleted = path(
            "deleted/",
            self.admin_site.admin_view(self.deleted_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_deleted",
        )
        return [deleted, *super().get_urls()]

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: HistoricalChanges
    ) -> ChangesInWords:
        return ChangesInWords(self.model, historical_record)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        return super().history_view(request, _number(object_id), extra_context)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Records that are gone, the last first, each leading to how it stood."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pk = self.opts.pk.attname
        gone = (
            self.model.history.filter(history_type="-")
            .exclude(**{f"{pk}__in": self.model._base_manager.values("pk")})
            .select_related("history_user")[:MAX_DELETED]
        )
        latest = {}
        for version in gone:
            latest.setdefault(getattr(version, pk), version)
        context = self.admin_site.each_context(request) | {
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "versions": [(version, self._address(key, version)) for key, version in latest.items()],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/history/deleted.html", context)

    @in_turn
    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """One version beside what stands now; posting brings it back."""
        pk = _number(object_id)
        version = get_object_or_404(
            self.model.history.model,
            **{self.opts.pk.attname: pk, "history_id": _number(version_id)},
        )
        present = self.model._base_manager.filter(pk=pk).first()
        if not self.has_view_permission(request, present):
            raise PermissionDenied
        old = _as_it_was(version, present)
        faults = _faults(old)
        rows = self._compared(old, present)
        if request.method == "POST":
            if not self._may_restore(request, present):
                raise PermissionDenied
            faults = faults or self._bring_back(request, version, old, present)
            if not faults:
                return HttpResponseRedirect(self._change_address(old.pk))
        context = self.admin_site.each_context(request) | {
            "title": f"{old}, {_day(version)}",
            "version": version,
            "present": present,
            "rows": rows,
            "faults": faults,
            "may_restore": self._may_restore(request, present)
            and any(row["differs"] for row in rows),
            "history_address": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[pk]
            ),
            "opts": self.opts,
        }
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/history/version.html", context, status=status)

    def _may_restore(self, request: HttpRequest, present: models.Model | None) -> bool:
        if present is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, present)

    def _bring_back(
        self,
        request: HttpRequest,
        version: HistoricalChanges,
        old: models.Model,
        present: models.Model | None,
    ) -> list[str]:
        """Save the old version as the present one; returns why the database refuses it."""
        reason = f"Brought back the version of {_day(version)}."
        old._change_reason = reason
        try:
            with transaction.atomic():
                old.save()
                (self.log_change if present else self.log_addition)(request, old, reason)
        except IntegrityError:
            return ["Somebody changed something that it depends on just now. Please try again."]
        messages.success(request, reason)
        return []

    def _compared(self, old: models.Model, present: models.Model | None) -> list[dict[str, Any]]:
        """The fields that an editor knows, each as it was and as it is."""
        rows = []
        for field in self.model.history.model.tracked_fields:
            if field.auto_created or not field.editable:
                continue
            was = in_words(field, _value(old, field))
            now = in_words(field, _value(present, field)) if present else NOTHING
            label = field.verbose_name
            rows.append({"label": label, "was": was, "now": now, "differs": was != now})
        return rows

    def _address(self, pk: Any, version: HistoricalChanges) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_simple_history"
        return reverse(name, args=[pk, version.history_id])

    def _change_address(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])


def _as_it_was(version: HistoricalChanges, present: models.Model | None) -> models.Model:
    """The record of that version, to be saved in the place of the present one."""
    old = version.instance
    old._state.adding = present is None
    for name in getattr(old, "lasting_fields", ()) if present else ():
        setattr(old, name, getattr(present, name))
    return old


def _number(value: Any) -> str:
    """A primary key out of an address; anything else is no address of ours."""
    if not re.fullmatch(r"[0-9]{1,18}", str(value)):
        raise Http404
    return str(value)


def _value(row: models.Model, field: models.Field) -> Any:
    """The value, or what stands in for a related row that is gone."""
    if not field.is_relation:
        return getattr(row, field.attname)
    pk = getattr(row, field.attname)
    related = field.related_model._base_manager.filter(pk=pk).first() if pk else None
    return related or DeletedObject(field.related_model, pk)


def _faults(row: models.Model) -> list[str]:
    try:
        row.full_clean()
    except ValidationError as refused:
        return [
            message if name == NON_FIELD_ERRORS else f"{_label(row, name)}: {message}"
            for name, found in refused.message_dict.items()
            for message in found
        ]
    return []


def _label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def _day(version: HistoricalChanges) -> str:
    return formats.date_format(timezone.localtime(version.history_date), "j F Y, H:i")
