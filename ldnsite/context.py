"""What every template may use without being handed it."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and the address for corrections; reads no session and no database."""
    return {"site_name": settings.SITE_NAME, "contact_email": settings.CONTACT_EMAIL}
