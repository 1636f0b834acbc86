import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup.compiling import compile_page
from articles.markup.headings import heading_id
from tests.articles.markup.parsed import compiled, parse


def headings_in(html: str) -> list[tuple[str, str]]:
    return [
        (element.tag, element.get("id"))
        for element in parse(html).iter()
        if re.fullmatch("h[1-6]", element.tag)
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Treating pain with LDN", "treating-pain-with-ldn"),
        ("4.5 mg: too much?", "4-5-mg-too-much"),
        ("Überdosis & Entzug", "uberdosis-entzug"),
        ("snake_case_word", "snake-case-word"),
        ("ref_1", "ref-1"),
        ("低用量", "低用量"),
        ("…", "section"),
        ("", "section"),
        ("a" * 80, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_id_is_made_of_the_words(text, name):
    assert heading_id(text, {}) == name


def test_same_words_get_ids_of_their_own():
    taken = {}
    names = [heading_id(text, taken) for text in ("A", "a!", "A 2", "a", "A 2")]
    assert names[0] == "a"
    assert names[1] == "a-2"
    assert len(set(names)) == 5


@given(st.lists(st.text(max_size=8), max_size=12))
def test_ids_differ_and_never_hold_what_templates_use(texts):
    taken = {}
    names = [heading_id(text, taken) for text in texts]
    assert len(set(names)) == len(texts)
    assert [name for name in names if not name or re.search(r'[_\s"<>&#%]', name)] == []


def test_id_outlasts_edits_elsewhere():
    before = compiled("# Dose\n\n# Risk").contents
    after = compiled("# New\n\nWords\n\n# Risk\n\n# Dose").contents
    assert {item["id"] for item in before} < {item["id"] for item in after}


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b\n\n### c", ["h2", "h3", "h4"]),
        ("## a\n\n### b", ["h2", "h3"]),
        ("#### a\n\n# b", ["h5", "h2"]),
        ("###### a", ["h2"]),
        ("# a\n\n###### b", ["h2", "h6"]),
        ("> # a\n\n- ## b", ["h2", "h3"]),
    ],
)
def test_levels_start_below_the_title(text, levels):
    assert [tag for tag, _ in headings_in(compiled(text).html["body"])] == levels


def test_contents_are_the_headings_of_the_body():
    page = compile_page(
        {"safety_notice": "# Not here", "body": "# One\n\n## Two\n\n# One\n\n> ## Three"}, {}
    )
    assert page.contents == [
        {"level": 2, "id": "one", "text": "One"},
        {"level": 3, "id": "two", "text": "Two"},
        {"level": 2, "id": "one-2", "text": "One"},
        {"level": 3, "id": "three", "text": "Three"},
    ]
    assert headings_in(page.html["body"]) == [
        (f"h{item['level']}", item["id"]) for item in page.contents
    ]


@pytest.mark.parametrize(
    ("heading", "words", "name"),
    [
        ("A *b* **c** `d`", "A b c d", "a-b-c-d"),
        ("[link](/x) and [[14b|page]]", "link and page", "link-and-page"),
        ("Cited [@a]", "Cited", "cited"),
        (r"\*starred\* \_x\_", "*starred* _x_", "starred-x"),
        ("IL-6 <3", "IL-6 <3", "il-6-3"),
        ("Fish & chips", "Fish & chips", "fish-chips"),
        ("Fish &amp; chips", "Fish & chips", "fish-chips"),
        ("Dose &lt; 5 mg&nbsp;a day", "Dose < 5 mg a day", "dose-5-mg-a-day"),
        ("TNF-&alpha;", "TNF-α", "tnf-α"),
        ("`a & b`", "a & b", "a-b"),
    ],
)
def test_contents_hold_the_words_that_readers_see(heading, words, name):
    (item,) = compiled(f"## {heading}").contents
    assert (item["text"], item["id"]) == (words, name)


def test_ids_differ_over_the_whole_page():
    """The three texts of a page end up in one document."""
    fields = ("safety_notice", "key_messages", "body")
    page = compile_page(dict.fromkeys(fields, "# Dose"), {})
    names = [name for field in fields for _, name in headings_in(page.html[field])]
    assert len(names) >= 2
    assert len(set(names)) == len(names)


def test_underlined_headings_are_none():
    assert compiled("Words\n=====").contents == []
