"""Servers and sites of a benchmark's own, in a folder that goes with it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The project's settings for a site in this folder; its database goes by DATABASE_URL."""
    return {
        **os.environ,
        "SECRET_KEY": "measured-" * 6,
        "HTTPS": "false",
        "STATIC_FROM_SOURCE": "true",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": f"sqlite:///{folder / 'measured.sqlite3'}",
        **more,
    }


def asking(database: str) -> dict[str, str]:
    """The settings for a process that asks a database that is there already."""
    return environment(
        ROOT,
        DATABASE_URL=database,
        DJANGO_SETTINGS_MODULE="ldnsite.settings",
        ALLOWED_HOSTS="testserver",
    )


def manage(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def make_starter_site(environ: dict[str, str]) -> None:
    manage(environ, "migrate", "--verbosity", "0")
    manage(environ, "import_content", "ldnsite/starter/page-13.json")


@contextmanager
def gunicorn(module: str, environ: dict[str, str], worker: str) -> Iterator[str]:
    """One worker; gives its address once it answers."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}"),
            *("--workers", "1", "--worker-class", worker, "--threads", "1"),
            *("--keep-alive", "30", "--log-level", "error"),
        ],
        cwd=ROOT,
        env=environ,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def answer(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    with urlopen(Request(address, headers=headers)) as response:
        return response.read(), dict(response.headers)


def requests_a_second(address: str, seconds: int, **headers: str) -> float:
    """By wrk over four connections."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian: apt install wrk")
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    run = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", *named, address],
        check=True,
        capture_output=True,
        text=True,
    )
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise SystemExit(f"{address} did not answer as it should:\n{run.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1])
