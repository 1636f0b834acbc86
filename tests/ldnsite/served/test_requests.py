"""Ill-formed and hostile requests, through gunicorn: a 4xx with a plain answer, never a 500."""

import re
import socket

import pytest

LONG = b"a" * 9000
NESTED = b"%5B" * 2000


@pytest.fixture(scope="module")
def port(production):
    with production(HTTPS="false") as port:
        yield port


def send(port, head, body=b""):
    """The status and the whole answer to raw bytes on a connection of their own."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    found = re.match(rb"HTTP/1\.1 ([0-9]{3}) ", answer)
    assert found, answer[:200]
    return int(found[1]), answer.decode(errors="replace")


def ask(port, target=b"/", method=b"GET", host=b"pages.test", headers=(), body=b""):
    lines = [
        method + b" " + target + b" HTTP/1.1",
        b"Host: " + host,
        b"Connection: close",
        *headers,
    ]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return send(port, b"\r\n".join(lines) + b"\r\n\r\n", body)


def is_plain(answer):
    assert "Traceback" not in answer
    assert "/site-packages/" not in answer
    return True


def test_site_answers(port):
    assert ask(port)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"",
        b"pages.test@evil.example",
        b"a b",
        b"\xff",
        b"[::",
    ],
)
def test_strange_host_is_refused(port, host):
    status, answer = ask(port, host=host)
    assert status == 400
    assert is_plain(answer)


def test_forwarded_headers_change_nothing(port):
    forged = [
        b"X-Forwarded-Host: evil.example",
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-For: 127.0.0.1",
        b"X-Forwarded-Port: 1",
        b"X-Forwarded-Prefix: /evil",
        b"Forwarded: for=127.0.0.1;host=evil.example;proto=https",
        b"X-Original-URL: /admin/",
        b"X-Rewrite-URL: /admin/",
        b"X-HTTP-Method-Override: DELETE",
        b"X-Real-IP: 127.0.0.1",
    ]
    for target in (b"/", b"/robots.txt", b"/changes.atom", b"/sitemap.xml", b"/admin/login/"):
        status, answer = ask(port, target, headers=forged)
        assert status == 200
        assert "evil" not in answer


@pytest.mark.parametrize(
    "target",
    [
        b"http://evil.example/",
        b"//evil.example",
        b"//evil.example/..",
        b"///evil.example/pages",
        b"/\\evil.example",
        b"/%5cevil.example/pages",
        b"/%2fevil.example",
        b"/admin//evil.example",
        b"/p/13/%0d%0aLocation:%20https://evil.example",
    ],
)
def test_no_address_leads_elsewhere(port, target):
    status, answer = ask(port, target)
    assert status < 500
    location = re.search(r"(?mi)^location: *(\S*)", answer.split("\r\n\r\n")[0])
    if location:
        assert re.match(r"/(?![/\\])|http://pages\.test/", location[1])


@pytest.mark.parametrize(
    "target",
    [
        b"/%",
        b"/%zz",
        b"/%ff%fe",
        b"/%00",
        b"/pages/%00/",
        b"/pages/%ff/",
        b"/p/%ff/",
        b"/studies/%c0%ae/",
        b"/tags/%00/",
        b"/pages/a%00b/editions/1/",
        b"/pages/page/editions/99999999999999999999999/",
        b"/export/articles/%00.json",
        b"/static/%00",
        b"/static/..%2f..%2fldnsite/settings.py",
        b"/static/../../ldnsite/settings.py",
        b"/admin/%00/",
        b"/" + LONG,
        b"/\xff\xfe",
        b"/pages/\xc3\x28/",
    ],
)
def test_ill_formed_path_is_not_found(port, target):
    status, answer = ask(port, target)
    assert 400 <= status < 500 or (status == 302 and target.startswith(b"/admin/"))
    assert is_plain(answer)
    assert "SECRET_KEY" not in answer


@pytest.mark.parametrize("page", [b"/", b"/pages/", b"/search/", b"/studies/", b"/changes/"])
@pytest.mark.parametrize(
    "query",
    [
        b"q=%00",
        b"q=%ff%fe&tag=%ff",
        b"q=%zz%",
        b"page=99999999999999999999999",
        b"page=-1&page=a&page=%00",
        b"relevance=%F3%A0%80%81&sort=%00",
        b"q=" + NESTED[:3000],
        b"q=%22%27%29%28%2A%5E-%3A",
        b"kind=__proto__&q=a",
        b"&".join(b"a%d=1" % number for number in range(300)),
        b"q=\xff",
    ],
)
def test_ill_formed_query_is_answered(port, page, query):
    status, answer = ask(port, page + b"?" + query)
    assert status < 500
    assert is_plain(answer)


@pytest.mark.parametrize(
    "header",
    [
        b"Accept-Encoding: \xff\xfe",
        b"Cookie: sessionid=\xff; a=" + b"b" * 3000,
        b"Cookie: sessionid=%00; csrftoken=\x01",
        b"If-None-Match: \xff, " + b'"a", ' * 500,
        b"If-Modified-Since: never",
        b"Range: bytes=999-1,-",
        b"Content-Type: multipart/form-data; boundary=",
        b"Content-Type: \xff",
        b"Accept-Language: " + b"a-" * 1000,
    ],
)
def test_ill_formed_header_is_answered(port, header):
    for target in (b"/", b"/admin/login/", b"/static/css/site.css"):
        status, answer = ask(port, target, headers=[header])
        assert status < 500
        assert is_plain(answer)


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"FOO"])
@pytest.mark.parametrize("target", [b"/", b"/pages/", b"/search/", b"/robots.txt", b"/healthz"])
def test_method_that_is_not_allowed(port, method, target):
    status, answer = ask(port, target, method=method)
    assert status == 405
    assert "\r\nAllow: GET, HEAD, OPTIONS\r\n" in answer
    assert is_plain(answer)


LOGIN = b"/admin/login/"
FORM = b"Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([FORM], b"username=a&password=b"),
        ([FORM], b"\xff\xfe=%ff&username=%00"),
        ([FORM + b"; charset=nonsense"], b"username=a"),
        ([b"Content-Type: multipart/form-data"], b"x"),
        ([b"Content-Type: multipart/form-data; boundary=x"], b"--x\r\nno header"),
        ([b"Content-Type: application/json"], b"[" * 5000),
        ([FORM], b"&".join(b"f%d=1" % number for number in range(1200))),
        ([FORM, b"Cookie: csrftoken=x"], b"csrfmiddlewaretoken=\xff"),
        ([FORM, b"Origin: https://evil.example"], b"a=b"),
        ([FORM, b"Referer: https://pages.test\x00"], b"a=b"),
    ],
)
def test_ill_formed_sign_in_is_refused(port, headers, body):
    status, answer = ask(port, LOGIN, b"POST", headers=headers, body=body)
    assert 400 <= status < 500
    assert is_plain(answer)


@pytest.mark.parametrize("kind", [FORM, b"Content-Type: multipart/form-data; boundary=x"])
def test_oversized_body_is_refused(port, kind):
    size = b"Content-Length: 60000000"
    lines = [b"POST " + LOGIN + b" HTTP/1.1", b"Host: pages.test", b"Connection: close", kind, size]
    status, answer = send(port, b"\r\n".join(lines) + b"\r\n\r\n")
    assert status == 413
    assert is_plain(answer)


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: pages.test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: pages.test\r\nBad Name: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: pages.test\r\nX: a\x00b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: pages.test\r\n\r\n",
        b"GET  HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: pages.test\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 5\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: pages.test\r\nX: " + LONG + b"\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(port, raw):
    status, answer = send(port, raw)
    assert 400 <= status < 506
    assert status != 500
    assert is_plain(answer)
