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
UNITS = (
    "ldnsite.service",
    "ldnsite-backup.service",
    "ldnsite-nightly.service",
    "ldnsite-nightly.timer",
    "ldnsite-elsewhere.service",
)
LIMITED = [name for name in UNITS if name.endswith(".service") and "elsewhere" not in name]
LIMITS = "ldnsite.service.d/limits.conf"
STATED = (
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
)


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
    write_units(tmp_path)
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


def write_units(folder):
    programs = Path(sys.executable).parent
    (folder / LIMITS).parent.mkdir()
    for name in (*UNITS, LIMITS):
        text = block_after(f"`/etc/systemd/system/{name}`:")
        text = text.replace("/srv/ldnsite/site/.venv/bin", str(programs))
        # Not here yet when the guide comes to it, and not on every machine that runs the tests.
        text = text.replace("ExecStart=rsync", "ExecStart=-/bin/echo")
        (folder / name).write_text(text.replace("/srv/ldnsite/site", str(ROOT)))
    # As the guide links it.
    for name in LIMITED:
        if not (folder / f"{name}.d").is_dir():
            (folder / f"{name}.d").mkdir()
            (folder / f"{name}.d" / "limits.conf").symlink_to(f"../{LIMITS}")


@pytest.mark.parametrize("name", LIMITED)
def test_services_may_do_little(tmp_path, name):
    needs("systemd-analyze")
    write_units(tmp_path)
    # Tenths of what systemd counts from 0, shut in, to 10; without the file it says 9.2.
    run = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", tmp_path / name],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_failing_backup_keeps_nothing_else_from_being_done():
    nightly = block_after("`/etc/systemd/system/ldnsite-nightly.service`")
    assert "backup FILE" not in nightly
    assert "Wants=ldnsite-backup.service\nAfter=ldnsite-backup.service\n" in nightly
    steps = re.findall(r"(?m)^ExecStart=(.*)$", nightly)
    assert [step.split()[2] for step in steps] == ["check_links", "publish_due"]
    assert all(step.startswith("-") for step in steps)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def configuration(folder, certificate, upstream, port):
    """The guide's servers within what Debian's nginx.conf says around them."""
    text = block_after("`/etc/nginx/sites-available/ldnsite`")
    for written, here in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        # Not every machine that runs the tests has these addresses.
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("example.org;", "pages.test;"),
        ("/etc/letsencrypt/live/example.org/fullchain.pem", certificate["signed"]),
        ("/etc/letsencrypt/live/example.org/privkey.pem", certificate["key"]),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream}"),
    ):
        assert written in text, written
        text = text.replace(written, here)
    # Debian's own nginx.conf notes every request; the guide's servers note none.
    text = f"access_log {folder}/access.log;\n" + text.replace("/var/log/nginx", str(folder))
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


def test_form_that_is_a_little_too_large_gets_the_sites_own_answer(
    tmp_path, certificate, production
):
    """Were it left unread, the connection would be reset, and nginx say 502 every now and then."""
    large = b"x" * (5 * 1024 * 1024 + 300_000)
    with (
        production(HTTPS="true", BEHIND_PROXY="true") as upstream,
        nginx(tmp_path, certificate, upstream) as port,
    ):
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded") * 5:
            typed = {"Content-Type": kind}
            response = ask(port, certificate["authority"], "POST", "/admin/login/", large, **typed)
            assert (response.status, response.headers.get_content_type()) == (413, "text/html")


def test_nginx_says_so_while_the_site_starts_anew(tmp_path, certificate):
    with nginx(tmp_path, certificate, free_port()) as port:
        assert_plain(ask(port, certificate["authority"], "GET", "/pages/"), 502)


REFUSED = (
    # By gunicorn.
    ("GET", "/?q=" + "a" * 5000, {}, 414),
    ("GET", "/", {f"x{number}": "y" for number in range(120)}, 431),
    ("GET", "/", {"x": "a\x01b"}, 400),
    # By nginx, which has no address to speak of then.
    ("GET", "/?q=" + "a" * 9000, {}, 414),
    ("FOO-B@R", "/", {}, 400),
    ("GET", "/", {"x": "a" * 9000}, 400),
)


def test_what_is_refused_before_the_site_sees_it_is_strict_too(tmp_path, certificate, production):
    with (
        production(HTTPS="true", BEHIND_PROXY="true") as upstream,
        nginx(tmp_path, certificate, upstream) as port,
    ):
        for method, address, headers, status in REFUSED:
            assert_strict(ask(port, certificate["authority"], method, address, **headers), status)
    # Nobody notes who asked what, whether it went well or not.
    for name in ("access.log", "error.log"):
        assert "127.0.0.1" not in (tmp_path / name).read_text()


def assert_plain(response, status):
    """An answer of nginx's own."""
    assert response.headers["Content-Type"] == "text/plain"
    assert_strict(response, status)


def assert_strict(response, status):
    """As strict as the site's, and kept by nobody."""
    assert response.status == status
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert all(response.headers[name] for name in STATED)
    assert response.headers["Cache-Control"] == "no-store"
