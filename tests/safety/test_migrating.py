"""Every migration back and forth, on the run's own database, with a row in every table."""

import json

# Made by later migrations than the first, and gone with them: histories, reports of link checks
# and of copies, who has a draft open, what was removed, and what is made anew of the rest.
GONE = {
    "articles.0003_named_pages_and_lists": {"articles_namedpage"},
    "articles.0006_history": {"articles_historicalquote", "articles_historicalterm"},
    "articles.0008_drafts": {"articles_presence"},
    "ldnsite.0002_search": {"ldnsite_searchentry"},
    "ldnsite.0003_following": {"ldnsite_removal"},
    "references.0003_history": {
        "references_historicallink",
        "references_historicalresource",
        "references_historicalstudy",
    },
    "references.0005_link_checking": {"references_linkcheckrun"},
}
# What a migration makes otherwise than it was, where a step back leaves it there.
CHANGED = {
    # Whoever keeps up with the site has to take everything again.
    "articles.0011_fill_following": {
        "articles_edition.modified_in",
        "articles_quote.modified_in",
        "articles_ratinglevel.modified_in",
        "articles_term.modified_in",
        "ldnsite_contentversion.complete_from",
        "ldnsite_contentversion.number",
        "ldnsite_removal.modified_in",
        "ldnsite_removal.removed_at",
        "references_link.modified_in",
        "references_reference.modified_in",
    },
    # The audit log is unknown to it; signing_in.0002 gives the right to read it again.
    "articles.0009_roles": {
        "auth_group_permissions.group_id",
        "auth_group_permissions.permission_id",
    },
}


def take(site, way):
    return json.loads(site.run("-m", "tests.safety.migrating", way).splitlines()[-1])


def test_each_migration_back_and_forward_again(site):
    found = take(site, "steps")
    # A new model has to get a row in tests/every_model.py.
    assert found["empty"] == []
    steps = found["steps"]
    assert len(steps) > 35
    assert [name for name, step in steps.items() if step["remade"]] == []
    changed = {name: set(step["changed"]) for name, step in steps.items() if step["changed"]}
    assert changed == CHANGED
    assert {name for name in GONE if not GONE[name] <= set(steps[name]["gone"])} == set()
    # The way to the first migrations and back; the number counts on, as readers were shown others.
    assert found["changed"] == ["ldnsite_contentversion.number"]
    assert {"articles_article", "articles_edition", "auth_user_groups"} <= set(found["kept"])
    assert found["remade"] == []
    assert found["lists"] == []
    assert site.ask("faults") == []


def test_each_app_back_alone_and_forward_again(site):
    found = take(site, "alone")
    assert {"articles", "ldnsite", "references"} <= found.keys()
    assert [label for label, of in found.items() if of["lists"] or of["remade"]] == []
    assert site.ask("faults") == []


def test_back_to_nothing_and_forward_again(site):
    assert take(site, "zero") == {"left": [], "remade": []}
    site.manage("migrate", "--check")
    site.ask("fill")
    assert site.ask("faults") == []
