import pytest

from articles.bringing_in.inline import is_sound
from tests.articles.bringing_in.compiled import assembled, compiled, lost, text_of
from tests.articles.bringing_in.samples import HTML_PAGE, words_in
from tests.articles.markup.hostile import HOSTILE


def body_of(source, **options):
    return assembled(source, "html", **options).body


@pytest.fixture
def page():
    return assembled(HTML_PAGE, "html")


def test_fields_are_recognised(page):
    assert page.values == {
        "skill_level": 2,
        "relevance": 4,
        "technical_level": 3,
        "synopsis": "Rest before the alarm",
        "previous_code": "6",
        "next_code": "8c",
        "title": "Pacing & rest",
    }


def test_every_visible_word_stays(page):
    shown = (
        "A bold word, a soft one and a study of pacing. IL-6 <3 and TNF> 5, a*b*c, [x]. What # "
        "helps a stool water with salt third fourth I sat down. It helped. Beats Rest 90 | 95 "
        "2 min One line and the next Another paragraph Find the list of walkers here. An odd "
        "link, the top, the other page and page 9. €5 – café 3 4"
    )
    assert words_in(shown) == words_in(text_of(page))
    assert "IL-6 <3 and TNF> 5, a*b*c, [x]" in text_of(page)


@pytest.mark.parametrize("gone", ["never shown", "color", "secret", "javascript", "onclick"])
def test_what_nobody_sees_is_dropped(page, gone):
    assert gone not in page.body


def test_what_is_dropped_is_told(page):
    told = " ".join(f"{found.said} {found.words}" for found in page.report.left)
    for words in ("1 script", "1 style sheet", "1 hidden comment", "chair.gif", "javascript:alert"):
        assert words in told
    assert "A chair" in told
    assert "Pacing – the old site" in told


def test_structure_is_kept(page):
    for part in (
        "A **bold** word, a *soft* one",
        "## What \\# helps",
        "- a stool\n- water\n    - with salt",
        "3. third\n4. fourth",
        "> I sat down.\n>\n> It helped.",
        "| Beats | Rest |\n| --- | --- |\n| 90 \\| 95 | 2 min |",
        "One line  \nand the next\n\nAnother paragraph",
    ):
        assert part in page.body
    made = compiled(page)
    assert not made.problems
    for tag, count in (("h2", 1), ("ul", 2), ("ol", 1), ("blockquote", 1), ("table", 1)):
        assert made.html["body"].count(f"<{tag}") == count


def test_links_become_rows_or_words(page):
    assert [(link.label, link.url) for link in page.links.found] == [
        ("a study of pacing", "https://example.org/pacing?a=1&copy=2"),
        ("Find the list of walkers", "https://example.org/walkers"),
        ("the other page", ""),
    ]
    assert "An odd link, the top," in text_of(page)
    assert "[[9|page 9]]" in page.body
    assert "/other.html" in page.links.found[2].note


def test_lines_of_the_source_are_told(page):
    (table,) = [found for found in page.report.recognised if "synopsis" in found.said]
    assert HTML_PAGE.split("\n")[table.line - 1].startswith("<p><b>Page Synopsis")


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>a<p>b", "a\n\nb"),
        ("a<div>b</div>c", "a\n\nb\n\nc"),
        ("x <b><i>y</i></b> z", "x ***y*** z"),
        ("x<b> y </b>z", "x **y** z"),
        ("<b>a</b><i>b</i> c", "**a**b c"),
        ("<p><b></b>x", "x"),
        ("x <b>never closed<p>next", "x **never closed**\n\n**next**"),
        ("<pre>a\n  b</pre>c", "a  \nb\n\nc"),
        ("x<p>• one<br>• two", "x\n\n- one\n- two"),
        ("x<p><b>All Bold</b><p>words", "x\n\n## All Bold\n\nwords"),
        (
            "x<p># one<p>1. two<p>> three<p>- four",
            "x\n\n\\# one\n\n1\\. two\n\n\\> three\n\n\\- four",
        ),
        ("x<hr>y", "x\n\n---\n\ny"),
        ("<q>x</q> CO<sub>2</sub>", "“x” CO2"),
        ("x<blockquote><blockquote>y</blockquote></blockquote>z", "x\n\n> > y\n\nz"),
        ("<ul><li>a<p>b</ul>c", "- a\n\n    b\n\nc"),
        ("x <![CDATA[y <b>]]> z", "x y <b> z"),
        ("x <a name=y>z</a>", "x z"),
        ("<table><tr><td><p>a<p>b<td>c</table>", "a\n\nb\n\nc"),
        ("</ul></table></blockquote></b>x", "x"),
        ("<noscript>a</noscript> <textarea>b</textarea>", "a\n\nb"),
    ],
)
def test_small_pieces(source, markdown):
    assert body_of(f"<h1>Title</h1>{source}") == markdown


@pytest.mark.parametrize("unit", ["<ul><li>", "<ol><li>", "<blockquote>", "<table><tr><td>"])
def test_deep_nesting_is_flattened_and_compiles(unit):
    page = assembled(f"<h1>T</h1><p>x{f'{unit}word ' * 300}</p>", "html")
    assert not compiled(page).problems
    assert words_in(text_of(page))["word"] == 300


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_source_is_harmless(source):
    """Whatever is made of it compiles to words and links that the site itself lets through."""
    page = assembled(f"<h1>Title</h1><p>Words {source}", "html")
    made = compiled(page).html["body"]
    assert "<script" not in made.lower()
    assert all(is_sound(link.url) for link in page.links.found if link.url)


def test_tables_beyond_the_bounds_of_a_page_are_read_cell_by_cell():
    page = assembled(f"<h1>T</h1><table>{'<tr><td>a<td>b' * 900}</table>", "html")
    assert "|" not in page.body
    assert words_in(page.body) == {"a": 900, "b": 900}


def test_title_of_the_window_serves_where_there_is_no_heading():
    page = assembled("<title>A Window</title><p>words", "html")
    assert (page.values["title"], page.body) == ("A Window", "words")
    assert not lost("words", page)
