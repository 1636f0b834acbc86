from articles.markup.compiling import Compiled
from articles.renaming import Renamed, rename, rename_marks

RENAMED = Renamed(references={"a": "b"}, quotes={"q": "r"}, links={"a": "l"})


def cite(*items):
    return {"type": "cite", "items": [{"key": key, "locator": where} for key, where in items]}


def test_each_kind_of_mark_gets_its_own_present_keys():
    marks = [
        cite(("a", ""), ("c", "p. 1")),
        {"type": "embed", "keys": ["a", "q", "c"]},
        {"type": "link", "key": "a"},
        {"type": "link", "key": "q"},
        {"type": "term", "key": "a"},
        {"type": "page", "code": "13", "words": True},
        {"type": "callout", "kind": "note"},
    ]
    assert rename_marks(marks, RENAMED) == [
        cite(("b", ""), ("c", "p. 1")),
        {"type": "embed", "keys": ["b", "r", "c"]},
        {"type": "link", "key": "l"},
        {"type": "link", "key": "q"},
        *marks[4:],
    ]


def test_what_would_stand_twice_in_a_mark_stands_once():
    assert rename_marks([cite(("a", ""), ("b", ""))], RENAMED) == [cite(("b", ""))]
    assert rename_marks([{"type": "embed", "keys": ["a", "b"]}], RENAMED) == [
        {"type": "embed", "keys": ["b"]}
    ]


def test_two_places_of_one_reference_stay_two():
    marks = [cite(("a", "p. 1"), ("b", "p. 2"))]
    assert rename_marks(marks, RENAMED) == [cite(("b", "p. 1"), ("b", "p. 2"))]


def test_given_marks_are_left_as_they_are():
    marks = [cite(("a", ""))]
    rename_marks(marks, RENAMED)
    assert marks == [cite(("a", ""))]


def test_uses_are_joined_under_the_present_key_at_the_first_place():
    compiled = Compiled(
        marks=[cite(("b", ""))],
        uses={
            "reference": {
                "b": {"order": 3, "places": [["body", 2]]},
                "a": {"order": 1, "places": [["body", 1]]},
            },
            "link": {"a": {"order": 2, "places": []}},
            "term": {"a": {"order": 4, "places": []}},
        },
    )
    rename(compiled, RENAMED)
    assert compiled.uses == {
        "reference": {"b": {"order": 1, "places": [["body", 1], ["body", 2]]}},
        "link": {"l": {"order": 2, "places": []}},
        "term": {"a": {"order": 4, "places": []}},
    }
