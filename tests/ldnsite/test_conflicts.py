import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.conflicts import fingerprints, merge

BASE = {"title": "Begun", "body": "Begun"}


@pytest.mark.parametrize(
    ("theirs", "mine", "value", "taken", "different"),
    [
        ("Begun", "Begun", "Begun", [], []),
        ("Theirs", "Begun", "Theirs", ["body"], []),
        ("Begun", "Mine", "Mine", [], []),
        ("Both", "Both", "Both", [], []),
        ("Theirs", "Mine", "Mine", [], ["body"]),
        ("", "Mine", "Mine", [], ["body"]),
        ("Theirs", "", "", [], ["body"]),
    ],
)
def test_fields_come_together_one_by_one(theirs, mine, value, taken, different):
    merged = merge(
        base=fingerprints(BASE), theirs=BASE | {"body": theirs}, mine=BASE | {"body": mine}
    )
    assert merged.values == {"title": "Begun", "body": value}
    assert merged.taken == taken
    assert [(d.name, d.theirs, d.mine) for d in merged.differences] == [
        (name, theirs, mine) for name in different
    ]


def test_line_ends_of_a_browser_are_no_change():
    merged = merge(
        base=fingerprints({"body": "a\nb"}), theirs={"body": "c"}, mine={"body": "a\r\nb"}
    )
    assert (merged.taken, merged.differences) == (["body"], [])


@pytest.mark.parametrize("base", ["", "{", "[]", "null", '{"body": ["x"]}', "[" * 5000])
def test_made_up_base_counts_as_changed_by_both(base):
    merged = merge(base=base, theirs={"body": "Theirs"}, mine={"body": "Mine"})
    assert [difference.name for difference in merged.differences] == ["body"]


WORDS = st.sampled_from(["", "one", "two", "three\nfour"]) | st.text(max_size=8)
TEXTS = st.fixed_dictionaries({"title": WORDS, "body": WORDS})
BASES = TEXTS.map(fingerprints) | st.text(max_size=20) | TEXTS.map(json.dumps)


def plain(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@given(began=TEXTS, theirs=TEXTS, mine=TEXTS)
def test_nothing_that_either_typed_is_lost(began, theirs, mine):
    merged = merge(base=fingerprints(began), theirs=theirs, mine=mine)
    shown = {name: {value} for name, value in merged.values.items()}
    for difference in merged.differences:
        shown[difference.name] |= {difference.theirs, difference.mine}
    for typed in (theirs, mine):
        for name, value in typed.items():
            assert plain(value) in shown[name] or plain(value) == plain(began[name])


@given(base=BASES, theirs=TEXTS, mine=TEXTS)
def test_whatever_the_base_says_a_field_is_mine_theirs_or_both(base, theirs, mine):
    merged = merge(base=base, theirs=theirs, mine=mine)
    both = {difference.name for difference in merged.differences}
    for name, value in merged.values.items():
        assert value == plain(theirs[name] if name in merged.taken else mine[name])
        assert (name in both) <= (plain(theirs[name]) != plain(mine[name]))
    assert not both & {*merged.taken}
