"""A checker that may reach a server on loopback, which is opened for these tests alone."""

import time
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest

from references.link_checking.addresses import Gate
from references.link_checking.checking import Checker
from references.link_checking.pacing import Pacer
from tests.references.link_checking.servers import Server

LOOPBACK = (ip_network("127.0.0.1/32"),)


@pytest.fixture
def checker_of() -> Callable[..., Checker]:
    """Makes a checker that may reach a server on loopback, whatever name leads there."""

    def make(server: Server, **changed: Any) -> Checker:
        values: dict[str, Any] = {
            "gate": Gate(
                ports=frozenset({server.port}),
                open_networks=LOOPBACK,
                resolver=lambda host, port: ["127.0.0.1"],
            ),
            "pacer": Pacer(gap=0, clock=time.monotonic, pause=lambda seconds: None),
            "user_agent": "tests",
            "seconds": 10,
        }
        return Checker(**(values | changed))

    return make
