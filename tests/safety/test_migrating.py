"""Every migration back and forth, on the run's own database, with a row in every table."""

import json

# Made by later migrations than the first, and gone with them: histories, reports of link checks,
# who has a draft open, and what is made anew of the rest.
BY_NATURE = {
    "articles_historicalquote",
    "articles_historicalterm",
    "articles_namedpage",
    "articles_presence",
    "ldnsite_removal",
    "references_historicallink",
    "references_historicalresource",
    "references_historicalstudy",
    "references_linkcheckrun",
}


def take(site, way):
    return json.loads(site.run("-m", "tests.safety.migrating", way).splitlines()[-1])


def test_back_to_the_first_migrations_and_forward_again(site):
    found = take(site, "back")
    # A new model has to get a row in tests/every_model.py.
    assert found["empty"] == []
    assert found["steps"] > 15
    # It counts on: what readers were shown may have changed.
    assert found["lost"] == ["ldnsite_contentversion"]
    assert {"articles_article", "articles_edition", "references_study"} <= set(found["kept"])
    assert set(found["gone"]) >= BY_NATURE
    assert site.ask("faults") == []


def test_back_to_nothing_and_forward_again(site):
    assert take(site, "zero") == {"left": []}
    site.manage("migrate", "--check")
    site.ask("fill")
    assert site.ask("faults") == []
