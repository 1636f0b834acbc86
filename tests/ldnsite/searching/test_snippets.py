import html

from hypothesis import given
from hypothesis import strategies as st

from ldnsite.searching.snippets import (
    MARK_BEGINS,
    MARK_ENDS,
    excerpt,
    highlighted,
    joined_ranges,
    ranges_of,
    unmarked,
)


def marked(text):
    return text.replace("[", MARK_BEGINS).replace("]", MARK_ENDS)


def test_ranges_point_into_the_text_without_marks():
    text = marked("a [low]-[dose] b")
    ranges = ranges_of(text)
    assert [unmarked(text)[begin:end] for begin, end in ranges] == ["low", "dose"]


def test_half_a_mark_marks_nothing():
    assert ranges_of(f"a {MARK_BEGINS} b") == []
    assert ranges_of(f"a {MARK_ENDS} b") == []


def test_words_that_a_sign_joins_share_a_mark():
    text = "low-dose pain, sleep"
    assert joined_ranges(text, [(0, 3), (4, 8), (9, 13)]) == [(0, 8), (9, 13)]


def test_text_cannot_open_a_mark_or_a_script():
    shown = highlighted("<script>1</script> & pain", [(21, 25)])
    assert shown == "&lt;script&gt;1&lt;/script&gt; &amp; <mark>pain</mark>"
    assert str(highlighted("<b>", [(0, 3)])) == "<mark>&lt;b&gt;</mark>"


def test_excerpt_goes_to_where_most_words_stand():
    text = "pain. " + "filler " * 100 + "pain and sleep and fatigue. " + "filler " * 100
    words = [(text.find("pain"), 4)] + [
        (text.rfind(word), len(word)) for word in ("pain", "sleep", "fatigue")
    ]
    shown = excerpt(text, [(begin, begin + size) for begin, size in words])
    assert "<mark>pain</mark> and <mark>sleep</mark> and <mark>fatigue</mark>" in shown
    assert shown.startswith("… filler")
    assert shown.endswith("filler …")


def test_short_text_is_shown_whole():
    assert excerpt("Short.", []) == "Short."
    assert excerpt("", []) == ""


def test_long_text_without_a_mark_begins_at_its_beginning():
    shown = excerpt("word " * 200, [])
    assert shown.startswith("word word")
    assert len(shown) < 300


@given(st.text(max_size=900), st.lists(st.integers(0, 900), max_size=40))
def test_excerpt_is_a_stretch_of_the_text_whatever_it_holds(text, cuts):
    points = sorted({cut for cut in cuts if cut <= len(text)})
    ranges = list(zip(points[::2], points[1::2], strict=False))
    shown = str(excerpt(text, ranges))
    plain = html.unescape(shown.replace("<mark>", "").replace("</mark>", ""))
    assert plain.removeprefix("… ").removesuffix(" …").strip() in text
    assert shown.count("<mark>") == shown.count("</mark>")
    assert len(plain) <= 260 + 4
