"""The mark by which programs ask whether anything has changed since they last looked."""

from typing import Any

from django.http import HttpRequest

from ldnsite.caching.stamps import fingerprint
from ldnsite.models import ContentVersion


def content_tag(request: HttpRequest, **_: Any) -> str:
    """An entity tag of the content and of the code that words it: an update says things anew.

    Asked before the rows are read, so that it is never newer than they are.
    """
    return f'"{ContentVersion.objects.number()}-{fingerprint().hex()[:8]}"'
