import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup.sanitising import ATTRIBUTES, TAGS, sanitise
from tests.articles.markup.parsed import TEXT_ELEMENTS, faults, words_of

ALLOWED = TEXT_ELEMENTS | {"ld-mark"}


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="dosing">Dosing</h2>',
        '<h6 id="a-2">A</h6>',
        "<p>a<br>b <em>c</em> <strong>d</strong> <code>e</code></p>",
        '<a href="https://example.org/?a=1&amp;b=2" title="&quot;T&quot;">x</a>',
        '<a href="/x">x</a><a href="#x">x</a><a href="mailto:a@b.example">x</a>',
        '<img alt="A chart" src="/static/chart.png">',
        '<ol start="5"><li>a</li></ol><ul><li>b</li></ul><hr>',
        "<blockquote><p>a</p></blockquote>",
        '<ld-mark n="0"><p>a</p></ld-mark>',
        '<table><thead><tr><th align="left">a</th></tr></thead>'
        '<tbody><tr><td align="right">b</td></tr></tbody></table>',
        "IL-6 &lt;3 and TNF&gt; 5 &amp; more",
    ],
)
def test_what_compiling_makes_stays(html):
    assert sanitise(html) == html


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="x()">a</p>',
        '<p style="position:fixed">a</p>',
        '<p class="warning" id="main" dir="rtl" hidden>a</p>',
        '<h2 id="a" onfocus="x()" tabindex="0">a</h2>',
        '<a href="javascript:1">a</a>',
        '<a href="data:1">a</a>',
        '<a href="//example.org">a</a>',
        '<a href="/\\example.org">a</a>',
        '<a href="&#106;avascript:x()">a</a>',
        '<a href="jav&#x0A;ascript:x()">a</a>',
        '<a href="/a" target="_blank" ping="/b" rel="opener">a</a>',
        '<img src="https://example.org/a.png" srcset="https://example.org/b.png" alt="">a',
        "<img src=x onerror=x()>a",
        '<ol start="-1" reversed type="a"><li>a</li></ol>',
        '<table><tr><td align="justify" colspan="2">a</td></tr></table>',
        '<ld-mark n="0x1" type="cite">a</ld-mark>',
        '<ld-mark n="\u0663">a</ld-mark>',
        "<script>a</script><style>a</style><iframe src=/></iframe>",
        "<svg><script>a</script></svg><math><mtext><style><img src=x onerror=x()>a",
        "<form action=/><input name=a><button>a</button></form>",
        "<template><p>a</template><object data=/>a</object><base href=//b>",
        "<!--><img src=x onerror=x()>--><![CDATA[<b>a]]><?a?>a",
        '<noscript><p title="</noscript><img src=x onerror=x()>">a',
    ],
)
def test_what_a_text_may_not_bring_goes(html):
    clean = sanitise(html)
    assert faults(clean, ALLOWED) == []
    assert "a" in words_of(clean)
    assert 'start="-1"' not in clean
    assert "justify" not in clean


def test_comments_go_without_a_trace():
    assert sanitise("<p>a<!-- b -->c</p>") == "<p>ac</p>"


def test_the_list_is_the_short_one():
    assert TAGS == ALLOWED
    assert {name for names in ATTRIBUTES.values() for name in names} == {
        *("href", "title", "src", "alt", "start", "align", "n", "id"),
    }


def test_mark_cannot_be_forged_within_an_attribute():
    """The expander looks for `<ld-mark n="0">` as plain text, attributes included."""
    clean = sanitise('<a href="/" title=\'<ld-mark n="0"></ld-mark>\'>a</a>')
    assert "<ld-mark" not in clean
    assert "</ld-mark>" not in clean


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<a href=/x>", "</a>", "<b", ">", "<", "&", "&lt;", "&#60;", '"', "'"),
        *("<table>", "<tr>", "<td>", "</table>", "<li>", "<ul>", "<h2 id=a>", "</h2>", "<br/>"),
        *("<ld-mark n=0>", "</ld-mark>", "<svg>", "<math>", "<style>", "</style>", "<title>"),
        *("<!--", "-->", "<![CDATA[", "]]>", "<img src=/static/a onerror=x>", "\x00", "\u200b"),
        *(
            "<a title='",
            "<noscript>",
            "<textarea>",
            "<select>",
            "<template>",
            "<p title='</p>",
            "a",
        ),
        *("<mtext>", "<mglyph>", "<foreignObject>", "<annotation-xml>", "<desc>", "<plaintext>"),
    ]
)


@given(st.lists(PIECES, max_size=15).map("".join))
def test_any_soup_comes_out_clean_and_a_second_pass_changes_nothing(soup):
    clean = sanitise(soup)
    assert faults(clean, ALLOWED) == []
    assert sanitise(clean) == clean
