"""Whether this process can do its work now: `/readyz`, for whoever watches over the site."""

import logging
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

logger = logging.getLogger(__name__)
READY = "ready"


def readyz(request: HttpRequest) -> HttpResponse:
    """One line for each thing that the site needs; 503 where one is not ready.

    What exactly went wrong is in the log alone: an error of a database names hosts and accounts.
    """
    said = {name: check() for name, check in CHECKS.items()}
    return HttpResponse(
        "".join(f"{name}: {words}\n" for name, words in said.items()),
        status=200 if set(said.values()) == {READY} else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("the database does not answer", exc_info=True)
        return "does not answer; no page can be read until it does"
    return READY


def cache() -> str:
    """The cache that machines share; a process's own needs no question."""
    if "responses" not in settings.CACHES:
        return READY
    import redis

    try:
        caches["responses"].get("readyz")
    except (redis.RedisError, OSError):
        logger.warning("the shared cache does not answer", exc_info=True)
        return "does not answer; pages are served without it, and more slowly"
    return READY


def migrations() -> str:
    try:
        done = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "cannot be looked up, since the database does not answer"
    missing = _known_migrations() - done.keys()
    if missing:
        return f"{len(missing)} to be run: manage.py migrate"
    return READY


def styles() -> str:
    """Every page names the style sheet by the name that `collectstatic` gave it."""
    try:
        static("css/site.css")
    except ValueError:
        return "not collected: manage.py collectstatic, then a reload"
    return READY


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    """All that this version of the site has; reading them from the disk takes a while."""
    return frozenset(MigrationLoader(None).disk_migrations)


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "cache": cache,
    "migrations": migrations,
    "styles": styles,
}
