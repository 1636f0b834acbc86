"""Whatever the OpenAPI document allows, and much that it does not, breaks nothing.

`SCHEMATHESIS` names the command of schemathesis, which makes up the requests; CI installs it beside
the site, since it would bring forty distributions that the site has no need of.
"""

import os
import re
import subprocess

import pytest

EXAMPLES = 20


@pytest.fixture
def schemathesis():
    command = os.environ.get("SCHEMATHESIS")
    if not command:
        reason = "SCHEMATHESIS names no command of schemathesis"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return command


def test_no_request_breaks_the_open_data(schemathesis, production, tmp_path):
    with production(HTTPS="false", ALLOWED_HOSTS="127.0.0.1") as port:
        run = subprocess.run(
            [
                schemathesis,
                "run",
                f"http://127.0.0.1:{port}/export/openapi.json",
                "--checks=not_a_server_error",
                f"--max-examples={EXAMPLES}",
                "--mode=all",
                "--seed=1",
                "--request-timeout=60",
                "--no-color",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
    made = re.search(r"([0-9]+) generated, ([0-9]+) passed", run.stdout)
    assert made, run.stdout[-2000:]
    assert int(made[1]) == int(made[2]) >= 100
