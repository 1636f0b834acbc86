import pytest

from articles.bringing_in import text
from articles.bringing_in.inline import Links
from articles.bringing_in.report import Line, Report


def convert(source):
    report, links = Report(), Links()
    lines = [Line(number, line) for number, line in enumerate(source.split("\n"), start=1)]
    out = text.to_markdown(lines, links, report)
    return "\n".join(line.text for line in out), report


def markdown_of(source):
    return convert(source)[0]


LONG = "This is a line of words that goes on for a good while, as the lines of paragraphs do."


@pytest.mark.parametrize(
    "words",
    [
        "Getting a Stool",
        "Is it so?",
        "To sum up…",
        "And so on...",
        "Weird Dosing, Backward Plans – in Towns and Villages",
        "What Dr. Example Says",
    ],
)
def test_line_by_itself_is_a_heading(words):
    markdown, report = convert(f"Opening words.\n\n{words}\n\n{LONG}")
    assert f"\n\n## {words}\n\n" in markdown
    assert [(found.line, found.words, found.said) for found in report.guessed] == [
        (3, words, "heading")
    ]


@pytest.mark.parametrize(
    "words",
    [
        "A sentence has a full stop.",
        "These are the things:",
        "small words first",
        "From: 'A Notebook'",
        "Two. Sentences here",
        "Long " * 21,
        "See here",
        "“Quoted”",
    ],
)
def test_other_lines_are_no_heading(words):
    assert "##" not in markdown_of(f"Opening words.\n\n{words}\n\n{LONG}")


def test_heading_without_a_blank_line_below():
    assert markdown_of(f"Short Title\n{LONG}") == f"## Short Title\n\n{LONG}"


def test_underlined_heading():
    assert markdown_of(f"small title\n=====\n\n{LONG}") == f"## small title\n\n{LONG}"


def test_many_short_lines_in_a_row_are_no_headings():
    names = "\n\n".join(["Ada One", "Bea Two", "Cleo Three", "Dora Four"])
    assert markdown_of(f"{names}\n\n{LONG}") == f"{names}\n\n{LONG}"


def test_last_line_heads_nothing():
    assert markdown_of(f"{LONG}\n\nThe End") == f"{LONG}\n\nThe End"


@pytest.mark.parametrize("sign", ["•", "-", "*", "‣", "◦", "●", "·", "–", "—", "o", "+"])
def test_bullets_of_all_sorts(sign):
    markdown, report = convert(f"Things:\n  {sign} one\n  {sign}\ttwo\n\nAfter.")
    assert markdown == "Things:\n\n- one\n- two\n\nAfter."
    assert [found.said for found in report.recognised] == ["list of 2 items"]


def test_items_apart_are_one_list_and_their_words_may_go_on():
    markdown, report = convert("• one\n  more\n\n• two\n\n\n• three\nAfter")
    assert markdown == "- one\n    more\n\n- two\n\n- three\n\nAfter"
    assert [found.said for found in report.recognised] == ["list of 3 items"]


def test_deeper_items_are_set_in():
    assert markdown_of("- a\n    - b\n    - c\n- d") == "- a\n    - b\n    - c\n- d"


@pytest.mark.parametrize("form", ["{}.", "{})", "({})"])
def test_numbers_in_order_are_a_list(form):
    source = "\n".join(f"{form.format(number)} item" for number in (3, 4, 5))
    assert markdown_of(source) == "3. item\n4. item\n5. item"


@pytest.mark.parametrize("line", ["2019. A year", "– said nobody", "o my", "1. alone"])
def test_one_odd_line_is_no_list(line):
    markdown, report = convert(f"{LONG}\n\n{line}\n\n{LONG}")
    assert not report.recognised
    assert line.replace(".", "\\.") in markdown or line in markdown


def test_second_numbered_list_that_touches_keeps_its_numbers():
    assert markdown_of("1. a\n2. b\n\n1. c\n2. d") == "1. a\n2. b\n\n1\\. c  \n2\\. d"


@pytest.mark.parametrize(
    "words",
    [
        '"It took two winters, and then some more."',
        "“It took two winters, and then some more”.",
        "“It took two ‘winters’, and more” – Ida Example",
        "“It took two winters, and more”  Dr. Example, at a meeting",
        "> It took two winters",
    ],
)
def test_quotation(words):
    markdown, report = convert(words)
    assert markdown == f"> {words.removeprefix('> ')}"
    assert report.guessed[0].said == "quotation"


@pytest.mark.parametrize(
    "words",
    [
        "“Pacing” is a word that I like and “resting” is another",
        "“It took two winters,” she said, and smiled at the chair",
        '"One" and "two" and then "three more words"',
        "LDN”s words “are” here",
    ],
)
def test_words_with_marks_in_them_are_no_quotation(words):
    assert ">" not in markdown_of(words)


def test_quotation_of_several_paragraphs():
    source = f"“{LONG}\n\n“{LONG}\n\n“And that was it”\n\nAfter."
    assert markdown_of(source) == f"> “{LONG}\n\n> “{LONG}\n\n> “And that was it”\n\nAfter."


def test_short_lines_stay_lines():
    assert markdown_of("12 High Street\nOld Town") == "12 High Street  \nOld Town"


def test_rule_and_backslash_of_an_older_format():
    markdown, report = convert("mu\\- and\n\n-----\n\nmore")
    assert markdown == "mu- and\n\n---\n\nmore"
    assert "backslash" in report.guessed[0].said
