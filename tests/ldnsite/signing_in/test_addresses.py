import pytest
from django.test import RequestFactory

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
