"""A server that is told to stop ends what it has begun; and what it logs names no reader."""

import json
import signal
import socket
from urllib.parse import urlencode

from tests.safety.servers import gunicorns, wait_until


def head_of(server, path, body):
    cookies = "; ".join(f"{name}={value}" for name, value in server.client.cookies.items())
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {server.client.base_url.netloc.decode()}",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        # The worker asks for the rest once it has begun with the request.
        "Expect: 100-continue",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def test_publishing_that_has_begun_is_ended_before_the_server_stops(site, tmp_path):
    with gunicorns(site, tmp_path, 1) as [server]:
        server.sign_in(site.ask("session"))
        pk = site.ask("draft", "Ended properly.")
        path = f"/admin/articles/article/{pk}/publish/"
        form = server.form(path) | {"change_note": "The last thing."}
        body = urlencode(form).encode()
        where = (server.client.base_url.host, server.client.base_url.port)
        with socket.create_connection(where, timeout=60) as connection:
            connection.sendall(head_of(server, path, body))
            assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
            server.process.send_signal(signal.SIGTERM)
            wait_until(server.process, lambda: "Handling signal: term" in server.said())
            connection.sendall(body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 302 Found")
        assert server.process.wait(timeout=60) == 0
        assert site.ask("editions", "1") == 2
        assert site.ask("faults") == []


def test_log_of_a_server_is_json_and_names_no_reader(site, tmp_path):
    with gunicorns(site, tmp_path, 1) as [server]:
        answers = [server.get(path) for path in ("/pages/page-1/", "/pages/page-1/", "/none/")]
        server.get("/search/?q=opioids")
        assert server.stop() == 0
        lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
        requests = [line for line in lines if line["logger"] == "ldnsite.requests"]
        assert [(line["path"], line["status"]) for line in requests] == [
            ("/pages/page-1/", 200),
            ("/pages/page-1/", 200),
            ("/none/", 404),
            ("/search/", 200),
        ]
        assert [line["request_id"] for line in requests[:3]] == [
            answer.headers["x-request-id"] for answer in answers
        ]
        assert "opioids" not in server.said()
