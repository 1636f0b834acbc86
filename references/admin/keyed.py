"""What every record with a key has at the desk."""

from typing import Any

from django.http import HttpRequest

from ldnsite.desk_lists import DeskAdmin
from references.admin.conflicts import RecordConflicts
from references.admin.in_turn import InTurn
from references.admin.keeping import KeepsWords


class KeyedAdmin(InTurn, KeepsWords, RecordConflicts, DeskAdmin):
    """A record with a lasting key, which is set once."""

    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("key",) if obj else ()))
