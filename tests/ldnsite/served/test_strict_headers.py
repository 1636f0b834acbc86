"""Every answer over TLS has the strict headers: pages, files, redirects, refusals and failures."""

import http.client
import socket
import ssl

import pytest

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
}
ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/pages/page-1/", 200),
    ("GET", "/pages/none/", 404),
    ("HEAD", "/pages/page-1/", 200),
    ("GET", "/nothing/", 404),
    ("GET", "/pages/%00/", 404),
    ("GET", "/?page=%00%ff", 200),
    ("GET", "/export/articles.json?size=x", 400),
    ("GET", "/export/articles/99.json", 404),
    ("GET", "/p/1/", 301),
    ("GET", "/pages", 301),
    ("POST", "/pages/", 405),
    ("TRACE", "/", 405),
    ("POST", "/static/css/site.css", 405),
    ("POST", "/admin/login/", 403),
    ("OPTIONS", "/pages/", 204),
    ("GET", "/changes.atom", 200),
    ("GET", "/sitemap.xml", 200),
    ("GET", "/export/articles/1.json", 200),
    ("GET", "/export/references.bib", 200),
    ("GET", "/healthz", 200),
    ("GET", "/robots.txt", 200),
    ("GET", "/static/css/site.css", 200),
    ("GET", "/static/none.css", 404),
    ("GET", "/readyz", 200),
    ("GET", "/manifest.webmanifest", 200),
    ("GET", "/export/openapi.json", 200),
    ("GET", "/search/?q=page", 200),
    ("GET", "/admin/", 302),
    ("GET", "/admin/login/", 200),
    ("GET", "/admin/none/", 302),
]


def ask(port, authority, method, address, body=None, **headers):
    """One answer over TLS, its certificate looked at."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=60)
    tls = ssl.create_default_context(cafile=authority).wrap_socket(
        raw, server_hostname="pages.test"
    )
    connection = http.client.HTTPConnection("pages.test")
    connection.sock = tls
    connection.request(method, address, body, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def wrong_in(address, response):
    policy = response.headers.get("Content-Security-Policy", "")
    # Open data is for other sites' pages to read.
    open_data = {"Cross-Origin-Resource-Policy": "cross-origin"} if "/export/" in address else {}
    wanted = STRICT | open_data
    found = {name for name, value in wanted.items() if response.headers.get(name) != value}
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        found.add(f"policy {policy}")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.add("Permissions-Policy")
    for cookie in response.headers.get_all("Set-Cookie") or []:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        if not cookie.startswith("__Host-") or not {"secure", "httponly", "path=/"} <= parts:
            found.add(cookie)
    return found


@pytest.fixture(scope="module")
def answers(certificate, production):
    """Each answer, and that to a browser which has the page already."""
    tls = ["--certfile", certificate["signed"], "--keyfile", certificate["key"]]
    found = {}
    with production(*tls, HTTPS="true") as port:
        for method, address, _ in ANSWERS:
            first = ask(port, certificate["authority"], method, address)
            found[method, address] = first
            if tag := first.headers.get("ETag"):
                known = {"If-None-Match": tag}
                again = ask(port, certificate["authority"], method, address, **known)
                found[method, f"{address} again"] = again
    return found


def test_statuses_are_as_expected(answers):
    found = {(method, address): answers[method, address].status for method, address, _ in ANSWERS}
    assert found == {(method, address): status for method, address, status in ANSWERS}
    assert 304 in {response.status for response in answers.values()}


def test_every_answer_has_the_strict_headers(answers):
    wrong = {asked: wrong_in(asked[1], response) for asked, response in answers.items()}
    assert {asked: found for asked, found in wrong.items() if found} == {}


def test_login_alone_sets_a_cookie(answers):
    setting = {asked for asked, response in answers.items() if "Set-Cookie" in response.headers}
    assert setting == {("GET", "/admin/login/")}


def test_names_below_the_sites_own_can_be_left_alone(certificate, production):
    tls = ["--certfile", certificate["signed"], "--keyfile", certificate["key"]]
    with production(*tls, HTTPS="true", HSTS_SUBDOMAINS="false") as port:
        response = ask(port, certificate["authority"], "GET", "/about/")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000"


@pytest.mark.parametrize("debug", ["false", "true"])
def test_wrong_host_missing_page_and_failure_have_them_too(
    certificate, production, debug, tmp_path
):
    """A database without tables makes every page of readers fail."""
    tls = ["--certfile", certificate["signed"], "--keyfile", certificate["key"]]
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    asked = [("/", {"Host": "evil.example"}, 400), ("/nothing/", {}, 404), ("/pages/", {}, 500)]
    with production(*tls, HTTPS="true", DEBUG=debug, DATABASE_URL=empty) as port:
        for address, headers, status in asked:
            response = ask(port, certificate["authority"], "GET", address, **headers)
            assert response.status == status
            assert wrong_in(address, response) == set(), address
            assert response.headers["Cache-Control"] == "no-store"


def test_failure_without_collected_styles_has_them_too(certificate, production, tmp_path):
    """Not even the page for failures can name a style then."""
    tls = ["--certfile", certificate["signed"], "--keyfile", certificate["key"]]
    nothing = {"STATIC_FROM_SOURCE": "false", "STATIC_ROOT": str(tmp_path)}
    log = []
    with production(*tls, HTTPS="true", log=log, **nothing) as port:
        for address in ("/", "/nothing/", "/admin/login/"):
            response = ask(port, certificate["authority"], "GET", address)
            assert response.status == 500
            assert wrong_in(address, response) == set(), address
        ready = ask(port, certificate["authority"], "GET", "/readyz")
        assert ready.status == 503
    # Once for each failure, and not again for the page that tells of it.
    assert sum("Traceback (most recent call last)" in line for line in log) <= 6
