"""What CI says of known holes: one fails it, and what was not looked up is never called clean."""

import json
import subprocess
import sys

import pytest

from tests.test_layout import ROOT

pytestmark = pytest.mark.once

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
SKIPPED = {"name": "bleach", "skip_reason": "Dependency not found"}
HOLED = {
    "name": "gunicorn",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"]}],
}


@pytest.fixture
def audit(tmp_path):
    """Run the script with a pip-audit that reports these packages, or says this and fails."""

    def run(*packages, fault=""):
        (tmp_path / "packages.json").write_text(json.dumps({"dependencies": packages}))
        stand_in = tmp_path / "pip-audit"
        stand_in.write_text(
            f"#!{sys.executable}\n"
            "import pathlib, sys\n"
            f"if {fault!r}: sys.exit({fault!r})\n"
            f"text = pathlib.Path({str(tmp_path / 'packages.json')!r}).read_text()\n"
            "pathlib.Path(sys.argv[sys.argv.index('--output') + 1]).write_text(text)\n"
        )
        stand_in.chmod(0o700)
        done = subprocess.run(
            [sys.executable, ".ci/audit", str(stand_in)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        return done.returncode, done.stdout

    return run


def test_sound_packages_pass(audit):
    assert audit(SOUND) == (0, "pip-audit: 1 of 1 packages looked up\n")


def test_hole_fails_and_is_named(audit):
    status, said = audit(SOUND, HOLED)
    assert status == 1
    assert "gunicorn 1.0: PYSEC-1 CVE-1; mended in 2.0" in said


def test_package_that_was_not_looked_up_is_named(audit):
    status, said = audit(SKIPPED, SOUND)
    assert status == 0
    assert "1 of 2 packages looked up" in said
    assert "not known to its database: bleach" in said


def test_empty_report_fails(audit):
    assert audit()[0] == 1


@pytest.mark.parametrize(
    "fault",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool",
        "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable",
        "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests",
    ],
)
def test_network_that_fails_is_reported(audit, fault):
    status, said = audit(fault=fault)
    assert status == 0
    assert "nothing was looked up" in said


@pytest.mark.parametrize(
    "fault",
    ["usage: pip-audit: error: no such option", "requests.exceptions.HTTPError: 410 Client Error"],
)
def test_any_other_failure_fails(audit, fault):
    status, said = audit(fault=fault)
    assert status == 1
    assert fault in said
