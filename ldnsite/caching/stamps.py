"""What a public response depends on besides its address, and the entity tag made of it."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from django.utils.autoreload import file_changed

SOURCES = ("ldnsite", "articles", "references", "templates")
SETTINGS = (
    "CONTACT_EMAIL",
    "CONTENT_SECURITY_POLICY",
    "LANGUAGE_CODE",
    "SITE_NAME",
    "STATIC_FROM_SOURCE",
    "STATIC_URL",
    "TIME_ZONE",
)
_ASK = "SELECT number FROM ldnsite_contentversion LIMIT 1"


class Stamp(NamedTuple):
    """The content version, and the day: some pages say how long ago something was."""

    version: int
    day: int


def present() -> Stamp | None:
    """The stamp of this moment, or None where the database does not answer.

    Take it before anything is read for the response: what is published meanwhile is then shown too
    early, and never too late. The driver is asked directly, since this one question is most of what
    a kept page costs; a broken connection is let go of, and the next question makes a new one.
    """
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            # All rows, so that SQLite does not keep the snapshot open.
            rows = connection.connection.execute(_ASK).fetchall()
    except Error:
        connection.close()
        return None
    return Stamp(rows[0][0] if rows else 0, timezone.localdate().toordinal())


@cache
def fingerprint() -> bytes:
    """Of the code, the templates and the settings that responses are made by.

    The same on every machine with the same of them, and 32 bytes that nobody can guess.
    """
    digest = blake2b(settings.SECRET_KEY.encode(), digest_size=32)
    digest.update(django.get_version().encode())
    for name in dir(settings):
        if name in SETTINGS or name.startswith("SECURE_"):
            digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    for path in _sources():
        digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode())
        digest.update(path.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        digest.update(manifest.read_bytes())
    return digest.digest()


def _sources() -> list[Path]:
    folders = [settings.BASE_DIR / name for name in SOURCES]
    found = [path for folder in folders for path in folder.rglob("*")]
    return sorted(path for path in found if path.suffix in (".py", ".html", ".txt", ".xml"))


def forget_fingerprint(**_: object) -> None:
    fingerprint.cache_clear()


# Where the development server watches, a changed template makes new responses.
file_changed.connect(forget_fingerprint, dispatch_uid="ldnsite.caching.fingerprint")


def entity_tag(stamp: Stamp, address: str) -> str:
    """A weak entity tag for the whole address, its host included.

    It cannot be guessed: who sends one back was once answered with 200 at this address and stamp.
    """
    made = blake2b(
        f"{stamp.version} {stamp.day} {address}".encode(), key=fingerprint(), digest_size=12
    )
    return f'W/"{made.hexdigest()}"'


def is_named(tag: str, if_none_match: str) -> bool:
    """Whether a request's If-None-Match names the tag, by weak comparison."""
    if if_none_match == tag:
        return True
    named = {name.strip().removeprefix("W/") for name in if_none_match.split(",")}
    return "*" in named or tag.removeprefix("W/") in named
