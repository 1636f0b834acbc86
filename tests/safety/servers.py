"""Real servers: gunicorn with one worker, a Redis and a PostgreSQL that a test may stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.safety.sites import Site

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "ldnsite.settings",
    # The one that `questions` signs sessions with.
    "SECRET_KEY": "tests-only-" + "k" * 50,
    "HTTPS": "false",
    "STATIC_FROM_SOURCE": "true",
    "LOG_FORMAT": "json",
}


def wait_until(process: subprocess.Popen, is_so: Callable[[], object]) -> None:
    """As long as it takes, while the process goes on."""
    while not is_so():
        assert process.poll() is None, "the process has ended"
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


class Gunicorn:
    """The site behind gunicorn, at a free port."""

    def __init__(self, site: Site, log: Path, **environment: str) -> None:
        self.log = log
        server = Site(site.database_url, SETTINGS | environment)
        with log.open("w") as file:
            self.process = server.start(
                *("-m", "gunicorn", "ldnsite.wsgi", "--bind", "127.0.0.1:0", "--workers", "1"),
                stdout=file,
            )
        wait_until(self.process, lambda: "Booting worker" in self.said())
        address = re.search(r"Listening at: (http://[0-9.:]+)", self.said())[1]
        self.client = httpx.Client(base_url=address, timeout=60)

    def said(self) -> str:
        return self.log.read_text()

    @property
    def worker(self) -> int:
        """The process that answers."""
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.client.get(path, **options)

    def sign_in(self, session: str) -> None:
        self.client.cookies.set("sessionid", session)

    def form(self, path: str) -> dict[str, str]:
        """What the form at this address would send back."""
        text = self.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
        version = re.search(r'name="version" value="([0-9]+)"', text)[1]
        return {"csrfmiddlewaretoken": token, "version": version, "_now": "x"}

    def publish(self, pk: int, note: str) -> httpx.Response:
        path = f"/admin/articles/article/{pk}/publish/"
        return self.client.post(path, data=self.form(path) | {"change_note": note})

    def stop(self) -> int:
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextmanager
def gunicorns(site: Site, folder: Path, count: int, **environment: str) -> Iterator[list[Gunicorn]]:
    servers: list[Gunicorn] = []
    try:
        for number in range(count):
            servers.append(Gunicorn(site, folder / f"gunicorn-{number}.log", **environment))
        yield servers
    finally:
        for server in servers:
            server.client.close()
            server.process.kill()
            server.process.wait()


class OwnRedis:
    """A Redis of this test's own, which keeps nothing on the disk."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            _lacking("redis-server is not installed; on Debian: apt install redis-server")
        self.program = program
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL)
        wait_until(self.process, self._answers)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class OwnPostgres:
    """A PostgreSQL of this test's own. It refuses to run as root, so root lends it an account."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            _lacking("PostgreSQL's server is not installed; on Debian: apt install postgresql")
        self.programs = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="ldnsite-postgres-"))
        self.account = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.account:
            shutil.chown(self.folder, "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "--auth", "trust", "--username", "postgres", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", log, "--options", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.account, str(self.programs / program), "-D", str(self.folder / "data")]
        subprocess.run([*command, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _lacking(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def shared_cache() -> str:
    """The Redis that TEST_CACHE_URL names."""
    url = os.environ.get("TEST_CACHE_URL", "")
    if not url:
        _lacking("TEST_CACHE_URL names no Redis, such as redis://127.0.0.1:6379/1")
    return url


def is_waiting_for_a_lock(site: Site) -> bool:
    """Whether some writer of this PostgreSQL database waits for another."""
    with psycopg.connect(site.database_url) as connection:
        asked = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'"""
        return connection.execute(asked).fetchone()[0] > 0
