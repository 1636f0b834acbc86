"""The site as an operator runs it: gunicorn, settings of production, a database of its own.

That is SQLite whatever the run is on, so that these run once.
"""

import re
import subprocess
import threading
from contextlib import contextmanager

import pytest

from tests.references.link_checking.certificates import AUTHORITY, KEY, SIGNED
from tests.safety.sites import new_database

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "ldnsite.settings",
    "SECRET_KEY": "tests-only-" + "k" * 50,
    "ALLOWED_HOSTS": "pages.test",
    "STATIC_FROM_SOURCE": "true",
    "DEBUG": "false",
}


@pytest.fixture(scope="session")
def production(tmp_path_factory):
    """A function that serves the site and gives its port on this machine.

    It takes gunicorn's options, the environment, and as `log` a list for what the site prints.
    """
    with new_database("sqlite", "", tmp_path_factory.mktemp("served"), None) as site:
        site.manage("migrate", "--verbosity", "0")
        site.ask("fill")
        yield lambda *options, log=None, **environment: served(site, options, environment, log)


@contextmanager
def served(site, options, environment, log):
    site.environment = PRODUCTION | environment
    process = site.start(
        "-m", "gunicorn", "--bind", "127.0.0.1:0", "--workers", "1", *options, "ldnsite.wsgi"
    )
    try:
        for line in process.stdout:
            if found := re.search(r"Listening at: \S+:([0-9]+)", line):
                break
        else:
            pytest.fail("gunicorn did not start")
        # A server that nobody listens to would stand still once the pipe is full.
        log = [] if log is None else log
        listener = threading.Thread(target=lambda: log.extend(process.stdout), daemon=True)
        listener.start()
        yield int(found[1])
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join()
        process.stdout.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Files of a certificate for pages.test, its key, and who signed it."""
    files = {"key": KEY, "signed": SIGNED, "authority": AUTHORITY}
    folder = tmp_path_factory.mktemp("certificate")
    for name, text in files.items():
        (folder / f"{name}.pem").write_text(text)
    return {name: str(folder / f"{name}.pem") for name in files}
