"""“Cited on” at the desk: which pages that readers see now use a record."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from references.models import CITED_NOW

NO_PAGE = "no page that readers see"
# Unlike a page, a record has no draft.
AT_ONCE = "<p>What you save here, readers see at once on:</p>"


class CitedOn(admin.ModelAdmin):
    """Adds “cited on” at the foot of the form; for an admin that names its `fields`.

    `uses` names the reverse side of what notes a use.
    """

    uses = "citations"

    def pages_of(self, row: Any) -> Iterable[Any]:
        """Present editions that use the record, by number; in one query."""
        found = (
            getattr(row, self.uses)
            .filter(**CITED_NOW)
            .select_related("edition")
            .defer("edition__body", "edition__compiled")
            .order_by("edition__code_order")
        )
        return [use.edition for use in found]

    @admin.display(description="cited on")
    def cited_on(self, row: Any) -> str:
        pages = ((page.get_absolute_url(), page.code, page.title) for page in self.pages_of(row))
        listed = format_html_join("", '<li><a href="{}">{} {}</a></li>', pages)
        return format_html(AT_ONCE + "<ul>{}</ul>", listed) if listed else NO_PAGE

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("cited_on",) if obj else ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        return (
            fieldsets
            if obj is None
            else [*fieldsets, ("Where it is used", {"fields": ["cited_on"]})]
        )
