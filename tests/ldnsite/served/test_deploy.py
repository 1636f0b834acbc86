"""What docs/deploy.md tells operators to write: systemd reads it, nginx serves the site by it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.ldnsite.served.test_strict_headers import ask, wrong_in
from tests.safety.servers import wait_until
from tests.test_layout import ROOT

GUIDE = (ROOT / "docs" / "deploy.md").read_text()
UNITS = ("ldnsite.service", "ldnsite-nightly.service", "ldnsite-nightly.timer")
STATED = ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options")


def block_after(words):
    """The indented text that follows these words of the guide."""
    behind = GUIDE[GUIDE.index(words) + len(words) :]
    found = re.match(r"[^\n]*\n+((?:(?:    [^\n]*)?\n)+)", behind)[1]
    return re.sub(r"(?m)^    ", "", found).strip() + "\n"


def needs(program):
    if shutil.which(program) is None:
        # CI installs both.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{program} is not installed")


def test_systemd_reads_the_units(tmp_path):
    needs("systemd-analyze")
    programs = Path(sys.executable).parent
    for name in UNITS:
        text = block_after(f"`/etc/systemd/system/{name}`:")
        text = text.replace("/srv/ldnsite/site/.venv/bin", str(programs))
        (tmp_path / name).write_text(text.replace("/srv/ldnsite/site", str(ROOT)))
    run = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # Whatever else it says is about other units of this machine.
    assert not [line for line in run.stderr.splitlines() if str(tmp_path) in line or "ldn" in line]
    assert "gunicorn ldnsite.wsgi" in (tmp_path / UNITS[0]).read_text()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def configuration(folder, certificate, upstream, port):
    """The guide's servers within what Debian's nginx.conf says around them."""
    text = block_after("`/etc/nginx/sites-available/ldnsite`")
    for written, here in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("example.org;", "pages.test;"),
        ("/etc/letsencrypt/live/example.org/fullchain.pem", certificate["signed"]),
        ("/etc/letsencrypt/live/example.org/privkey.pem", certificate["key"]),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream}"),
    ):
        assert written in text, written
        text = text.replace(written, here)
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in places)
    user = "user root;\n" if os.getuid() == 0 else ""
    around = f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    return f"{around}http {{\n{paths}gzip on;\n{text}}}\n"


@contextmanager
def nginx(folder, certificate, upstream):
    """nginx before the site; the port at which it answers over TLS."""
    needs("nginx")
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, certificate, upstream, port))
    own = ("-p", folder, "-e", folder / "start.log", "-c", file, "-g", "daemon off;")
    process = subprocess.Popen(["nginx", *map(str, own)])

    def answers():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return True
        return False

    try:
        wait_until(process, answers)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_site_behind_nginx_answers_as_it_does_alone(tmp_path, certificate, production):
    with (
        production(HTTPS="true", BEHIND_PROXY="true") as upstream,
        nginx(tmp_path, certificate, upstream) as port,
    ):
        for address, status, packed in (
            ("/", 200, "gzip"),
            ("/pages/page-1/", 200, "gzip"),
            ("/static/css/site.css", 200, "gzip"),
            ("/nothing/", 404, "gzip"),
            # No length tells of a secret.
            ("/admin/login/", 200, None),
        ):
            known = {"Accept-Encoding": "gzip"}
            response = ask(port, certificate["authority"], "GET", address, **known)
            assert (response.status, response.headers["Content-Encoding"]) == (status, packed)
            assert wrong_in(address, response) == set()
            assert len(response.headers.get_all("Content-Security-Policy")) == 1
        large = {"Content-Length": str(7 * 1024 * 1024)}
        refused = ask(port, certificate["authority"], "POST", "/admin/login/", **large)
        assert_plain(refused, 413)


def test_nginx_says_so_while_the_site_starts_anew(tmp_path, certificate):
    with nginx(tmp_path, certificate, free_port()) as port:
        assert_plain(ask(port, certificate["authority"], "GET", "/pages/"), 502)


def assert_plain(response, status):
    """An answer of nginx's own: as strict as the site's, and kept by nobody."""
    assert (response.status, response.headers["Content-Type"]) == (status, "text/plain")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert all(response.headers[name] for name in STATED)
    assert response.headers["Cache-Control"] == "no-store"
