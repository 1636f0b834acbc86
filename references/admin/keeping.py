"""The server's part in keeping what an editor types: to say that a form is saved."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

SAVED = "draft-saved"


class KeepsWords(admin.ModelAdmin):
    """For a form that static/js/desk/keeping.js looks after.

    The browser lets go of its copy when it sees the tag. Other good news, such as that of an
    action, may come in between and does not carry it.
    """

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        of_a_form = request.resolver_match.url_name.endswith(("_add", "_change"))
        if level == messages.SUCCESS and of_a_form:
            extra_tags = f"{extra_tags} {SAVED}".strip()
        super().message_user(request, message, level, extra_tags, fail_silently)
