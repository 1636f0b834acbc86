"""A thin layer around the whole application: answers what was answered before, with one query.

On any doubt it lets the application answer: an unknown host or parameter, a body, a password, a
method that changes something, a database that does not say which version of the site this is.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http.request import split_domain_port, validate_host
from django.utils.autoreload import file_changed

from ldnsite.caching import ahead
from ldnsite.caching.addresses import public_at, spelt
from ldnsite.caching.memory import Memory, is_own_name
from ldnsite.caching.middleware import STAMP, accepts_gzip
from ldnsite.caching.stamps import Stamp, is_named, present
from ldnsite.caching.stores import Kept, Shared, shared_store
from ldnsite.closing import AndThen

Environ = dict[str, Any]
Application = Callable[[Environ, Callable], Iterable[bytes]]
Key = tuple[str, str, str, str, bool]

MAX_BODY = 1024 * 1024
MAX_PATH = 300
MAX_HOSTS = 64
# Not worth a question to the database: these are never kept.
NEVER = ("/admin/", "/static/")


class ResponseCache:
    """The application, answering from memory, or from Redis where CACHE_URL names one."""

    def __init__(self, application: Application, shared: Shared | None = None) -> None:
        self.application = application
        self.shared = shared
        # What can be made up without end has a place of its own, so that it pushes no page out:
        # queries, ports and spellings of the host, and whatever leads on or says “withdrawn”.
        self.plain = Memory(max_bytes=48 * 1024 * 1024, max_entries=5_000)
        self.beside = Memory(max_bytes=16 * 1024 * 1024, max_entries=2_000)
        self.hosts: set[str] = set()
        file_changed.connect(self.forget)

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        key = self.key_of(environ)
        stamp = present() if key else None
        if key is None or stamp is None:
            return self.pass_on(environ, start_response)
        kept = self.find(key, stamp)
        if kept is None:
            return self.render(environ, start_response, key, stamp)
        named = environ.get("HTTP_IF_NONE_MATCH")
        if named and kept.tag and is_named(kept.tag, named):
            start_response("304 Not Modified", kept.short_headers)
            return ()
        start_response(kept.status, kept.headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (kept.body,)

    def pass_on(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        """Let the application answer; what it published meanwhile is made ready afterwards."""
        with ahead.published() as addresses:
            response = self.application(environ, start_response)
        if not addresses or environ.get("SCRIPT_NAME"):
            return response
        return AndThen(response, partial(self.make_ready, environ, addresses))

    def make_ready(self, environ: Environ, addresses: list[str]) -> None:
        """Keep these pages for their first readers, who come by the same name as this request."""
        for address in addresses[-ahead.AT_ONCE :]:
            response = self(ahead.reader_of(environ, address), lambda *_: None)
            if hasattr(response, "close"):
                response.close()

    def forget(self, **_: object) -> None:
        """A file of the project changed under the development server."""
        for memory in (self.plain, self.beside):
            memory.clear()

    def key_of(self, environ: Environ) -> Key | None:
        """What the response depends on besides the stamp; None where it cannot be kept."""
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or len(path) > MAX_PATH
            or path.startswith(NEVER)
            or environ.get("SCRIPT_NAME")
            or environ.get("CONTENT_LENGTH", "0") not in ("", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
            or "HTTP_AUTHORIZATION" in environ
        ):
            return None
        host = environ.get("HTTP_HOST", "")
        scheme = _scheme(environ)
        if not self.is_allowed(host) or (settings.SECURE_SSL_REDIRECT and scheme != "https"):
            return None
        query: str | None = environ.get("QUERY_STRING", "")
        if query:
            # WSGI hands the path over as bytes in Latin letters.
            public = public_at(path.encode("latin-1").decode(errors="replace"))
            query = spelt(public, query) if public else None
        if query is None:
            return None
        return scheme, host, path, query, accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))

    def is_allowed(self, host: str) -> bool:
        if host in self.hosts:
            return True
        domain, _ = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self.hosts) < MAX_HOSTS:
            self.hosts.add(host)
        return True

    def find(self, key: Key, stamp: Stamp) -> Kept | None:
        found = self.plain.get(key, stamp) or self.beside.get(key, stamp)
        if found is None and self.shared is not None and _is_plain(key):
            found = self.shared.get(key, stamp)
            if found is not None:
                self.plain.put(key, stamp, found)
        return found

    def keep(self, key: Key, stamp: Stamp, kept: Kept) -> None:
        if not _is_plain(key) or not kept.status.startswith("200"):
            self.beside.put(key, stamp, kept)
            return
        self.plain.put(key, stamp, kept)
        if self.shared is not None:
            self.shared.put(key, stamp, kept)

    def render(
        self, environ: Environ, start_response: Callable, key: Key, stamp: Stamp
    ) -> Iterable[bytes]:
        """Let the application answer, and keep the answer where it says that it may be kept."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def noted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable:
            begun.append((status, list(headers)))
            return start_response(status, headers, *rest)

        environ[STAMP] = stamp
        response = self.application(environ, noted)
        if (
            environ["REQUEST_METHOD"] == "GET"
            and getattr(response, "kept_under", None) == stamp
            and not response.streaming
            and len(response.content) <= MAX_BODY
        ):
            self.keep(key, stamp, Kept(*begun[0], body=response.content))
        return response


def _is_plain(key: Key) -> bool:
    """Whether the site has only so many addresses of this kind: no query, and its own name."""
    _, host, _, query, _ = key
    return not query and is_own_name(host)


def _scheme(environ: Environ) -> str:
    """As Django's `request.scheme` has it."""
    trusted = settings.SECURE_PROXY_SSL_HEADER
    if trusted and (said := environ.get(trusted[0])) is not None:
        return "https" if said.split(",", 1)[0].strip() == trusted[1] else "http"
    return environ["wsgi.url_scheme"]


def with_kept_responses(application: Application) -> Application:
    """The application within the layer; as it is where Django's own error pages are asked for."""
    return application if settings.DEBUG else ResponseCache(application, shared_store())


def make_ready(addresses: list[str]) -> None:
    """Keep pages for their first readers where no request published them: for all processes that
    share a Redis, and else for none.
    """
    shared, environ = shared_store(), ahead.way_in()
    if addresses and shared is not None and environ is not None:
        ResponseCache(WSGIHandler(), shared).make_ready(environ, addresses)
