"""Ask the application for an address, in this process and without a server."""

import io
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http.request import validate_host

# Says to the templates that they are for a copy: they leave out what needs a server.
MARK = "ldnsite.static_copy"


class BadAddress(ValueError):
    """Why a copy cannot stand at this address."""


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    location: str
    body: bytes


class Site:
    """The site as it is seen at `address`, such as https://example.org."""

    def __init__(self, address: str) -> None:
        """Raises BadAddress."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise BadAddress("Write the address as https://example.org, without a path.")
        if settings.SECURE_SSL_REDIRECT and parts.scheme != "https":
            raise BadAddress("The address has to begin with https://, since HTTPS is on.")
        if not validate_host(parts.hostname, settings.ALLOWED_HOSTS):
            raise BadAddress(f"ALLOWED_HOSTS does not name {parts.hostname}: add it.")
        self.scheme, self.host = parts.scheme, parts.netloc
        self.base = f"{self.scheme}://{self.host}"
        self.application = WSGIHandler()

    def ask(self, address: str) -> Answer:
        path, _, query = address.partition("?")
        environ = {
            "PATH_INFO": unquote(path).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": self.host,
            "HTTP_X_FORWARDED_PROTO": self.scheme,
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            MARK: True,
        }
        setup_testing_defaults(environ)
        head: list = []
        pieces = self.application(environ, lambda *given: head.extend(given))
        try:
            body = b"".join(pieces)
        finally:
            pieces.close()
        headers = {name.lower(): value for name, value in head[1]}
        return Answer(
            status=int(head[0].split()[0]),
            kind=headers.get("content-type", "").partition(";")[0],
            location=headers.get("location", ""),
            body=body,
        )
