"""Browsers that an editor signed in with before, known by a signed cookie.

It opens nothing. It lets an editor try a password while a stranger's guesses are being held off,
even from the same address (OWASP, “device cookies”); so a stranger cannot lock anybody out.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SALT = "ldnsite.signing_in.device"
DAYS = 365
SECONDS = DAYS * 24 * 60 * 60


def known_device(request: HttpRequest, account: str) -> str | None:
    """What tells this browser from others, where it is one that signed in to this account."""
    try:
        told = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=SECONDS
        )
    except signing.BadSignature:
        return None
    return told["device"] if told["account"] == account else None


def remember_device(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """Know this browser again: by the mark that it has, or by a new one."""
    device = known_device(request, account) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"account": account, "device": device}, salt=SALT),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
