"""MDN's HTTP Observatory gives a reader's page and the login 130 points or more.

`OBSERVATORY` names the folder of the npm package @mdn/mdn-http-observatory; CI fetches it wherever
it finds npm.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCORER = Path(__file__).with_name("observatory.mjs")
ENOUGH = 130


@pytest.fixture
def observatory():
    folder = os.environ.get("OBSERVATORY")
    if not folder or not shutil.which("node"):
        reason = "no node, or OBSERVATORY names no folder of @mdn/mdn-http-observatory"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def test_readers_page_and_login_score_well(observatory, certificate, production, capsys):
    tls = ["--certfile", certificate["signed"], "--keyfile", certificate["key"]]
    with production(*tls, HTTPS="true") as port:
        for page in ("/", "/admin/login/"):
            run = subprocess.run(
                ["node", str(SCORER), observatory, "pages.test", str(port), page],
                env={**os.environ, "NODE_EXTRA_CA_CERTS": certificate["authority"]},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert run.returncode == 0, run.stderr
            found = json.loads(run.stdout.splitlines()[-1])
            with capsys.disabled():
                print(f"\nHTTP Observatory, {page}: {found['score']} ({found['grade']})")
            assert found["status"] == 200, found
            assert found["score"] >= ENOUGH, found
