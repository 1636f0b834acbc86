"""Sessions of one account, ended where its password alone does not end them."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(person: AbstractBaseUser, keep: str | None = None) -> None:
    """End every session of the account but the one whose key is `keep`.

    A changed password ends them by itself, since Django holds each against it. This is for the
    rest: a closed account would have its old sessions back once it is opened again. A session tells
    whose it is only when it is read; a desk has few.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        whose = session.get_decoded().get(SESSION_KEY)
        if whose == str(person.pk) and session.session_key != keep:
            store(session.session_key).delete()
