"""Servers that do wrong, each in its way, and that must neither harm the site nor hold it up."""

import socket
import ssl
import time

import pytest

from references.link_checking.addresses import Gate
from references.link_checking.answers import Outcome
from references.link_checking.transport import MOST_BYTES
from tests.references.link_checking.certificates import AUTHORITY, KEY, SELF_SIGNED, SIGNED
from tests.references.link_checking.conftest import LOOPBACK
from tests.references.link_checking.servers import OK, Server, hang_up, on_get, redirect, reply

HEAD = b"HTTP/1.1 200 OK\r\n"


def failing_at(server, checker, path="/page"):
    answer = checker.check(server.url(path))
    return answer.outcome == Outcome.FAILING and answer.http_status is None


def test_a_reset_connection_fails(server, checker_of):
    server.pages["/page"] = hang_up
    assert failing_at(server, checker_of(server))


def test_nobody_listening_fails(server, checker_of):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    gate = Gate(ports=frozenset({port}), open_networks=LOOPBACK)
    answer = checker_of(server, gate=gate).check(f"http://127.0.0.1:{port}/")
    assert (answer.outcome, answer.said) == (Outcome.FAILING, "The site could not be reached.")


def test_redirects_in_a_circle_fail(server, checker_of):
    server.pages |= {"/page": redirect(301, "/b"), "/b": redirect(301, "/page")}
    assert failing_at(server, checker_of(server))
    assert len(server.asked()) == 2


def test_redirects_without_end_fail(server, checker_of):
    def onwards(request, connection):
        connection.sendall(redirect(301, f"{request.path}x"))

    server.pages = {f"/{'x' * count}": onwards for count in range(60)}
    assert failing_at(server, checker_of(server), "/x")
    assert len(server.asked()) == 11


def test_redirects_in_a_circle_for_want_of_a_cookie_tell_nothing(server, checker_of):
    server.pages["/page"] = reply("302 Found", "Location: /page", "Set-Cookie: seen=1")
    assert checker_of(server).check(server.url()).outcome == Outcome.UNTOLD


def endless(head, piece):
    """Sends `piece` for as long as anyone listens; notes how much went out."""
    sent = []

    def send(request, connection):
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            sent.append(len(piece))

    return send, sent


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD, b"X-More: " + b"a" * 1000 + b"\r\n"),
        (HEAD + b"X-Long: ", b"a" * 1000),
        (b"HTTP/1.1 ", b"a" * 1000),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20),
    ],
    ids=["headers", "one header", "status line", "early hints"],
)
def test_headers_without_end_fail_and_are_not_swallowed(server, checker_of, head, piece):
    server.pages["/page"], sent = endless(head, piece)
    assert failing_at(server, checker_of(server))
    # Of both requests, and beside what the kernel's buffers took.
    assert sum(sent) < 2 * MOST_BYTES + 20_000_000


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_a_body_without_end_is_not_fetched_or_decoded(server, checker_of, encoding):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n".encode()
    send, _ = endless(head, b"\x1f\x8b" + b"\0" * 100_000)
    server.pages |= {("HEAD", "/page"): reply("405 No"), ("GET", "/page"): send}
    assert checker_of(server).check(server.url()).outcome == Outcome.OK


def drip(*, head, piece):
    def send(request, connection):
        connection.sendall(head)
        while not connection_closed(connection):
            connection.sendall(piece)

    def connection_closed(connection):
        # Waits for the other side, a little: each piece comes well within any timeout for a read.
        connection.settimeout(0.02)
        try:
            return connection.recv(1) == b""
        except TimeoutError:
            return False

    return send


@pytest.mark.parametrize(
    ("head", "piece"), [(HEAD + b"X-Slow: ", b"a"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")]
)
def test_a_slow_drip_ends_at_the_deadline(server, checker_of, head, piece):
    server.pages["/page"] = drip(head=head, piece=piece)
    began = time.monotonic()
    answer = checker_of(server, seconds=0.3).check(server.url())
    assert (answer.outcome, answer.said) == (
        Outcome.FAILING,
        "The site did not answer in time.",
    )
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing_ends_at_the_deadline(server, checker_of):
    server.pages["/page"] = lambda request, connection: connection.recv(1)
    began = time.monotonic()
    answer = checker_of(server, seconds=0.2).check(server.url())
    assert answer.said == "The site did not answer in time."
    assert time.monotonic() - began < 5


def test_a_head_that_hangs_leaves_time_for_get(server, checker_of):
    server.pages |= {
        ("HEAD", "/page"): lambda request, connection: connection.recv(1),
        ("GET", "/page"): OK,
    }
    assert checker_of(server, seconds=1).check(server.url()).outcome == Outcome.OK


@pytest.mark.parametrize(
    "page",
    [
        HEAD + b"Content-Length: 1000\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nwords",
        HEAD + b"Content-Length: many\r\n\r\nwords",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nnot a length\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"220 mail.pages.test ESMTP\r\n",
        b"\0" * 1000,
    ],
)
def test_an_answer_that_makes_no_sense_fails(server, checker_of, page):
    server.pages |= {("HEAD", "/page"): reply("405 No"), ("GET", "/page"): on_get(page)}
    assert failing_at(server, checker_of(server))


@pytest.mark.parametrize("length", [3, 1000])
def test_a_wrong_length_of_a_body_that_came_is_no_matter(server, checker_of, length):
    page = HEAD + f"Content-Length: {length}\r\n\r\nwords".encode()
    server.pages |= {("HEAD", "/page"): reply("405 No"), ("GET", "/page"): on_get(page)}
    assert checker_of(server).check(server.url()).outcome == Outcome.OK


def test_a_body_after_head_does_not_leak_into_the_next_answer(server, checker_of):
    lie = reply("404 Not Found") + reply("200 OK")
    server.pages |= {("HEAD", "/page"): on_get(lie), ("GET", "/page"): reply("410 Gone")}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.http_status) == (Outcome.GONE, 410)
    assert server.connections == 2


@pytest.fixture
def secure(tmp_path):
    """Starts a server with this certificate, for pages.test; notes the name it was called by."""

    def start(certificate):
        file = tmp_path / "server.pem"
        file.write_text(KEY + certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.sni_callback = lambda connection, name, _: setattr(connection, "sni", name)
        return Server(context=context, pages={"/page": OK})

    return start


def trusting():
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=AUTHORITY)
    return context


def test_a_valid_certificate_works_and_tls_keeps_the_name(secure, checker_of):
    with secure(SIGNED) as server:
        checker = checker_of(server, ssl_context=trusting())
        assert checker.check(server.url(host="pages.test")).outcome == Outcome.OK
        [request] = server.requests
    assert (request.sni, request.headers["host"]) == ("pages.test", f"pages.test:{server.port}")


@pytest.mark.parametrize(
    ("certificate", "host", "context", "outcome"),
    [
        (SIGNED, "other.test", trusting, Outcome.FAILING),
        (SELF_SIGNED, "pages.test", trusting, Outcome.FAILING),
        (SIGNED, "pages.test", ssl.create_default_context, Outcome.UNTOLD),
    ],
    ids=["another host's", "self-signed", "unknown issuer"],
)
def test_a_certificate_that_does_not_hold_is_not_overlooked(
    secure, checker_of, certificate, host, context, outcome
):
    with secure(certificate) as server:
        answer = checker_of(server, ssl_context=context()).check(server.url(host=host))
    assert answer.outcome == outcome
    assert "certificate" in answer.said
    assert server.requests == []


def test_a_name_that_tls_cannot_ask_for_fails(secure, checker_of):
    with secure(SIGNED) as server:
        checker = checker_of(server, ssl_context=trusting())
        answer = checker.check(server.url(host=".pages.test"))
    assert (answer.outcome, answer.said) == (Outcome.FAILING, "No site of that name was found.")


def test_a_server_without_tls_behind_https_fails(server, checker_of):
    def words(request, connection):
        raise AssertionError("nothing is asked without TLS")

    server.pages["/page"] = words
    answer = checker_of(server, seconds=0.3).check(server.url().replace("http://", "https://"))
    assert answer.outcome == Outcome.FAILING
    assert server.requests == []
