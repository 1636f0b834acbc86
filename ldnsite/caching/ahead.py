"""Which pages were published just now, so that each is made ready before its first reader asks."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import transaction

# Many at once would keep the process from its readers; the last ones are made ready.
AT_ONCE = 5
_noted: ContextVar[list[str] | None] = ContextVar("published", default=None)


@contextmanager
def published() -> Iterator[list[str]]:
    """The addresses of what is published within, in order, each from its commit on."""
    noted: list[str] = []
    before = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(before)


def note(*, instance: Any, created: bool, **_: Any) -> None:
    """Receives every edition that is saved."""
    noted = _noted.get()
    if noted is not None and created and not instance.is_withdrawn:
        transaction.on_commit(lambda: noted.append(instance.get_absolute_url()))


def reader_of(environ: dict[str, Any], address: str) -> dict[str, Any]:
    """The request of a reader with a present-day browser, by the same way as the editor's."""
    trusted = settings.SECURE_PROXY_SSL_HEADER
    kept = {"HTTP_HOST", "REMOTE_ADDR", *(trusted[:1] if trusted else ())}
    return {
        name: value
        for name, value in environ.items()
        if name in kept or name.startswith(("SERVER_", "wsgi."))
    } | {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
        "QUERY_STRING": "",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": io.BytesIO(),
    }


def way_in() -> dict[str, Any] | None:
    """A request by the first of the site's own names; None where only patterns are allowed."""
    names = [name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", "."))]
    if not names:
        return None
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    trusted = settings.SECURE_PROXY_SSL_HEADER
    return {
        "HTTP_HOST": names[0],
        "SERVER_NAME": names[0],
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": scheme,
        **({trusted[0]: scheme} if trusted else {}),
    }
