"""Ask a WSGI application as a server does, without one."""

import gzip
import io
from dataclasses import dataclass
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

from ldnsite.caching.layer import ResponseCache


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        zipped = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if zipped else self.body).decode()


def ask(application, address, method="GET", **environ):
    """`environ` adds to or replaces the request's variables, such as HTTP_ACCEPT_ENCODING."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "wsgi.input": io.BytesIO(),
        **environ,
    }
    setup_testing_defaults(environ)
    begun = []
    chunks = application(environ, lambda status, headers, *rest: begun.append((status, headers)))
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    status, headers = begun[0]
    assert len(dict(headers)) == len(headers), "a header stands twice"
    return Answer(int(status.split()[0]), dict(headers), b"" if method == "HEAD" else body)


class Counting:
    """An application that counts how often it was asked."""

    def __init__(self):
        self.application = WSGIHandler()
        self.count = 0

    def __call__(self, environ, start_response):
        self.count += 1
        return self.application(environ, start_response)


class Site(ResponseCache):
    """The site within its layer; `rendered` says how often the layer had to ask."""

    def __init__(self, shared=None):
        super().__init__(Counting(), shared)

    @property
    def rendered(self):
        return self.application.count

    def ask(self, address, method="GET", **environ):
        return ask(self, address, method, **environ)
