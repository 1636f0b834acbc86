from hypothesis import given
from hypothesis import strategies as st

from articles.markup.compiling import compile_page
from articles.markup.sanitising import sanitise
from articles.markup.sections import Section, plain_text, sections_of


def test_text_is_parted_at_headings():
    assert sections_of('<p>Top</p><h2 id="a">A <em>b</em></h2><p>One</p><h3 id="c">C</h3>') == [
        Section("", "", "Top"),
        Section("a", "A b", "One"),
        Section("c", "C", ""),
    ]


def test_words_of_markers_stay_and_blocks_are_set_apart():
    html = (
        '<p>See <ld-mark n="1">the page</ld-mark>, low<em>er</em><ld-mark n="2"></ld-mark>.</p>'
        "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>"
        '<p>x<br>y <img src="/static/x.png" alt="a picture">z</p>'
    )
    assert plain_text(html) == "See the page, lower. one two a b x y a picture z"


def test_signs_are_read_as_themselves():
    assert plain_text("<p>TNF &gt; 5 &amp; &lt;b&gt; “q” é</p>") == "TNF > 5 & <b> “q” é"


def test_empty_html_has_one_empty_section():
    assert sections_of("") == [Section()]


def test_compiled_headings_are_the_anchors():
    compiled = compile_page({"body": "Top\n\n## One [[13|page]]\n\n> ## Two\n\nText\n"}, {})
    sections = sections_of(compiled.html["body"])
    assert [section.id for section in sections[1:]] == [row["id"] for row in compiled.contents]
    assert sections[1].heading == "One page"


@given(st.text(max_size=300))
def test_any_sanitised_html_is_read(text):
    assert isinstance(plain_text(sanitise(text)), str)
