"""Which machines the checker may talk to: those of the public internet, and no other.

Whoever edits a link, and whoever owns a site that a link leads to, chooses the names and redirects
that this server follows. So what counts is the number that a name stands for, however written.
"""

import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], list[str]]

# The registries of special addresses (IANA, RFC 6890 and its heirs), written out: `is_global` of
# Python lets multicast, NAT64 and 6to4 pass, and `is_private` lets 100.64.0.0/10 pass.
_SPECIAL_V4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # a carrier's own
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # the host of a machine at Azure
        "169.254.0.0/16",  # link-local, and the metadata of a machine in a cloud
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
# Only 2000::/3 was ever given out as public. That leaves out loopback, link-local, private and
# multicast addresses, NAT64, and IPv4 addresses dressed as IPv6.
_PUBLIC_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = [
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]


class Unresolved(Exception):
    """The host's name stands for no address."""


class SpecialAddress(Exception):
    """The host's name stands for an address that is not a public one."""


class OtherPort(Exception):
    """The address names a port that the checker does not use."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to one machine of the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _SPECIAL_V4)
    return address in _PUBLIC_V6 and not any(address in block for block in _SPECIAL_V6)


def look_up(host: str, port: int) -> list[str]:
    """The addresses that this machine would connect to, as the system's resolver reads the name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def _look_up_within(seconds: float, resolver: Resolver, host: str, port: int) -> list[str]:
    """Ask in a thread of its own: the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as fault:
            answers.put(fault)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise Unresolved(host) from None
    if isinstance(answer, Exception):
        raise Unresolved(host) from answer
    return answer


@dataclass(frozen=True)
class Gate:
    """What may be reached. `open_networks` are let through whatever they are: for tests."""

    ports: frozenset[int] = frozenset({80, 443})
    open_networks: tuple[Network, ...] = ()
    resolver: Resolver = look_up

    def admits(self, address: str) -> bool:
        """Whether this number may be connected to."""
        number = ip_address(address)
        return is_public(number) or any(
            number.version == block.version and number in block for block in self.open_networks
        )

    def addresses(self, host: str, port: int, *, seconds: float) -> list[str]:
        """The numbers to connect to for this host; raises unless every one of them is admitted.

        One public number beside a private one is how a name is turned against its visitors, so
        such a name is refused as a whole.
        """
        if port not in self.ports:
            raise OtherPort(port)
        if host.startswith("."):
            # Some resolvers know such a name, and TLS refuses to ask for it.
            raise Unresolved(host)
        found = _look_up_within(seconds, self.resolver, host, port)
        if not found:
            raise Unresolved(host)
        if not all(self.admits(address) for address in found):
            raise SpecialAddress(host)
        return found


def networks(blocks: list[str]) -> tuple[Network, ...]:
    """The blocks named in a setting, such as 127.0.0.1/32."""
    return tuple(ip_network(block) for block in blocks)
