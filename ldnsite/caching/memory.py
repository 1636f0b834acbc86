"""What is kept in this process, within bounds. A leaf."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django.conf import settings

# Of an entry beside its body: its key, headers and the objects that hold them.
OVERHEAD = 3_000


class Memory:
    """Entries with a `body`, all of one stamp; what was not asked for longest goes first."""

    def __init__(self, max_bytes: int, max_entries: int) -> None:
        self.max_bytes, self.max_entries = max_bytes, max_entries
        self.stamp: Hashable = None
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, key: Hashable, stamp: Hashable) -> Any:
        with self.lock:
            self._go_over_to(stamp)
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: Hashable, stamp: Hashable, kept: Any) -> None:
        with self.lock:
            self._go_over_to(stamp)
            replaced = self.kept.pop(key, None)
            self.size += _size(kept) - (_size(replaced) if replaced else 0)
            self.kept[key] = kept
            while self.size > self.max_bytes or len(self.kept) > self.max_entries:
                _, oldest = self.kept.popitem(last=False)
                self.size -= _size(oldest)

    def clear(self) -> None:
        with self.lock:
            self._go_over_to(None)

    def _go_over_to(self, stamp: Hashable) -> None:
        if stamp != self.stamp:
            self.kept.clear()
            self.stamp, self.size = stamp, 0


def is_own_name(host: str) -> bool:
    """Whether ALLOWED_HOSTS names the host just so. Of others there is no end, with ports, capitals
    and what `*` or `.example.org` lets in: let them push out nothing of the site's own.
    """
    return host in settings.ALLOWED_HOSTS


def _size(kept: Any) -> int:
    return len(kept.body) + OVERHEAD
