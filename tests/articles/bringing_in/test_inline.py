import pytest

from articles.bringing_in.inline import (
    MAX_LINKS,
    Links,
    escape,
    guard_start,
    lost_label,
    plain,
    write,
)
from articles.bringing_in.report import Refused
from articles.markup.compiling import compile_page


@pytest.mark.parametrize(
    "words",
    [
        "a*b*c **d** _e_ __f__",
        "[x](y) [x][y] [[12]] [@a] ![[b]]",
        "`code` \\* \\\\ a\\",
        "&amp; &lt;b&gt; &#65; & x",
        "<b>x</b> <http://example.org> p <3",
        "a | b | c",
        "# x",
        "> x",
        "- x",
        "+ x",
        "1. x",
        "2019. x",
        "[!NOTE] x",
        "[a]: http://example.org",
        "---",
    ],
)
def test_signs_of_the_notation_stay_signs(words):
    compiled = compile_page({"body": guard_start(escape(words))}, {})
    shown = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert compiled.html["body"] == f"<p>{shown}</p>"
    assert not compiled.problems


def found_in(words, **options):
    links = Links()
    return write(words, links, 7, **options), [(link.label, link.url) for link in links.found]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Vitamins may help, see here", "Vitamins may help"),
        ("A list of walks is here.", "A list of walks is"),
        ("First. Order the big map here! Then go.", "Order the big map"),
        ("There is more on this, click here for it", "There is more on this, for it"),
        ("A map of benches: this link", "A map of benches"),
    ],
)
def test_what_was_plainly_a_link_is_one_without_address(words, label):
    markdown, links = found_in(words)
    assert links == [(label, "")]
    assert "][\x1a0\x1a]" in markdown


@pytest.mark.parametrize(
    "words",
    ["The pain is here.", "Here we are", "hereby see", "The genes link 2 proteins", "see below"],
)
def test_other_words_are_no_link(words):
    assert found_in(words) == (words, [])


def test_two_links_of_one_sentence_have_two_labels():
    markdown, links = found_in("Find walks here and here.")
    assert links == [("Find walks", ""), ("Find walks (2)", "")]
    assert markdown == "Find walks [here][\x1a0\x1a] and [here][\x1a1\x1a]."


def test_numbered_link_takes_the_line_before_for_its_label():
    _, links = found_in("Click 1", context="the map of the site")
    assert links == [("Click 1: the map of the site", "")]


def test_read_more_leads_to_its_title():
    markdown, links = found_in("Read more: Rest, and *Reason*")
    assert links == [("Rest, and *Reason*", "")]
    assert markdown == "Read more: [Rest, and \\*Reason\\*][\x1a0\x1a]"


def test_more_info_lists_several():
    _, links = found_in("More info on rest: One Chair, Two Chairs")
    assert [label for label, _ in links] == ["One Chair", "Two Chairs"]


def test_address_in_the_text_is_a_link_and_its_full_stop_is_not():
    markdown, links = found_in("It is at https://example.org/a_b, or not")
    assert links == [("https://example.org/a_b", "https://example.org/a_b")]
    assert markdown == "It is at [https://example.org/a\\_b][\x1a0\x1a], or not"


@pytest.mark.parametrize("words", ["http:///host", "http://host'onclick=x", "http://nowhere:0/"])
def test_address_that_no_browser_opens_stays_words(words):
    assert found_in(words) == (words, [])


def test_one_address_is_one_link():
    links = Links()
    links.add("one", "One", 1, url="https://example.org/")
    links.add("two", "Two", 2, url="https://example.org/")
    assert [link.label for link in links.found] == ["One"]


def test_long_words_of_a_link_end_at_a_word():
    markdown = Links().add("word " * 100, "Label", 1)
    linked, rest = markdown.split("][\x1a0\x1a]")
    assert len(linked) < 400
    assert (linked[1:] + rest).split() == ["word"] * 100


def test_number_of_links_is_bounded():
    links = Links()
    for number in range(MAX_LINKS):
        links.add("x", f"Label {number}", 1)
    for _ in range(MAX_LINKS):
        links.add("x", "Label 1", 1)
    with pytest.raises(Refused, match="more than 1,000 links"):
        links.add("x", "One more", 1)


def test_number_of_uses_of_one_link_is_bounded():
    links = Links()
    for _ in range(4_000):
        links.add("x", "Label", 1)
    with pytest.raises(Refused, match="links"):
        links.add("x", "Label", 1)


def test_markdown_keeps_its_signs_where_asked():
    markdown, links = found_in("| **Slow Walks** | see here |", as_is=True)
    assert markdown == "| **Slow Walks** | [see here][\x1a0\x1a] |"
    assert links == [("Slow Walks", "")]


def test_label_without_any_words_around_is_the_words():
    import re

    assert lost_label("here", re.search("here", "here")) == "here"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## **Skill** Level \\# 2", "Skill Level # 2"),
        ("> [words][\x1a3\x1a] and [[12|page 12]]", "words and page 12"),
        ("- a_b_c _d_ `e` [x](https://example.org/)", "a_b_c d e x"),
        ("p &lt;http &amp;amp;", "p <http &amp;"),
    ],
)
def test_plain_words_of_markdown(markdown, words):
    assert plain(markdown) == words
