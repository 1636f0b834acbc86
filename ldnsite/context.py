"""What every template may use without being handed it."""

from django.conf import settings
from django.http import HttpRequest

from ldnsite.static_copy.asking import MARK


def site(request: HttpRequest) -> dict[str, str | bool]:
    """The site's name, the address for corrections, and whether this is for a copy in files.

    It reads no session and no database.
    """
    return {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "is_static_copy": MARK in request.META,
    }
