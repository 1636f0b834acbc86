"""The other side of the comparison: an empty Django view with Django's default middleware.

`/page` returns the bytes of the file that EMPTY_BODY names, `/unchanged` an empty 304.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path

BODY = Path(os.environ["EMPTY_BODY"]).read_bytes()

settings.configure(
    SECRET_KEY="measured-" * 6,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    # Those of `django-admin startproject`.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY, headers={"Content-Encoding": "gzip"})


def unchanged(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotModified()


urlpatterns = [path("page", page), path("unchanged", unchanged)]
application = get_wsgi_application()
