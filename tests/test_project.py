"""The project as a whole: settings, migrations, the shut network."""

import os
import socket
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "DATABASE_URL", "VIRTUAL_ENV", "LANG")
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("subdomains", ["true", "false"])
def test_deployment_check_is_clean(subdomains):
    done = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY="A9" * 15 + "bcdefghijklmnopqrstuvwxyz0123456789-_",
        HTTPS="true",
        HSTS_SUBDOMAINS=subdomains,
        STATIC_FROM_SOURCE="false",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_missing_secret_key_fails_with_advice():
    done = manage("check", SECRET_KEY="", DEBUG="false")
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Run `make run`" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_needs_no_secret_key():
    assert manage("check", SECRET_KEY="", DEBUG="true").returncode == 0


def needed_by(name, extras, seen):
    """Every distribution that this one needs here, itself included, with its version."""
    found = distribution(name)
    seen[canonicalize_name(name)] = found.version
    for line in found.requires or []:
        need = Requirement(line)
        wanted = not need.marker or any(
            need.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        )
        if wanted and (canonicalize_name(need.name) not in seen or need.extras):
            needed_by(need.name, need.extras, seen)
    return seen


def test_constraints_name_exactly_what_is_installed():
    """So that every machine runs what was tested, and a new dependency of a dependency shows."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    wanted = dict(line.split("==") for line in lines if not line.startswith("#"))
    needed = needed_by("ldnsite", {"test", "postgres"}, {})
    del needed["ldnsite"]
    assert {canonicalize_name(name): version for name, version in wanted.items()} == needed


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_network_is_shut():
    import pytest_socket

    with (
        pytest.raises(pytest_socket.SocketConnectBlockedError),
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
    ):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_sqlite_waits_its_turn():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        # Every commit is on the disk before it is acknowledged.
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (500,)
    assert connection.transaction_mode == "IMMEDIATE"
