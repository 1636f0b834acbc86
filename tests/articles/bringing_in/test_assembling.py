import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.bringing_in.assembling import assemble, used_links
from articles.bringing_in.reading import FORMATS, clean
from articles.bringing_in.report import Refused, Report
from tests.articles.bringing_in.compiled import assembled, compiled, lost, text_of
from tests.articles.bringing_in.samples import HTML_PAGE, OLD_PAGE

PIECES = [
    *("Skill Level 5", "Relevance:5 Technical Level:4", "page 12", "page 14b", "Page 13: Title"),
    *("Page Synopsis: rest", "[x]", "[[12]]", "# Head", "- item", "* item", "1. one", "2. two"),
    *("3) three", "(4) four", "o item", "• bullet", "> quote", "“A quotation that is long enough”"),
    *(
        "*a*",
        "_b_",
        "`d`",
        "<b>e</b>",
        "&amp;",
        "<http://x.y>",
        "http://example.org/a_b*c",
        "|a|b|",
    ),
    *(
        "|---|---|",
        "\\*",
        "\\",
        "---",
        "===",
        "Heading Words",
        "see here",
        "Click 1",
        "Find it here.",
    ),
    *(
        "![x](y)",
        "![[k]]",
        "[@a]",
        "[a]: http://x.y",
        "[!NOTE]",
        "Read more: Some Title",
        "2019. A",
    ),
    *(
        "    indented",
        "\tTab",
        "klzzwxh:0",
        "more info: one, two",
        "x  ",
        "~~~",
        "```",
        "small words",
    ),
]
TAGS = [
    *("<p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "<ol>", "<li>", "</ul>", "</ol>", "<table>"),
    *("<tr>", "<td>", "</table>", "<br>", "<h2>", "</h2>", "<blockquote>", "</blockquote>"),
    *("<pre>", "</pre>", "<a>"),
]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n\n", " ", "", "\n  "])),
        max_size=10,
    ).map(lambda pairs: "".join(piece + parting for piece, parting in pairs)),
)


@pytest.fixture
def page():
    return assembled(OLD_PAGE, name="old-page-7.txt")


def test_fields_of_an_old_page(page):
    assert page.values == {
        "skill_level": 2,
        "relevance": 4,
        "technical_level": 3,
        "synopsis": "Whoever rests before the alarm sounds keeps more of the day",
        "previous_code": "6",
        "code": "7",
        "next_code": "8c",
        "title": "Pacing with a wrist monitor, and what people make of it",
    }
    (_, recognised), *_ = page.report.sections()
    assert [line_of(found.line) for found in recognised] == [
        "Skill Level\u00a0 2",
        "Relevance:4 Technical Level:3",
        "Page Synopsis: Whoever rests before the alarm sounds keeps more of the day",
        "page 6",
        "page 8c",
        "  • The Slow Walkers – Tuesdays, with tea",
        "  • A folding stool",
        "page 6",
        "page 8c",
    ]


def line_of(number):
    return OLD_PAGE.split("\n")[number - 1]


def test_not_one_word_is_lost(page):
    assert not lost(OLD_PAGE, page)
    assert not compiled(page).problems
    assert "<awkward>; so does &amp; itself" in text_of(page)


def test_structure_of_an_old_page(page):
    made = compiled(page).html["body"]
    assert [line for line in page.body.split("\n") if line.startswith("## ")] == [
        "## Ida Example, who wrote “Small Steps: a Year of Pacing” on Living by the Clock",
        "## Is the Limit the Same for All?",
        "## To sum up…",
        "## Meetings in Town",
        "## The Promise of Doing Less",
    ]
    assert (made.count("<ul>"), made.count("<li>"), made.count("<blockquote>")) == (2, 6, 2)
    quotation = page.body.split("\n> ")[1].split("\n")[0]
    assert quotation.startswith('"I’ve worn mine')
    assert quotation.endswith('for chairs."')


def test_lost_links_of_an_old_page(page):
    assert [link.label for link in page.links.found] == [
        "The maths is 0.55 * (220 - age), or [220-age] x 0.55",
        "Monitors for beginners",
        "The Pacing Wiki",
        "Find groups that walk slowly",
        "Find groups that walk slowly (2)",
        "Click 1: sitemap click links below",
        "Click 2: sitemap click links below",
    ]
    assert used_links(page.body) == set(range(7))


@given(TEXTS)
@example("o a\no b")
@example("1. a\n2. b\n\n5. c\n6. d")
@example("a &amp;amp; <http://x>")
def test_no_word_of_any_text_is_lost(source):
    try:
        page = assembled(source)
    except Refused:
        # Nothing is lost where nothing is written: fields alone, no words or only controls.
        return
    assert not lost(clean(source, Report()), page)
    assert not compiled(page).problems


@given(TEXTS, st.sampled_from(FORMATS))
@example("[[0]]", "markdown")
def test_nothing_but_its_own_error_is_raised(source, kind):
    try:
        page = assembled(source, kind)
    except Refused:
        return
    assert page.values["title"]
    compiled(page)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(TAGS),
            st.sampled_from(
                ['<a href="https://e.org/">', "</a>", '<a href="javascript:x">', "<hr>"]
            ),
            st.sampled_from(
                ["one ", " two", "three", "4. ", "- ", "* ", "[x] ", "&amp;amp; ", "|"]
            ),
        ),
        max_size=25,
    )
)
def test_no_word_of_html_is_lost(parts):
    page = assembled("<h1>Title</h1>" + "".join(parts), "html")
    kept = text_of(page)
    for word in ("one", "two", "three"):
        given = sum(word in part for part in parts)
        assert kept.count(word) == given
    assert not compiled(page).problems


def test_first_heading_is_the_title_and_leaves_the_text():
    page = assembled("Rest First\n\nWords are here.\n\nMore Words\n\nThe end.")
    assert page.values["title"] == "Rest First"
    assert page.body == "Words are here.\n\n## More Words\n\nThe end."


def test_title_from_further_down_stays_in_the_text_too():
    page = assembled("Words come first.\n\nA Heading\n\nThe end.")
    assert page.values["title"] == "A Heading"
    assert "## A Heading" in page.body
    assert "stay in the text" in page.report.guessed[-1].said


def test_title_with_a_code():
    page = assembled("Page 7: Rest first\n\nWords.", name="8.txt")
    assert (page.values["title"], page.body) == ("Rest first", "Words.")
    assert page.values["code"] == "7"
    page = assembled("Page 7: Rest first\n\nWords.", code="8")
    assert (page.values["title"], page.values["code"]) == ("Page 7: Rest first", "8")


def test_long_title_is_cut_and_its_words_stay():
    words = "word " * 60
    page = assembled(words)
    assert len(page.values["title"]) <= 200
    assert page.body.split() == words.split()


@pytest.mark.parametrize("source", ["", " \n\t", "Skill Level 5", "\ufeff"])
def test_nothing_to_bring_in_is_refused(source):
    with pytest.raises(Refused, match="no words"):
        assembled(source)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("unit", ["word ", "A line of words.\n\n", "<p>words"])
def test_more_than_a_page_holds_is_refused_before_any_work(kind, unit):
    with pytest.raises(Refused, match="at most"):
        assemble(unit * (2 * 1024 * 1024 // len(unit)), kind, Report())


def test_sample_in_html_loses_nothing_either():
    page = assembled(HTML_PAGE, "html")
    assert not compiled(page).problems
    assert page.report.sections()[0][0] == "Recognised"
