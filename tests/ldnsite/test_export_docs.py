"""What the documentation shows is what the export says."""

import json
import re
from pathlib import Path

from ldnsite.export.formats import FORMATS
from ldnsite.urls import urlpatterns
from tests.schemas import validated

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text()


def test_example_validates_and_shows_every_key_of_a_page():
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    document = validated(json.loads(example))
    assert len(document["articles"]) == len(document["removed"]) == 1


def test_every_address_that_is_named_is_there():
    named = set(re.findall(r"`/(export/[a-z.<>/]+)`", TEXT))
    routes = {str(pattern.pattern).replace("code:code", "code") for pattern in urlpatterns}
    places = ("export/references", "export/references/<key>")
    routes |= {f"{place}.{form}" for place in places for form in FORMATS}
    assert len(named) == 9
    assert named <= routes
