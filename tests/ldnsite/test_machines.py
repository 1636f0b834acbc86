import json
import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from ldnsite.machines import ACCENT, PAPER

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "site.css"


@pytest.mark.django_db
def test_robots_may_read_all_but_the_desk():
    response = Client().get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    assert parser.can_fetch("*", "/pages/ldn/history/?from=1&to=2")
    assert not parser.can_fetch("*", "/admin/login/")
    assert parser.site_maps() == ["http://testserver/sitemap.xml"]


@pytest.mark.django_db
def test_manifest_names_the_site_and_an_icon_that_is_there():
    response = Client().get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert manifest["name"] == "The Patients’ Library"
    assert manifest["start_url"] == manifest["scope"] == "/"
    for icon in manifest["icons"]:
        found = Client().get(icon["src"])
        found.close()
        assert found.status_code == 200
        assert found.headers["Content-Type"] == icon["type"]


def test_colours_of_the_manifest_are_the_tokens():
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text().split("}")[0]))
    assert (tokens["paper"], tokens["accent"]) == (PAPER, ACCENT)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/robots.txt", "/manifest.webmanifest"])
def test_machines_are_answered_while_the_database_is_away(
    address, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("ldnsite.caching.middleware.present", lambda: None)
    with django_assert_num_queries(0):
        assert Client().get(address).status_code == 200
