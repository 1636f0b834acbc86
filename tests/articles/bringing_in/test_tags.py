import pytest

from articles.bringing_in.tags import Scanner, decode, decode_attribute


def events(source):
    return [
        (event.kind, event.name or event.text, event.attributes or "")
        for event in Scanner(source).events()
    ]


def text_of(source):
    return "".join(event.text for event in Scanner(source).events() if event.kind == "text")


def test_tags_and_texts():
    assert events("a<P Class=x id='y z' HIDDEN title=\"a>b\">b</p >c<br/>") == [
        ("text", "a", ""),
        ("open", "p", {"class": "x", "id": "y z", "title": "a>b"}),
        ("text", "b", ""),
        ("close", "p", ""),
        ("text", "c", ""),
        ("open", "br", ""),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "IL-6 <3 and TNF> 5",
        "a < b",
        "<",
        "x <",
        "<>",
        "</>",
        "<1>",
        "< p>",
        "a <b",
        "<!-- a",
        "<!x",
    ],
)
def test_what_is_no_tag_is_text(source):
    assert text_of(source) == source


def test_script_style_and_comment_are_hidden():
    source = "a<script>if (1 < 2) '<p>'</script>b<style>p{}</style>c<!-- <p>x -->d<?php x ?>e"
    assert text_of(source) == "abcde"


def test_script_that_never_ends_hides_the_rest_as_in_a_browser():
    assert text_of("a<script>b <p>c") == "a"


def test_unclosed_quotation_mark_loses_no_words():
    assert text_of('a<p title="x>b</p>c') == "abc"


def test_references_are_read_once():
    assert decode("&amp;lt; &eacute;&#233;&#xe9; &#128; &copy2 &nope; & &#;") == (
        "&lt; ééé € ©2 &nope; & &#;"
    )
    assert decode("&#0;&#2;&#xD800;&#x1a;").strip("\ufffd") == ""
    assert decode(f"&#{'9' * 5000};") == f"&#{'9' * 5000};"


def test_ampersand_in_an_address_is_no_reference():
    assert decode_attribute("?a=1&copy=2&amp;b=3") == "?a=1&copy=2&b=3"


class Counting(Scanner):
    """Counts how far the source is searched in all."""

    searched = 0

    def find(self, what, start):
        if what in self.absent:
            return -1
        place = super().find(what, start)
        self.searched += (place if place >= 0 else len(self.source)) - start
        return place


HOSTILE = [
    *("<", "<a", "<a ", '<a href="', "<a b='", "<!--", "<![CDATA[", "</", "<?", "\"'<a ", "<a <b>"),
    "<a b='><a '",
    *("<script", "<script>", "<p>", '<a b="c"', "<script></script>"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_search_is_linear_whatever_the_source_holds(unit):
    """Each part of the source is searched a few times, however often its beginning is repeated."""
    source = unit * 20_000 + '<a b="'
    scanner = Counting(source)
    for _ in scanner.events():
        pass
    assert scanner.searched <= 20 * len(source)
