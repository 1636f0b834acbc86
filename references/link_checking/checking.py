"""One look at one address: HEAD, then GET where HEAD says little; every redirect by hand."""

import re
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import httpcore
import httpx

from references.link_checking.addresses import Gate, OtherPort, SpecialAddress, Unresolved
from references.link_checking.answers import (
    PERMANENT_REDIRECTS,
    REDIRECTS,
    Answer,
    Outcome,
    of_a_page,
    of_a_refusal,
    shortened,
)
from references.link_checking.pacing import HeldOff, OutOfTime, Pacer
from references.link_checking.transport import (
    Deadline,
    GuardedBackend,
    GuardedTransport,
)

MOST_REDIRECTS = 10
# A site's front page by its file's name, as older sites write it.
_FRONT_PAGE_FILE = re.compile(r"/(?:index|default|home)\.\w+")
# OpenSSL: the certificate's issuer is not known. Browsers fetch a missing link of the chain, so
# this says nothing about a reader.
ISSUER_UNKNOWN = {20, 21}
# Faults of a HEAD after which a GET may well succeed: the server was reached.
_UNSURE = (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError)


class _Undecided(Exception):
    """A check that ends without an answer of the site's; holds the answer to give."""

    def __init__(self, outcome: Outcome, said: str) -> None:
        super().__init__(said)
        self.answer = Answer(outcome, said)


@dataclass(frozen=True)
class Reply:
    """What of a response is looked at."""

    status: int
    location: str | None
    sets_cookie: bool


@dataclass
class Checker:
    """Looks at addresses; safe to use from several threads."""

    gate: Gate
    pacer: Pacer
    user_agent: str
    seconds: float = 20
    clock: Callable[[], float] = time.monotonic
    ssl_context: ssl.SSLContext = field(
        default_factory=lambda: httpx.create_ssl_context(trust_env=False)
    )
    inner: httpcore.NetworkBackend | None = None

    def check(self, url: str, *, until: float | None = None) -> Answer | None:
        """What the address answers, redirects followed; None where the run's end came first."""
        deadline = Deadline(seconds=self.seconds, clock=self.clock, until=until)
        try:
            answer = _Visit(self, deadline, until).follow(url)
        except OutOfTime:
            return None
        cut_short = answer.outcome == Outcome.FAILING and deadline.run_is_over()
        return None if cut_short else answer

    def transport(self, deadline: Deadline) -> GuardedTransport:
        """The connection for one check.

        No `httpx.Client` stands above it: that would read proxies from the environment, keep
        cookies, send an address's password, and fail on some redirects before anyone can look.
        """
        return GuardedTransport(GuardedBackend(self.gate, deadline, self.inner), self.ssl_context)

    def request(self, method: str, url: httpx.URL) -> httpx.Request:
        """A request that says who asks, and wants nothing packed."""
        return httpx.Request(
            method,
            url,
            headers={
                "User-Agent": self.user_agent,
                "Accept": "text/html,*/*;q=0.8",
                "Accept-Encoding": "identity",
                "Connection": "close",
            },
            # Half of all the time, so that a GET may follow a HEAD that nobody answered.
            extensions={"timeout": httpx.Timeout(self.seconds / 2).as_dict()},
        )


class _Visit:
    """The requests of one check."""

    def __init__(self, checker: Checker, deadline: Deadline, until: float | None) -> None:
        self.checker = checker
        self.deadline = deadline
        self.until = until

    def follow(self, url: str) -> Answer:
        with self.checker.transport(self.deadline) as transport:
            try:
                return self._follow(transport, _parsed(url))
            except _Undecided as undecided:
                return undecided.answer
            except HeldOff:
                return Answer(Outcome.LATER, "The site asked to be left alone for now.")
            except OtherPort:
                return Answer(Outcome.UNTOLD, "It uses a port that is never checked.")
            except SpecialAddress:
                said = "It leads to a private or special address, which readers cannot reach."
                return Answer(Outcome.FAILING, said)
            except Unresolved:
                return Answer(Outcome.FAILING, "No site of that name was found.")
            except httpx.TransportError as fault:
                return _of_a_fault(fault)

    def _follow(self, transport: httpx.BaseTransport, asked: httpx.URL) -> Answer:
        at, permanent, sets_cookie = asked, True, False
        seen = {asked}
        while True:
            reply = self._reply(transport, at)
            sets_cookie |= reply.sets_cookie
            if reply.location is None or reply.status not in REDIRECTS:
                break
            permanent &= reply.status in PERMANENT_REDIRECTS
            at = _next_hop(at, reply.location)
            if at in seen or len(seen) > MOST_REDIRECTS:
                raise _endless(sets_cookie)
            seen.add(at)
        if not 200 <= reply.status < 300:
            return of_a_refusal(reply.status)
        if asked != at and _only_the_front_page(asked, at):
            said = f"It leads to {shortened(str(at))} only; the page itself may be gone."
            return Answer(Outcome.FRONT_PAGE, said, reply.status)
        return of_a_page(asked=str(asked), found=str(at), permanent=permanent, status=reply.status)

    def _reply(self, transport: httpx.BaseTransport, url: httpx.URL) -> Reply:
        """What HEAD says where it says something good, else what GET says.

        Many servers refuse HEAD, answer it wrongly or never: it can show that a page is there, and
        not that it is missing.
        """
        try:
            reply = self._request(transport, "HEAD", url)
        except _UNSURE:
            return self._request(transport, "GET", url)
        if 200 <= reply.status < 300 or reply.status in REDIRECTS or reply.status == 429:
            return reply
        return self._request(transport, "GET", url)

    def _request(self, transport: httpx.BaseTransport, method: str, url: httpx.URL) -> Reply:
        _refuse_what_is_never_asked(url)
        self.deadline.extend(self.checker.pacer.wait(url.host, until=self.until))
        request = self.checker.request(method, url)
        with closing(transport.handle_request(request)) as response:
            if 200 <= response.status_code < 300:
                # The first piece shows that a body comes; no more of it is fetched, or decoded.
                next(response.iter_raw(), b"")
            if response.status_code == 429:
                self.checker.pacer.hold_off(url.host, response.headers.get("retry-after", ""))
            return Reply(
                response.status_code,
                response.headers.get("location"),
                "set-cookie" in response.headers,
            )


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise _Undecided(Outcome.FAILING, "No browser could open this address.") from None


def _next_hop(at: httpx.URL, location: str) -> httpx.URL:
    """The address a redirect names; a fragment outlives it (RFC 9110, 10.2.2)."""
    try:
        target = at.join(location)
        if at.fragment and not target.fragment:
            target = target.copy_with(fragment=at.fragment)
    except (httpx.InvalidURL, ValueError):
        said = "It redirects to what is no web address."
        raise _Undecided(Outcome.FAILING, said) from None
    return target


def _refuse_what_is_never_asked(url: httpx.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise _Undecided(Outcome.FAILING, "It leads to what is no page of the web.")
    if url.userinfo:
        raise _Undecided(Outcome.UNTOLD, "The address holds a name or password; none is sent.")


def _endless(sets_cookie: bool) -> _Undecided:
    if sets_cookie:
        said = "It redirects without end to a visitor who takes no cookies. Please open it."
        return _Undecided(Outcome.UNTOLD, said)
    return _Undecided(Outcome.FAILING, "It redirects without end.")


def _only_the_front_page(asked: httpx.URL, found: httpx.URL) -> bool:
    """Many sites send readers of a missing page to the front instead of saying so."""
    was_front = asked.raw_path == b"/" or _FRONT_PAGE_FILE.fullmatch(asked.path)
    return not was_front and found.raw_path == b"/"


def _of_a_fault(fault: httpx.TransportError) -> Answer:
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in ISSUER_UNKNOWN:
                said = "Who issued the site’s certificate is not known here. Please open it."
                return Answer(Outcome.UNTOLD, said)
            return Answer(Outcome.FAILING, "The site’s certificate is not valid.")
        if isinstance(cause, ssl.SSLError):
            return Answer(Outcome.FAILING, "No secure connection could be made.")
        cause = cause.__cause__ or cause.__context__
    if isinstance(fault, httpx.TimeoutException):
        return Answer(Outcome.FAILING, "The site did not answer in time.")
    if isinstance(fault, httpx.ConnectError):
        return Answer(Outcome.FAILING, "The site could not be reached.")
    return Answer(Outcome.FAILING, "The answer of the site broke off or made no sense.")
