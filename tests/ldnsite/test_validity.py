"""Every public page is valid HTML in the eyes of the Nu checker, where Java runs.

`VNU_JAR` names the checker (npm package vnu-jar). CI fetches it wherever it finds Java.
"""

import json
import os
import shutil
import subprocess

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.contents import FILLINGS

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "413.html", "500.html"]


@pytest.fixture
def checker():
    jar = os.environ.get("VNU_JAR")
    if not jar or not shutil.which("java"):
        if os.environ.get("CI") and shutil.which("java") and shutil.which("npm"):
            pytest.fail("Java and npm are here, and VNU_JAR names no checker")
        pytest.skip("no Java, or VNU_JAR names no Nu checker (npm package vnu-jar)")
    return [
        "java",
        "-Xss2m",
        "-jar",
        jar,
        "--errors-only",
        "--format",
        "json",
        "--exit-zero-always",
    ]


@pytest.mark.parametrize("content", FILLINGS)
def test_nu_checker_finds_no_error(content, checker, tmp_path):
    pages = {address: Client().get(address).content for address in FILLINGS[content]()}
    pages |= {name: render_to_string(name).encode() for name in ERROR_PAGES}
    names = {}
    for number, (address, body) in enumerate(pages.items()):
        path = tmp_path / f"{number}.html"
        path.write_bytes(body)
        names[path.name] = address
    run = subprocess.run(
        [*checker, *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=True
    )
    found = json.loads(run.stderr)["messages"]
    faults = [
        (names[message["url"].rsplit("/", 1)[-1]], message["message"], message.get("extract"))
        for message in found
    ]
    assert faults == []
