"""The audit log at the desk: to read, for administrators; the log itself is never changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ldnsite.auditing.models import AuditEntry
from ldnsite.desk_lists import DeskAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(DeskAdmin):
    list_display = ["at", "event", "name", "address", "about"]
    list_filter = ["event", "at"]
    search_fields = ["name", "address", "about"]
    list_per_page = 100
    list_select_related = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
