import pytest

from articles.markup.collected import MAX_PROBLEMS, Collected, lines_with
from articles.markup.compiling import compile_page
from articles.markup.problems import Problem
from tests.articles.markup.parsed import compiled


@pytest.mark.parametrize(
    ("pattern", "text", "lines"),
    [("a", "a\nb\na a", [1, 3]), ("b\na", "b\na", [1]), ("x", "a", []), ("a", "", [])],
)
def test_lines_with(pattern, text, lines):
    assert lines_with(pattern, text) == lines


def test_mark_points_into_the_list():
    collected = Collected()
    collected.mark({"type": "page"})
    element = collected.mark({"type": "embed"}, "words")
    assert (element.tag, element.get("n"), element.text) == ("ld-mark", "1", "words")
    assert collected.mark_of(element) == {"type": "embed"}
    assert collected.is_embed(element)


def test_problem_names_every_line_of_the_text_at_hand():
    collected = Collected()
    collected.begin("safety_notice", "bad")
    collected.begin("body", "bad\ngood\nbad")
    collected.problem("bad", "mend it.")
    assert collected.problems == [Problem("body", 1, "mend it."), Problem("body", 3, "mend it.")]


@pytest.mark.parametrize("excerpt", ["not there", "b.d"])
def test_problem_whose_words_are_not_found_has_no_line(excerpt):
    collected = Collected()
    collected.begin("body", "bad")
    collected.problem(excerpt, "mend it.")
    assert collected.problems == [Problem("body", 0, "mend it.")]


@pytest.mark.parametrize(
    "excerpt", ["[`a` b](x:y)", r"[a \* b](x:y)", "[*a*](x:y)", "[&amp;](x:y)"]
)
def test_problem_with_notations_in_it_keeps_its_line(excerpt):
    (problem,) = compiled(f"First.\n\nThen {excerpt}.").problems
    assert problem.line == 3


def test_problems_are_bounded():
    collected = Collected()
    collected.begin("body", "bad\n" * 1000)
    for _ in range(3):
        collected.problem("bad", "mend it.")
    assert len(collected.problems) == MAX_PROBLEMS


def test_uses_are_ordered_as_readers_meet_them():
    page = compile_page(
        {
            "body": "[@b] [@a] [[14b]]\n\n[x][k] LDN [@c]",
            "key_messages": "One [@c]",
            "safety_notice": "Take care [@d; @a]",
        },
        {"ldn": ["LDN"]},
    )
    orders = {key: use["order"] for keys in page.uses.values() for key, use in keys.items()}
    assert orders == {"d": 1, "a": 2, "c": 3, "b": 4, "14b": 5, "k": 6, "ldn": 7}


def test_places_hold_every_field_and_line():
    text = "[@a]\n\n[@b; @a, p. 3]\n\n[@a-b]"
    page = compile_page({"body": text, "safety_notice": "x\n\n[@a]"}, {})
    assert page.uses["reference"]["a"]["places"] == [
        ("safety_notice", 3),
        ("body", 1),
        ("body", 3),
    ]
    assert page.uses["reference"]["a-b"]["places"] == [("body", 5)]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("a\n\n![[ q ]]", "embed", "q"),
        ("a\n\n[x][ k ]", "link", "k"),
        ("a\n\n[[ 14b ]]", "page", "14b"),
        ("a\n\n[[14b|x]]", "page", "14b"),
        ("|a|\n|-|\n|[[14b\\|x]]|", "page", "14b"),
    ],
)
def test_place_of_each_kind_is_found(text, kind, key):
    assert compiled(text).uses[kind][key]["places"] == [("body", 3)]


@pytest.mark.parametrize("text", ["`[@a]`", r"\[@a]", "`[[14b]]`", r"\![[q]]", "`[x][k]`"])
def test_what_is_shown_letter_by_letter_is_no_use(text):
    assert compiled(text).uses == {}


def test_lines_of_another_key_that_begins_alike_are_not_named():
    page = compiled("[[14]]\n\n[[14b]]\n\n![[q]]\n\n![[q-2]]")
    assert page.uses["page"]["14"]["places"] == [("body", 1)]
    assert page.uses["embed"]["q"]["places"] == [("body", 5)]


def test_citation_within_a_key_that_ends_alike_is_not_named():
    page = compiled("[@a]\n\neditors@a\n\n`[@a]`")
    assert page.uses["reference"]["a"]["places"] == [("body", 1)]
