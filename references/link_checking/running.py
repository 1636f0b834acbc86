"""Many links, several at a time, what failed again later: no database in sight."""

import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from django.conf import settings

from references.link_checking.addresses import Gate, networks
from references.link_checking.answers import Answer, Outcome
from references.link_checking.checking import Checker
from references.link_checking.pacing import Pacer
from references.models import Link

WORKERS = 8


@dataclass(frozen=True)
class Pace:
    """How patient a run is, in seconds; `total` None takes the time it needs."""

    gap: float
    attempt: float
    retry_pauses: tuple[float, ...]
    total: float | None = None
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


NIGHTLY = Pace(gap=2, attempt=20, retry_pauses=(20, 60))
# While an editor waits. Servers of the usual kind end a request after 30 seconds.
AT_ONCE = Pace(gap=0.5, attempt=6, retry_pauses=(2,), total=20)


@dataclass(frozen=True)
class Finding:
    """What was found at the address that this link had when the run began."""

    link: Link
    answer: Answer


def user_agent() -> str:
    """Who asks, and whom a site's keeper may write to. Headers hold plain ASCII."""
    name = unicodedata.normalize("NFKD", settings.SITE_NAME.replace("’", "'"))
    plain = "".join(c for c in name if " " <= c <= "~" and c not in "()\\;")
    contact = f"; mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL.isascii() else ""
    if not settings.CONTACT_EMAIL:
        contact = ""
    return f"ldnsite-link-check/1.0 ({plain.strip()}{contact})"


def make_checker(pace: Pace) -> Checker:
    """A checker by this site's settings."""
    return Checker(
        gate=Gate(
            ports=frozenset(settings.LINK_CHECK_PORTS),
            open_networks=networks(settings.LINK_CHECK_OPEN_NETWORKS),
        ),
        pacer=Pacer(gap=pace.gap, clock=pace.clock, pause=pace.pause),
        user_agent=user_agent(),
        seconds=pace.attempt,
        clock=pace.clock,
    )


def look_at_all(links: Iterable[Link], *, checker: Checker, pace: Pace) -> Iterator[Finding]:
    """One finding for each link, as they come; none for those that the run's end left over.

    A link that is gone or failing is tried again once all others had their turn. Gone twice
    running it is settled; so is whatever the last round finds.
    """
    until = None if pace.total is None else pace.clock() + pace.total
    pending = by_turns(links)
    gone: set[int] = set()
    for retries_left, pause in zip(
        range(len(pace.retry_pauses), -1, -1), (0, *pace.retry_pauses), strict=True
    ):
        if pause and pending:
            pace.pause(pause)
        again = []
        for link, answer in _one_round(pending, checker, until):
            if answer is None:
                continue
            if retries_left and _unsettled(answer, link.pk in gone):
                again.append(link)
                if answer.outcome == Outcome.GONE:
                    gone.add(link.pk)
            else:
                yield Finding(link, answer)
        pending = by_turns(again)


def _unsettled(answer: Answer, gone_before: bool) -> bool:
    if answer.outcome == Outcome.GONE:
        return not gone_before
    return answer.outcome == Outcome.FAILING


def _one_round(
    links: list[Link], checker: Checker, until: float | None
) -> Iterator[tuple[Link, Answer | None]]:
    pool = ThreadPoolExecutor(WORKERS)
    try:
        asked = {pool.submit(checker.check, link.url, until=until): link for link in links}
        for done in as_completed(asked):
            yield asked[done], done.result()
    finally:
        # Whoever stops listening, or presses Ctrl-C, waits for what is under way only.
        pool.shutdown(cancel_futures=True)


def by_turns(links: Iterable[Link]) -> list[Link]:
    """The links with their hosts taking turns, so that a much-cited site holds up no other."""
    hosts: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        hosts[_host(link.url)].append(link)
    return [link for link in chain.from_iterable(zip_longest(*hosts.values())) if link]


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url
