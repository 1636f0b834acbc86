import threading
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.link_checking.addresses import (
    Gate,
    OtherPort,
    SpecialAddress,
    Unresolved,
    is_public,
    look_up,
    networks,
)

SPECIAL = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/127",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
]


@pytest.mark.parametrize("block", SPECIAL)
def test_no_edge_of_a_special_block_is_public(block):
    network = ip_network(block)
    assert not is_public(network[0])
    assert not is_public(network[-1])


@given(st.sampled_from(SPECIAL), st.data())
def test_nothing_within_a_special_block_is_public(block, data):
    network = ip_network(block)
    assert not is_public(network[data.draw(st.integers(0, network.num_addresses - 1))])


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_otherwise(address):
    if address.is_private or address.is_multicast or address.is_reserved or address.is_loopback:
        assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "100.63.255.255", "172.32.0.0", "223.255.255.255", "2606:4700::1"],
)
def test_machines_of_the_internet_are_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["fe80::1%lo", "::ffff:1.1.1.1", "2002:7f00:1::", "64:ff9b::7f00:1"]
)
def test_an_address_in_disguise_is_not_public(address):
    assert not is_public(ip_address(address))


def spellings_of(number):
    """Ways to write an IPv4 address that the system's resolver reads as that address."""
    a, b, c, d = (number >> shift & 255 for shift in (24, 16, 8, 0))
    return [
        f"{a}.{b}.{c}.{d}",
        f"{a}.{b}.{c << 8 | d}",
        f"{a}.{number & 0xFFFFFF}",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"{a:#x}.0{b:o}.{c << 8 | d}",
    ]


LOOPBACK_NUMBERS = st.integers(0x7F000000, 0x7FFFFFFF)
OTHER_SPECIAL_NUMBERS = st.sampled_from([0, 0x0A000001, 0xA9FEA9FE, 0xC0A80101, 0x64400001])


@given(LOOPBACK_NUMBERS | OTHER_SPECIAL_NUMBERS, st.integers(0, 8))
def test_no_spelling_of_a_special_address_passes(number, which):
    spelling = spellings_of(number)[which]
    # It is the address, not just something that fails to resolve.
    assert look_up(spelling, 80) == [str(IPv4Address(number))]
    with pytest.raises(SpecialAddress):
        Gate().addresses(spelling, 80, seconds=5)


@pytest.mark.parametrize("spelling", ["::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1", "::"])
def test_no_spelling_of_a_special_ipv6_address_passes(spelling):
    with pytest.raises(SpecialAddress):
        Gate().addresses(spelling, 443, seconds=5)


def gate(*found, **fields):
    return Gate(resolver=lambda host, port: list(found), **fields)


def test_a_public_name_passes_with_all_its_addresses():
    found = gate("1.1.1.1", "2606:4700::1").addresses("pages.test", 443, seconds=5)
    assert found == ["1.1.1.1", "2606:4700::1"]


@pytest.mark.parametrize("special", ["127.0.0.1", "::1", "100.64.0.1", "224.0.0.1"])
def test_one_special_address_beside_a_public_one_refuses_the_name(special):
    for found in ([special, "1.1.1.1"], ["1.1.1.1", special]):
        with pytest.raises(SpecialAddress):
            gate(*found).addresses("pages.test", 80, seconds=5)


def test_an_opened_network_passes_and_its_neighbour_does_not():
    opened = networks(["127.0.0.1/32", "fd00::/64"])
    assert gate("127.0.0.1", "fd00::5", open_networks=opened).addresses("a", 80, seconds=5)
    for neighbour in ("127.0.0.2", "fd01::5"):
        with pytest.raises(SpecialAddress):
            gate(neighbour, open_networks=opened).addresses("a", 80, seconds=5)


@pytest.mark.parametrize("port", [0, 22, 25, 79, 6379, 8080])
def test_other_ports_are_refused_before_the_name_is_looked_up(port):
    def never(host, port):
        raise AssertionError

    with pytest.raises(OtherPort):
        Gate(resolver=never).addresses("pages.test", port, seconds=5)


def unknown(host, port):
    raise OSError("Name or service not known")


@pytest.mark.parametrize("resolver", [unknown, lambda host, port: []])
def test_a_name_without_an_address_is_unresolved(resolver):
    with pytest.raises(Unresolved):
        Gate(resolver=resolver).addresses("pages.test", 80, seconds=5)


def test_a_name_that_cannot_be_encoded_is_unresolved():
    with pytest.raises(Unresolved):
        Gate().addresses(f"{'a' * 70}.test", 80, seconds=5)


def test_a_resolver_that_never_answers_is_left_at_the_deadline():
    release = threading.Event()

    def never(host, port):
        release.wait(30)
        return ["1.1.1.1"]

    try:
        with pytest.raises(Unresolved):
            Gate(resolver=never).addresses("pages.test", 80, seconds=0)
    finally:
        release.set()


def test_ipv6_is_public_only_where_it_was_given_out():
    assert is_public(IPv6Address("2600::1"))
    assert not is_public(IPv6Address("4000::1"))
    assert not is_public(IPv6Address("1fff::1"))
