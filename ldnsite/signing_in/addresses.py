"""Which address a request came from, and which of its neighbours count as the same."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# What some proxies write around an address: brackets, and a port. A bare IPv6 address has no port,
# since its last group could not be told from one.
_WRITTEN = re.compile(
    r"\[(?P<bracketed>[^\[\]]*)\](?::[0-9]*)?|(?P<with_port>[^:]*):[0-9]*|(?P<bare>.*)", re.DOTALL
)


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address in its short form, or None where the server does not know it.

    `X-Forwarded-For` counts only behind a proxy, and of it only what our own proxies wrote: each
    appends what it saw, so the visitor stands `PROXY_COUNT` places from the end. What stands before
    is the visitor's own invention, and would frame somebody else or be new with every request.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told_of = request.META.get("HTTP_X_FORWARDED_FOR", "")
        forwarded = [each for each in told_of.split(",") if each.strip()]
        if len(forwarded) >= settings.PROXY_COUNT:
            told = forwarded[-settings.PROXY_COUNT]
    found = _parsed(told)
    return str(found) if found else None


def _parsed(told: str) -> IPAddress | None:
    """The address itself, in whichever way it is written; None where it is none.

    A zone (`%eth0`) says by which interface of the server the address was met. PostgreSQL stores
    none, and one visitor is no other for it.
    """
    written = _WRITTEN.fullmatch(told.strip())
    address = written[written.lastgroup].partition("%")[0]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def networks(address: str | None) -> tuple[str, str]:
    """What counts as one visitor, and as one neighbourhood.

    An IPv4 address is both. Of IPv6 a household has a whole /64, and anybody can rent a /48.
    """
    if address is None:
        return "unknown", "unknown"
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return address, address
    return tuple(str(ipaddress.ip_network(f"{address}/{bits}", strict=False)) for bits in (64, 48))
