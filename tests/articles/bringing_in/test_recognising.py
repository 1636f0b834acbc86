import pytest

from articles.bringing_in.recognising import (
    Recogniser,
    code_in_name,
    is_labelled,
    split_title,
)
from articles.bringing_in.report import Line, Report


def recognise(text, own_code="", name_code=""):
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    report = Report()
    spaced = lambda words: " ".join(words.split())  # noqa: E731 - a name would say no more
    found = Recogniser(lines, report, spaced, own_code, name_code).run()
    return found.values, {place + 1 for place in found.taken}, report


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Skill Level\u00a0 5", {"skill_level": 5}),
        ("skill level: 2/5", {"skill_level": 2}),
        ("Relevance:5 Technical Level:4", {"relevance": 5, "technical_level": 4}),
        ("Relevance = 3 | Skill – 1, Technical 2 out of 5", None),
        ("Relevance 4, Skill 1, Technical 2 of 5", None),
        ("TECHNICAL LEVEL 1", {"technical_level": 1}),
    ],
)
def test_ratings(line, values):
    found, taken, _ = recognise(line)
    expected = values or {
        "relevance": 3 if "3" in line else 4,
        "skill_level": 1,
        "technical_level": 2,
    }
    assert (found, taken) == (expected, {1})


@pytest.mark.parametrize(
    "line",
    ["Skill level 5 is rare", "The relevance 5", "Relevance: high", "Skills 5", "on page 12", "12"],
)
def test_sentences_stay_in_the_text(line):
    assert recognise(line) == ({}, set(), Report())


@pytest.mark.parametrize("level", ["0", "6", "10"])
def test_level_beyond_the_scale_stays_and_is_told(level):
    found, taken, report = recognise(f"Skill Level {level}")
    assert (found, taken) == ({}, set())
    assert f"a rating is 1 to 5, and this says {level}" in report.left[0].said


def test_second_different_rating_stays_and_is_told():
    found, taken, report = recognise("Skill Level 2\nSkill Level 2\nSkill Level 3")
    assert (found, taken) == ({"skill_level": 2}, {1, 2})
    assert report.left[0].line == 3
    assert "was “2” already" in report.left[0].said


@pytest.mark.parametrize(
    ("text", "synopsis", "taken"),
    [
        ("Page Synopsis: Rest first", "Rest first", {1}),
        ("Synopsis - Rest first\n\nBody", "Rest first", {1}),
        ("Page Synopsis:\n\nRest first\n\nBody", "Rest first", {1, 3}),
        ("Summary: Rest\nfirst of all\nBody", "Rest first of all", {1, 2}),
        (f"Synopsis: {'x' * 60}\nGoes on\n\nBody", f"{'x' * 60} Goes on", {1, 2}),
        ("Synopsis: Rest\nSkill Level 2", "Rest", {1, 2}),
        ("Synopsis: Rest\n- item", "Rest", {1}),
    ],
)
def test_synopsis(text, synopsis, taken):
    found, places, _ = recognise(text)
    assert (found["synopsis"], places) == (synopsis, taken)


def test_long_or_empty_synopsis_stays_and_is_told():
    for text in (f"Synopsis: {'x ' * 501}", "Synopsis:"):
        found, taken, report = recognise(text)
        assert (found, taken, len(report.left)) == ({}, set(), 1)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("page 12\npage 14b", ("12", "", "14b")),
        ("page 14b\npage 12\npage 12", ("12", "", "14b")),
        ("page 12 | page 14b", ("12", "", "14b")),
        ("« page 9   page 10 »", ("9", "", "10")),
        ("Previous: 20\nNext page 3", ("20", "", "3")),
        ("Prev page 4\npage 2", ("4", "", "2")),
        ("page 12\nPage 13\npage 14B", ("12", "13", "14b")),
        ("Page code: 13\npage 12", ("12", "13", "")),
        ("This is page 13\npage 14", ("", "13", "14")),
    ],
)
def test_codes(text, values):
    found, taken, report = recognise(text)
    names = ("previous_code", "code", "next_code")
    assert tuple(found.get(name, "") for name in names) == values
    assert taken == set(range(1, len(text.split("\n")) + 1))
    assert not report.left


@pytest.mark.parametrize("text", ["page 12", "page 1\npage 2\npage 3\npage 4"])
def test_codes_that_are_not_clear_stay_and_are_told(text):
    found, taken, report = recognise(text)
    assert (found, taken) == ({}, set())
    assert len(report.left) == len(text.split("\n"))


def test_editor_s_code_goes_before_the_text_and_the_text_before_the_name():
    assert recognise("Page code 13", own_code="15")[0] == {"code": "15"}
    assert recognise("Page code 13", name_code="15")[0] == {"code": "13"}
    found, _, report = recognise("page 12", name_code="13")
    assert found == {"code": "13", "previous_code": "12"}
    assert "from the name of the file" in report.guessed[0].said


@pytest.mark.parametrize("sign", ["ſ", "\u212a", "é"])
def test_odd_letters_are_no_code(sign):
    assert recognise(f"page 12{sign}\npage 14")[0] == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("original-page-13.txt", "13"),
        ("C:\\old\\14b-dosing.html", "14b"),
        ("page 7.md", "7"),
        ("Page_8C.txt", "8c"),
        ("notes.txt", ""),
        ("2019report.txt", ""),
        ("stdin", ""),
    ],
)
def test_code_in_a_name(name, code):
    assert code_in_name(name) == code


def test_title_with_a_code():
    assert split_title("Page 13: Rest first") == ("13", "Rest first")
    assert split_title("Page one") == ("", "Page one")


def test_labels_alone():
    assert is_labelled("Relevance 3")
    assert is_labelled("page 3")
    assert not is_labelled("Relevance of rest")
