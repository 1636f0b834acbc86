"""Politeness: how often one host is asked, whichever link or redirect leads there."""

import threading
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

from django.utils import timezone

# What a host that says “too many” without a time is given, and the most it can ask for.
USUAL_HOLD = 600.0
LONGEST_HOLD = 86_400.0


class OutOfTime(Exception):
    """The run ends before it would be this host's turn again."""


class HeldOff(Exception):
    """The host asked to be left alone for now."""


class Pacer:
    """Gives each host's requests their turns, `gap` seconds apart; used by several threads."""

    def __init__(
        self, *, gap: float, clock: Callable[[], float], pause: Callable[[float], None]
    ) -> None:
        self._gap = gap
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def wait(self, host: str, *, until: float | None = None) -> float:
        """Wait for this host's turn; the seconds waited. Raises HeldOff or OutOfTime instead."""
        with self._lock:
            now = self._clock()
            if self._held.get(host, now) > now:
                raise HeldOff(host)
            turn = max(now, self._next.get(host, now))
            if until is not None and turn >= until:
                raise OutOfTime(host)
            self._next[host] = turn + self._gap
        if turn > now:
            self._pause(turn - now)
        return turn - now

    def hold_off(self, host: str, retry_after: str) -> None:
        """Ask this host nothing until the time that its Retry-After header names."""
        with self._lock:
            self._held[host] = self._clock() + seconds_of(retry_after)


def seconds_of(retry_after: str) -> float:
    """What a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3)."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_HOLD)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return USUAL_HOLD
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - timezone.now()).total_seconds()
    return min(max(seconds, 0.0), LONGEST_HOLD)
