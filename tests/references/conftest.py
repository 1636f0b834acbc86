"""A server of one's own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.references.link_checking.servers import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def open_server(server: Server, settings: Any) -> Server:
    """The server, with this site's checker let through to it."""
    settings.LINK_CHECK_PORTS = [server.port]
    settings.LINK_CHECK_OPEN_NETWORKS = ["127.0.0.1/32"]
    return server
