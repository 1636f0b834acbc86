"""Where responses are kept: in this process, and for several machines in Redis."""

import json
import logging
import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches

from ldnsite.caching.middleware import without_body
from ldnsite.caching.stamps import Stamp, fingerprint

logger = logging.getLogger(__name__)
Headers = list[tuple[str, str]]
# How long Redis is left alone after it failed, so that no reader waits for it twice.
REST_SECONDS = 10
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Kept:
    """A response as it went out, and the headers of the "not modified" that stands for it."""

    status: str
    headers: Headers
    body: bytes
    tag: str = field(init=False, default="")
    short_headers: Headers = field(init=False)

    def __post_init__(self) -> None:
        tags = [value for name, value in self.headers if name == "ETag"]
        object.__setattr__(self, "tag", tags[0] if tags else "")
        object.__setattr__(self, "short_headers", without_body(self.headers))

    def dump(self) -> bytes:
        return json.dumps([self.status, self.headers]).encode() + b"\n" + self.body

    @classmethod
    def load(cls, data: bytes) -> "Kept":
        head, _, body = data.partition(b"\n")
        status, headers = json.loads(head)
        return cls(status, [(name, value) for name, value in headers], body)


class Plain:
    """Bytes as they are: nothing that comes back from Redis is unpickled."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class Shared:
    """What other processes and machines rendered; without it everything goes on as before."""

    def __init__(self, errors: tuple[type[Exception], ...]) -> None:
        self.errors = errors
        self.rests_until = 0.0

    def get(self, key: Hashable, stamp: Stamp) -> Kept | None:
        if time.monotonic() < self.rests_until:
            return None
        try:
            data = caches["responses"].get(_shared_key(key, stamp))
        except self.errors as fault:
            return self._rest(fault)
        try:
            return Kept.load(data) if data else None
        except (TypeError, ValueError) as fault:
            logger.warning("the shared cache holds what is no response, making it anew: %s", fault)
            return None

    def put(self, key: Hashable, stamp: Stamp, kept: Kept) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            caches["responses"].set(_shared_key(key, stamp), kept.dump(), KEPT_SECONDS)
        except self.errors as fault:
            self._rest(fault)

    def _rest(self, fault: Exception) -> None:
        self.rests_until = time.monotonic() + REST_SECONDS
        logger.warning("the shared cache does not answer, going on without it: %s", fault)


def _shared_key(key: Hashable, stamp: Stamp) -> str:
    return blake2b(repr((key, *stamp)).encode(), key=fingerprint(), digest_size=24).hexdigest()


def shared_store() -> Shared | None:
    """Redis, where CACHE_URL names one."""
    if "responses" not in settings.CACHES:
        return None
    import redis

    return Shared((redis.RedisError, OSError))
