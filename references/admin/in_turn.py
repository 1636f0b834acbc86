"""Saves at the desk pass one by one, on PostgreSQL as on SQLite."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from ldnsite.models import ContentVersion

View = Callable[..., HttpResponse]


def in_turn(view: View) -> View:
    """A method of an admin whose POST is one transaction that holds the content version."""

    @wraps(view)
    def held(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(admin, request, *args, **kwargs)
        with transaction.atomic():
            ContentVersion.objects.hold()
            return view(admin, request, *args, **kwargs)

    return held


class InTurn:
    """For a ModelAdmin, before it among its bases.

    What a form is checked against, and what it leaves as it was, then still stands when it is
    saved: a link's state that the checker writes at this moment is not written over.
    """

    @in_turn
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    @in_turn
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs)
