"""The address connected to is the one that was checked, on every hop, whatever a name says next."""

import itertools
import socket

import httpcore
import pytest

from references.link_checking.addresses import Gate, SpecialAddress
from references.link_checking.answers import Outcome
from references.link_checking.transport import Deadline, GuardedBackend
from tests.references.link_checking.conftest import LOOPBACK
from tests.references.link_checking.servers import OK, Server, redirect, reply

PUBLIC = "93.184.215.14"


class Wires(httpcore.SyncBackend):
    """Stands for the internet: public addresses lead to the server, the rest where they say.

    `dialled` holds each address that a connection was asked for.
    """

    def __init__(self, server, *, dead=(), peer=None):
        self.server = server
        self.dialled = []
        self.dead = dead
        self.peer = peer

    def connect_tcp(self, host, port, *args, **options):
        self.dialled.append(host)
        if host in self.dead:
            raise httpcore.ConnectError(host)
        # A name instead of a number would be looked up a second time.
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
        stream = super().connect_tcp("127.0.0.1", self.server.port, *args, **options)
        return Told(stream, (self.peer or host, port))


class Told(httpcore.NetworkStream):
    """A stream that says it leads to this address."""

    def __init__(self, inner, peer):
        self.inner = inner
        self.peer = peer
        self.read, self.write, self.close = inner.read, inner.write, inner.close

    def get_extra_info(self, info):
        return self.peer if info == "server_addr" else self.inner.get_extra_info(info)


def names(table):
    """A resolver: each name's answers in turn, the last for ever."""
    turns = {
        name: itertools.chain(answers, itertools.repeat(answers[-1]))
        for name, answers in table.items()
    }
    return lambda host, port: next(turns[host])


@pytest.fixture
def wires(server):
    return Wires(server)


@pytest.fixture
def check(server, wires, checker_of):
    def run(url, table):
        return checker_of(server, gate=Gate(resolver=names(table)), inner=wires).check(url)

    return run


def test_the_number_that_was_checked_is_dialled_and_the_name_asked_for(server, wires, check):
    server.pages["/page"] = OK
    assert check("http://pages.test/page", {"pages.test": [[PUBLIC]]}).outcome == Outcome.OK
    assert wires.dialled == [PUBLIC]
    assert server.requests[0].headers["host"] == "pages.test"


def test_a_name_that_changes_between_check_and_connection_gains_nothing(server, wires, check):
    """One look-up stands for both: the second answer of a rebinding name is never used."""
    server.pages["/page"] = OK
    table = {"pages.test": [[PUBLIC], ["127.0.0.1"]]}
    assert check("http://pages.test/page", table).outcome == Outcome.OK
    assert wires.dialled == [PUBLIC]


def test_a_name_that_changes_between_two_requests_is_refused(server, wires, check):
    server.pages["/page"] = reply("405 No")
    answer = check("http://pages.test/page", {"pages.test": [[PUBLIC], ["127.0.0.1"]]})
    assert (answer.outcome, wires.dialled) == (Outcome.FAILING, [PUBLIC])
    assert "private or special" in answer.said
    assert server.asked() == [("HEAD", "/page")]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "//inside.test/",
        "http://10.0.0.1:80/",
    ],
)
def test_a_redirect_to_a_special_address_is_refused(server, wires, check, target):
    server.pages["/page"] = redirect(301, target)
    table = {
        "pages.test": [[PUBLIC]],
        "inside.test": [["10.0.0.7"]],
        **{host: [[host]] for host in ("127.0.0.1", "::1", "169.254.169.254", "10.0.0.1")},
    }
    answer = check("http://pages.test/page", table)
    assert (answer.outcome, wires.dialled) == (Outcome.FAILING, [PUBLIC])
    assert "private or special" in answer.said


@pytest.mark.parametrize("port", [22, 6379, 8080])
def test_a_redirect_to_another_port_is_not_followed(server, wires, check, port):
    server.pages["/page"] = redirect(301, f"http://pages.test:{port}/")
    answer = check("http://pages.test/page", {"pages.test": [[PUBLIC]]})
    assert (answer.outcome, wires.dialled) == (Outcome.UNTOLD, [PUBLIC])


def test_an_address_that_is_down_gives_way_to_the_next(server, wires, check):
    server.pages["/page"] = OK
    wires.dead = ("2606:4700::1",)
    table = {"pages.test": [["2606:4700::1", PUBLIC]]}
    assert check("http://pages.test/page", table).outcome == Outcome.OK
    assert wires.dialled == ["2606:4700::1", PUBLIC]


def test_a_name_with_very_many_addresses_is_not_tried_through(wires, check):
    found = [f"93.184.215.{number}" for number in range(200)]
    wires.dead = found
    answer = check("http://pages.test/page", {"pages.test": [found]})
    assert answer.said == "The site could not be reached."
    assert len(wires.dialled) == 4


def test_a_connection_that_ended_elsewhere_is_closed_before_a_word_is_sent(server, wires, check):
    wires.peer = "10.0.0.7"
    answer = check("http://pages.test/page", {"pages.test": [[PUBLIC]]})
    assert "private or special" in answer.said
    assert server.requests == []


def test_a_socket_of_this_machine_is_never_opened():
    deadline = Deadline(seconds=1, clock=lambda: 0.0)
    with pytest.raises(SpecialAddress):
        GuardedBackend(Gate(), deadline).connect_unix_socket("/run/docker.sock")


def test_no_proxy_or_password_file_of_the_environment_is_used(
    server, checker_of, monkeypatch, tmp_path
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret")
    server.pages["/page"] = OK
    with Server() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url("/"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.setenv("NETRC", str(netrc))
        assert checker_of(server).check(server.url()).outcome == Outcome.OK
        assert proxy.connections == 0
    assert "authorization" not in server.requests[0].headers


def test_loopback_is_shut_unless_a_test_opens_it(server, checker_of):
    server.pages["/page"] = OK
    ports = frozenset({server.port})
    for spelling in ("127.0.0.1", "127.1", "0x7f000001", "2130706433", "017700000001", "[::1]"):
        shut = checker_of(server, gate=Gate(ports=ports))
        answer = shut.check(server.url(host=spelling))
        assert "private or special" in answer.said, spelling
    assert server.connections == 0
    open_gate = Gate(ports=ports, open_networks=LOOPBACK)
    answer = checker_of(server, gate=open_gate).check(server.url(host="127.1"))
    assert answer.outcome == Outcome.OK


def test_a_deadline_can_be_put_off_but_never_beyond_the_runs_end():
    now = [0.0]
    deadline = Deadline(seconds=10, clock=lambda: now[0], until=15)
    deadline.extend(2)
    assert deadline.remaining() == 12
    assert [deadline.bound(step, OSError) for step in (5, 60, None)] == [5, 12, 12]
    deadline.extend(10)
    assert (deadline.remaining(), deadline.run_is_over()) == (15, False)
    now[0] = 15
    assert (deadline.remaining(), deadline.run_is_over()) == (0, True)
    with pytest.raises(httpcore.ReadTimeout):
        deadline.bound(5, httpcore.ReadTimeout)
