import re

import pytest

from articles.markup.compiling import compile_page
from articles.markup.glossary import term_pattern
from tests.articles.markup.parsed import TERMS, compiled, parse, words_of


def marked(text: str, terms: dict[str, list[str]] = TERMS) -> list[str]:
    """The words that got a term's marker, in order."""
    page = compiled(text, terms)
    return [
        "".join(element.itertext())
        for element in parse(page.html["body"]).iter("ld-mark")
        if page.marks[int(element.get("n"))]["type"] == "term"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LDN, then LDN", ["LDN"]),
        ("Low dose naltrexone (LDN)", ["Low dose naltrexone"]),
        ("LDN and PEM and LDN", ["LDN", "PEM"]),
        ("*LDN* and **PEM**", ["LDN", "PEM"]),
        ("- x\n- LDN\n- LDN", ["LDN"]),
        ("> [!NOTE]\n> LDN\n\nLDN", ["LDN"]),
        ("|a|\n|-|\n|LDN|", ["LDN"]),
        ("LDN\n\n# Head\n\nLDN LDN\n\n## Deeper\n\nLDN", ["LDN", "LDN", "LDN"]),
        ("(LDN)", ["LDN"]),
        ("LDN’s", ["LDN"]),
        ("low dose\nnaltrexone", ["low dose\nnaltrexone"]),
    ],
)
def test_first_use_in_each_section_is_marked(text, words):
    assert marked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "# LDN",
        "`LDN`",
        "```\nLDN\n```",
        "[LDN](/x)",
        "[about *LDN*](/x)",
        "[LDN][k]",
        "[[14b|LDN]]",
        "<https://example.org/LDN>",
        '[x](/LDN "LDN")',
        "![LDN](/static/LDN.png)",
        "LDNs",
        "non-LDN",
        "LDN-free",
        "snake_LDN",
    ],
)
def test_no_marker_in_headings_links_code_and_longer_words(text):
    assert marked(text) == []


@pytest.mark.parametrize("text", ["[LDN](/x) LDN", "# LDN\n\nLDN", "`LDN` LDN", "[[14b|LDN]] LDN"])
def test_what_is_left_alone_does_not_count_as_first_use(text):
    assert marked(text) == ["LDN"]


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("PEM", "pem Pem PEM", ["PEM"]),
        ("NK cell", "nk cell NK CELL NK cell", ["NK cell"]),
        ("mcg/L", "MCG/L mcg/l mcg/L", ["mcg/L"]),
        ("Opioid", "an opioid", ["opioid"]),
        ("opioid", "OPIOID", ["OPIOID"]),
        ("c++ (lab)", "c++ (lab)", ["c++ (lab)"]),
        ("Ménière", "ménière", ["ménière"]),
    ],
)
def test_capitals_after_the_first_letter_are_matched_to_the_letter(form, text, words):
    assert marked(text, {"x": [form]}) == words


def test_longest_form_wins():
    terms = {"dose": ["dose"], "ldn": ["low dose naltrexone"]}
    assert marked("Low dose naltrexone, a dose", terms) == ["Low dose naltrexone", "dose"]


def test_each_text_of_a_page_is_a_section():
    page = compile_page(dict.fromkeys(("safety_notice", "key_messages", "body"), "LDN"), TERMS)
    assert [mark["key"] for mark in page.marks] == ["ldn", "ldn", "ldn"]
    assert page.uses["term"]["ldn"]["order"] == 1


@pytest.mark.parametrize(
    "text", ["a LDN b *c* d PEM e", "*a* LDN PEM *LDN* PEM b", "LDN", "x [@a] LDN y\nPEM z"]
)
def test_words_keep_their_order(text):
    plain = re.sub(r"\s*\[@a\]|[*]", "", text)
    assert words_of(compiled(text, TERMS).html["body"]) == " ".join(plain.split())


@pytest.mark.parametrize("form", ["amp", "42", "lt", "klzzwxh"])
def test_terms_do_not_touch_what_the_parser_keeps_aside(form):
    """Python-Markdown's stand-ins hold words and figures between two control characters."""
    text = r"5 & 6 &amp; 7 \* 8 &lt; `c` *d*"
    assert marked(text, {"x": [form]}) == []
    assert words_of(compiled(text, {"x": [form]}).html["body"]) == "5 & 6 & 7 * 8 < c d"


def test_no_terms_no_pattern():
    assert term_pattern([]) is None
    assert marked("LDN", {}) == []
