from contextlib import suppress

import pytest

from articles.markup.compiling import FIELDS, compile_page
from articles.markup.problems import Refused
from articles.markup.sanitising import sanitise
from tests.articles.markup.parsed import compiled, html_of, words_of

EVERYTHING = """# Dose

LDN *helps* some [@a, p. 4; @b], see [[14b|dosing]] and [list][k].

> [!WARNING]
> Not with opioids [@a].

![[q]]

|a|b|
|:-|-:|
|1|[[14b\\|x]]|
"""


def test_fields_stand_in_the_readers_order():
    assert FIELDS == ("safety_notice", "key_messages", "body")
    page = compile_page({name: f"[@{name[0]}]" for name in reversed(FIELDS)}, {})
    assert list(page.html) == list(FIELDS)
    assert [mark["items"][0]["key"] for mark in page.marks] == ["s", "k", "b"]


def test_same_text_compiles_to_the_same_page():
    assert compiled(EVERYTHING, {"ldn": ["LDN"]}) == compiled(EVERYTHING, {"ldn": ["LDN"]})


def test_compiled_html_is_sanitised():
    html = compiled(EVERYTHING, {"ldn": ["LDN"]}).html["body"]
    assert "<ld-mark" in html
    assert sanitise(html) == html


@pytest.mark.parametrize("texts", [{}, {"body": ""}, {"body": " \n\n\t\n"}])
def test_nothing_compiles_to_nothing(texts):
    page = compile_page(texts, {})
    assert (set(page.html.values()), page.marks, page.words) == ({""}, [], 0)
    assert (page.contents, page.uses, page.problems) == ([], {}, [])


@pytest.mark.parametrize(
    "text",
    [
        "Start low, go slow: 0.5 mg, then 1 mg.",
        "Ein Text – mit „Zeichen“, 日本語 & emoji 🙂 (ja!).",
        "x_y_z a*b 2^10 50% $5 #1 ~ok~ a|b {c} a--b 'd' \"e\" f/g\\h",
        "line one\nline two\n\nnext paragraph",
        "http://example.org and a@b.example stay as written",
        "[ ] [x] [1] ![ ] ( ) a] [b",
    ],
)
def test_words_of_a_plain_paragraph_survive(text):
    assert words_of(html_of(text).replace("</p>", " </p>")) == " ".join(text.split())


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"body": "one two *three* `four`"}, 4),
        ({"body": "# one\n\n- two\n- three"}, 3),
        ({"safety_notice": "one", "key_messages": "two\nthree", "body": "four"}, 4),
        ({"body": "one [two](https://example.org/not/counted)"}, 2),
    ],
)
def test_words_are_counted_in_all_texts(texts, words):
    assert compile_page(texts, {}).words == words


@pytest.mark.parametrize(
    "text", ["one\ntwo", "- one\n- two", "* one\n\n\n+ two\n", "  one  \n -  two", "one\r\ntwo"]
)
def test_key_messages_are_a_list_with_one_a_line(text):
    html = compiled(text, name="key_messages").html["key_messages"]
    assert html == "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"


def test_lines_of_key_messages_are_counted_as_written():
    problems = compiled("One.\n\n- Two.\n\n- Three [@A].", name="key_messages").problems
    assert [(problem.field, problem.line) for problem in problems] == [("key_messages", 5)]


def test_problems_of_all_fields_come_sorted_and_once():
    page = compile_page({"body": "[@B]\n[@A]\n[@B]", "safety_notice": "[[x]]"}, {})
    assert [(problem.field, problem.line) for problem in page.problems] == [
        ("body", 1),
        ("body", 2),
        ("body", 3),
        ("safety_notice", 1),
    ]


@pytest.mark.parametrize("field", FIELDS)
def test_text_beyond_the_bounds_is_refused_by_field(field):
    with pytest.raises(Refused) as refusal:
        compile_page({field: "-" * 300}, {})
    assert (refusal.value.problem.field, refusal.value.problem.line) == (field, 1)


@pytest.mark.parametrize("text", ["- " * 900 + "a", "1. " * 900 + "a", "- 1. " * 900 + "a"])
def test_text_that_nests_too_deeply_is_refused(text):
    with pytest.raises(Refused, match="Text"):
        compiled(text)


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x02klzzwxh:0\x03", "\x0b\x0c\x1b", "a\ufffeb", "\x85"]
)
def test_control_characters_bring_nothing_down(text):
    assert "ld-mark" not in compiled(f"one {text} two").html["body"]


def test_half_a_character_brings_nothing_down():
    """JSON can bring a lone surrogate along, and the sanitiser's strings cannot hold it."""
    with suppress(Refused):
        assert "one" in compiled("one \ud800 two").html["body"]


def test_windows_line_ends_change_nothing():
    windows = compiled(EVERYTHING.replace("\n", "\r\n"))
    assert windows.html == compiled(EVERYTHING).html
    assert windows.problems == []
    page = compiled("a\r\n\r\n> [!NOTE]\r\n> b\r\n\r\n![[q]]\r\n![[r]]")
    assert {"type": "callout", "kind": "note"} in page.marks
    assert {"type": "embed", "keys": ["q", "r"]} in page.marks


def test_mark_numbers_in_the_html_all_point_into_the_list():
    page = compiled(EVERYTHING, {"ldn": ["LDN"]})
    assert [mark["type"] for mark in page.marks].count("cite") == 2
    for number in range(len(page.marks)):
        assert page.html["body"].count(f'<ld-mark n="{number}">') == 1
