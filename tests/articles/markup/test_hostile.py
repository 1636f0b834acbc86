import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.markup.compiling import FIELDS, compile_page
from articles.markup.sanitising import sanitise
from tests.articles.markup.hostile import ADDRESSES, HOSTILE, WHOLE, WORDS
from tests.articles.markup.parsed import (
    GOOD_ADDRESS,
    TEMPLATE_ELEMENTS,
    TERMS,
    TEXT_ELEMENTS,
    as_browsers_read,
    compiled,
    expanded,
    faults,
    parse,
)

READ = TEXT_ELEMENTS | TEMPLATE_ELEMENTS


def found_in(text: str, name: str = "body") -> list[str]:
    """Everything in the compiled and in the expanded page that no text may bring about."""
    page = compiled(text, TERMS, name)
    html = page.html[name]
    marks = [int(mark.get("n")) for mark in parse(html).iter("ld-mark")]
    found = faults(html, TEXT_ELEMENTS | {"ld-mark"}) + faults(expanded(page)[name], READ)
    if len(marks) != len(set(marks)) or not set(marks) <= set(range(len(page.marks))):
        found.append(f"forged marks {marks}")
    if html.count("<ld-mark") != len(marks):
        found.append("a mark within an attribute")
    if sanitise(html) != html:
        found.append("another pass of the sanitiser changes it")
    ids = re.findall(r'<h[2-6] id="([^"]*)"', html)
    if name == "body" and ids != [item["id"] for item in page.contents]:
        found.append(f"ids {ids}")
    return found


def test_the_list_is_long_enough():
    assert len(set(HOSTILE)) >= 100


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_brings_nothing_in(text, field):
    assert found_in(text, field) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_address_is_told_to_the_editor_or_led_nowhere(address):
    page = compiled(f"[x]({address})")
    hrefs = [link.get("href") for link in parse(page.html["body"]).iter("a")]
    led = [as_browsers_read(href) for href in hrefs if href]
    assert page.problems or [href for href in led if not GOOD_ADDRESS.match(href)] == []


def test_hostile_texts_together_bring_nothing_in():
    page = compile_page(dict.fromkeys(FIELDS, "\n\n".join(WHOLE)), TERMS)
    shown = expanded(page)
    assert [fault for name in FIELDS for fault in faults(shown[name], READ)] == []
    ids = [
        element.get("id")
        for name in FIELDS
        for element in parse(shown[name]).iter()
        if element.get("id", "").startswith(("cite_", "use_"))
    ]
    assert len(ids) > 3
    assert len(ids) == len(set(ids))


INLINE = [
    *("[@a]", "[@a; @b, p. 4]", "[@A]", "[[14b]]", "[[14b|x]]", "[[99]]", "[x][k]", "[x][broken]"),
    *("[x](/a)", '[x](https://example.org "t")', "![x](/static/a.png)", "`c`", "*e*", "**s**"),
    *("LDN", "PEM", "<https://example.org>", "&amp;", "&lt;", "\\*", "\\[", "IL-6 <3 and TNF> 5"),
    *("![[q]]", "<b>", "</b>", "a_b", "2 * 3", "<", ">", "&"),
]
BLOCKS = [
    *("# Head", "### Head", "- one\n- two", "1. one\n2. two", "> quoted", "> [!NOTE]\n> noted"),
    *("> [!WARNING]\n> careful", "> [!TIP]\n> x", "![[q]]", "![[r]]", "![[r]]\n![[r]]", "![[a]]"),
    *("|a|b|\n|:-|-:|\n|1|[[14b\\|x]]|", "---", "```\ncode\n```", "    indented", "[x]: http://y"),
]
LOOSE = [
    *("[", "]", "(", ")", "[[", "]]", "![", "](", "][", "`", "``", "*", "**", "_", "<", ">", "\\"),
    *('"', "'", "|", "\n", "\n\n", "> ", "- ", "# ", "    ", "&", ";", "#", ":", "!", "@", "@a"),
    *("javascript:", "//", "/static/", '<ld-mark n="0">', "</ld-mark>", "\x02", "\x03", "\x00"),
    *("klzzwxh:0", "wzxhzdk:0", "onclick=x", "&#106;", "&colon;", "\u200b", "\t", "LDN", "[!NOTE]"),
]
ANYTHING = st.lists(
    st.one_of(
        st.sampled_from(INLINE + BLOCKS + LOOSE),
        st.sampled_from(HOSTILE + ADDRESSES + WORDS),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=14,
).flatmap(lambda parts: st.sampled_from(["", " ", "\n", "\n\n"]).map(lambda gap: gap.join(parts)))
FEW = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(ANYTHING, st.sampled_from(FIELDS))
def test_any_mix_brings_nothing_in(text, field):
    assert found_in(text, field) == []


PLAIN = st.from_regex(r"[A-Z][a-z]{3,7}[0-9]{3}", fullmatch=True)
LINES = st.lists(st.one_of(PLAIN, st.sampled_from(INLINE)), min_size=1, max_size=8).map(" ".join)
TEXTS = st.lists(st.one_of(LINES, LINES, st.sampled_from(BLOCKS)), max_size=6).map("\n\n".join)


@FEW
@given(TEXTS)
def test_no_plain_word_is_lost_beside_notations(text):
    page = compiled(text, TERMS)
    words = re.findall(r"\b[A-Z][a-z]{3,7}[0-9]{3}\b", text)
    shown = "".join(parse(expanded(page)["body"]).itertext())
    assert [word for word in words if word not in shown] == []


@FEW
@given(st.lists(st.from_regex(r"[^\W_]{1,12}", fullmatch=True), min_size=1, max_size=30))
def test_plain_paragraph_reads_as_it_was_written(words):
    text = "a " + " ".join(words)
    assert "".join(parse(compiled(text).html["body"]).itertext()) == text
