import ipaddress

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.signing_in.addresses import client_address, networks


def asked(remote="192.0.2.1", forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize("forwarded", ["198.51.100.7", "198.51.100.7, 203.0.113.9", "nonsense"])
def test_forwarded_address_counts_for_nothing_without_a_proxy(forwarded, settings):
    settings.BEHIND_PROXY = False
    assert client_address(asked(forwarded=forwarded)) == "192.0.2.1"


@pytest.mark.parametrize(
    ("forwarded", "count", "found"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.7,203.0.113.9 ", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 192.0.2.77", 2, "203.0.113.9"),
        # Fewer than our own proxies would have written: nobody to believe but the connection.
        ("203.0.113.9", 2, "192.0.2.1"),
        (None, 1, "192.0.2.1"),
        ("203.0.113.9, not an address", 1, None),
        ("::ffff:203.0.113.9", 1, "203.0.113.9"),
        ("2001:DB8:0::1", 1, "2001:db8::1"),
        # As some proxies write them: with a port, in brackets, with the zone of an interface.
        ("203.0.113.5:4711", 1, "203.0.113.5"),
        ("198.51.100.7:1, 203.0.113.5:4711", 1, "203.0.113.5"),
        ("[2001:db8::1]:443", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("[203.0.113.5]:443", 1, "203.0.113.5"),
        ("fe80::1%eth0", 1, "fe80::1"),
        ("[fe80::1%25eth0]:443", 1, "fe80::1"),
        ("[::ffff:203.0.113.5]:443", 1, "203.0.113.5"),
        ("::ffff:203.0.113.5%eth0", 1, "203.0.113.5"),
        # Neither an address nor one that is written in such a way.
        ("203.0.113.5:port", 1, None),
        ("[2001:db8::1", 1, None),
        ("[2001:db8::1]443", 1, None),
        ("[]:443", 1, None),
        (":443", 1, None),
        ("203.0.113.5:4711:12", 1, None),
    ],
)
def test_behind_a_proxy_only_what_our_proxies_wrote_counts(forwarded, count, found, settings):
    settings.BEHIND_PROXY, settings.PROXY_COUNT = True, count
    assert client_address(asked(forwarded=forwarded)) == found


def test_address_may_be_unknown_as_behind_a_socket(settings):
    settings.BEHIND_PROXY = False
    assert client_address(asked(remote="")) is None
    assert networks(None) == ("unknown", "unknown")


def test_household_and_neighbourhood():
    assert networks("192.0.2.1") == ("192.0.2.1", "192.0.2.1")
    one, other, next_door = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"
    assert networks(one) == networks(other) == ("2001:db8:1:2::/64", "2001:db8:1::/48")
    assert networks(next_door) == ("2001:db8:1:3::/64", "2001:db8:1::/48")


SIGNS = st.text(st.sampled_from("0123456789abcdef.:[]%, \n٣"), max_size=50)


@given(st.text() | SIGNS | st.ip_addresses().map(str), st.text() | SIGNS)
def test_whatever_is_told_is_an_address_or_unknown(told, forwarded):
    with override_settings(BEHIND_PROXY=True, PROXY_COUNT=1):
        found = client_address(asked(told, forwarded))
    assert found is None or ipaddress.ip_address(found).compressed == found
    assert "%" not in (found or "")
    assert all(networks(found))


@given(st.ip_addresses(), st.integers(0, 65535))
def test_every_way_to_write_an_address_is_one_visitor(address, port):
    plain = f"[{address}]" if address.version == 6 else str(address)
    with override_settings(BEHIND_PROXY=True, PROXY_COUNT=1):
        seen = {
            client_address(asked(forwarded=told))
            for told in (str(address), plain, f"{plain}:{port}", f" {plain}:{port} ")
        }
    assert len(seen) == 1
    assert None not in seen
