"""What every record with a key has at the desk."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.forms import Field
from django.http import HttpRequest

from ldnsite.desk_lists import DeskAdmin
from references.admin.conflicts import RecordConflicts
from references.admin.in_turn import InTurn
from references.admin.keeping import KeepsWords


class FoundSelect(AutocompleteSelect):
    """Django’s own; a crafted choice that is no number would break it on showing the form again."""

    # The longest number that a database can look for.
    FIGURES = 18

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> list[tuple]:
        able = [one for one in map(str, value) if one.isdecimal() and len(one) <= self.FIGURES]
        return super().optgroups(name, able, attrs)


class KeyedAdmin(InTurn, KeepsWords, RecordConflicts, DeskAdmin):
    """A record with a lasting key, which is set once."""

    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("key",) if obj else ()))

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            using = options.get("using")
            options["widget"] = FoundSelect(db_field, self.admin_site, using=using)
        return super().formfield_for_foreignkey(db_field, request, **options)
