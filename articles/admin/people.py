"""Accounts: an administrator gives roles, and cannot make anybody mightier than that.

Django lets whoever may change users make themselves a superuser. Here only a superuser sees
superusers or single permissions, and roles are groups that migrations make.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from ldnsite.desk_lists import DeskAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PeopleAdmin(DeskAdmin, UserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        people = super().get_queryset(request)
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ("username", "password")}),
            ("Person", {"fields": ("first_name", "last_name", "email")}),
            ("Role", {"fields": ("is_active", "is_staff", "groups")}),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account that wrote something is closed, not deleted: the history names it."""
        return False
