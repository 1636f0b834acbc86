import re

import pytest
from django.template.loader import render_to_string

from articles.markup.expanding import Expander, Rows, Section
from articles.models import Quote
from ldnsite.caching import rendered
from ldnsite.caching.memory import Memory
from references.evidence import Condition
from tests.articles.markup.parsed import (
    TEMPLATE_ELEMENTS,
    TERMS,
    TEXT_ELEMENTS,
    compiled,
    expanded,
    faults,
    make_rows,
    parse,
    parse_errors,
    words_of,
)


def read(text: str, rows: Rows | None = None) -> str:
    page = compiled(text, TERMS)
    return str(Expander(page.marks, rows or make_rows()).expand(page.html["body"]))


def hrefs(html: str) -> list[str]:
    return [link.get("href") for link in parse(html).iter("a")]


@pytest.mark.parametrize(
    ("text", "words", "links"),
    [
        ("x [@a]", "x1", ["#ref_1"]),
        ("x [@a; @b]", "x1, 2", ["#ref_1", "#ref_2"]),
        ("x [@b, p. 4]", "x2 p. 4", ["#ref_2"]),
        ("x [@a; @gone]", "x1", ["#ref_1"]),
        ("x [@gone] y", "x y", []),
        ("[[14b|dosing]]", "dosing", ["/pages/dosing/"]),
        ("[[99]]", "page 99 (not written yet)", []),
        ("[[99|more]]", "more (page 99, not written yet)", []),
        ("[x][k]", "x", ["https://example.org/?a=1&b=2"]),
        ("[x][wanted]", "x (address wanted)", ["/wanted/wanted/"]),
        ("[x][gone]", "x (address wanted)", []),
        (
            "[x][broken]",
            "x (link broken, archived copy)",
            ["https://archive.example/'onclick=x()/&"],
        ),
        ("LDN", "LDN", ["#word_ldn"]),
        ("PEM", "PEM", []),
        ("> [!WARNING]\n> x", "Warningx", []),
        ("> [!IMPORTANT]\n> x", "Importantx", []),
        ("> [!NOTE]\n> x", "Notex", []),
        ("![[gone]]", "", []),
    ],
)
def test_marker_is_replaced(text, words, links):
    html = read(text)
    assert words_of(html) == words
    assert [link.rstrip("/") for link in hrefs(html)] == [link.rstrip("/") for link in links]
    assert "ld-mark" not in html
    assert parse_errors(html) == []


def test_page_link_without_words_shows_code_and_title():
    rows = make_rows()
    rows.pages["14b"].title = "Dosing & more"
    assert words_of(read("[[14b]]", rows)) == "14b Dosing & more"


def test_page_link_by_an_old_code_shows_the_code_of_today():
    rows = make_rows()
    rows.pages["12"] = rows.pages["14b"]
    assert words_of(read("[[12]]", rows)).startswith("14b ")


def test_broken_link_without_archived_copy_leads_nowhere():
    rows = make_rows()
    rows.links["broken"].archived_url = ""
    assert words_of(read("[x][broken]", rows)) == "x (link broken)"


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"retraction_status": "retracted"}, "retracted"),
        ({"retraction_status": "concern"}, "expression of concern"),
        ({"status": "withdrawn"}, "withdrawn before it began"),
        ({"retraction_status": "corrected"}, ""),
        ({"retraction_status": "none_found", "status": "recruiting"}, ""),
    ],
)
def test_citation_of_a_study_that_does_not_stand_says_so(values, warning):
    rows = make_rows()
    for name, value in values.items():
        setattr(rows.references["a"], name, value)
    assert words_of(read("x [@a]", rows)) == f"x1 {warning}".strip()
    entry = render_to_string("references/_citation.html", {"reference": rows.references["a"]})
    assert (warning.capitalize() in entry) if warning else ("<strong" not in entry)


def test_link_with_a_caution_says_so():
    rows = make_rows()
    rows.links["k"].status = "caution"
    assert words_of(read("[x][k]", rows)) == "x (take care)"


@pytest.mark.parametrize(
    ("text", "lists", "cards", "voices"),
    [
        ("![[r]]", 1, 0, 0),
        ("![[r]]\n![[r2]]\n\n![[r3]]", 1, 0, 0),
        ("![[r]]\n\nwords\n\n![[r2]]", 2, 0, 0),
        ("![[r]]\n![[a]]\n![[r2]]", 2, 1, 0),
        ("![[r]]\n![[gone]]\n![[r2]]", 1, 0, 0),
        ("![[a]]\n\n![[b]]", 0, 2, 0),
        ("![[q]]", 0, 0, 1),
    ],
)
def test_embeds(text, lists, cards, voices):
    rows = make_rows()
    rows.references |= {"r2": rows.references["r"], "r3": rows.references["r"]}
    html = read(text, rows)
    tree = parse(html)
    assert len(list(tree.iter("ul"))) == lists
    assert len(list(tree.iter("section"))) == cards
    assert len(list(tree.iter("figure"))) == voices
    assert parse_errors(html) == []


def test_backlinks_name_every_place_in_order():
    page = compiled("[@a] [@b; @a]\n\nLDN\n\n# Head\n\nLDN [@a]", TERMS)
    expander = Expander(page.marks, make_rows())
    html = expander.expand(page.html["body"])
    assert expander.backlinks == {
        1: ["cite_1_1", "cite_1_2", "cite_1_3"],
        2: ["cite_2_1"],
        "ldn": ["use_ldn_1", "use_ldn_2"],
    }
    ids = [element.get("id") for element in parse(html).iter("a")]
    assert sorted(ids) == sorted(
        place for places in expander.backlinks.values() for place in places
    )


def test_backlinks_go_on_from_field_to_field():
    page = compiled("x [@a]")
    expander = Expander(page.marks, make_rows())
    twice = [expander.expand(page.html["body"]) for _ in range(2)]
    assert expander.backlinks[1] == ["cite_1_1", "cite_1_2"]
    assert twice[0] != twice[1]


SECTIONS = "x [@a] LDN\n\n![[q]]\n\n# One\n\ny [@a] LDN [[14b]] [k][k]\n\n# Two\n\nz [@b] LDN"


@pytest.fixture
def made(monkeypatch):
    """The sections that were made, in order, by their headings."""
    headings = []
    make = Section.expand
    monkeypatch.setattr(rendered, "_parts", Memory(max_bytes=10**7, max_entries=100))

    def counted(section):
        headings.append("".join(re.findall(r"<h2.*?>(\w+)", section.html)))
        return make(section)

    monkeypatch.setattr(Section, "expand", counted)
    return headings


def rows_of_studies():
    rows = make_rows()
    for key in "ab":
        rows.references[key].condition = Condition.ME_CFS
    # Else it is the moment of its making.
    rows.pages["14b"].published_at = None
    return rows


def in_sections(rows=None, text=SECTIONS):
    page = compiled(text, TERMS)
    expander = Expander(page.marks, rows or rows_of_studies())
    return str(expander.expand_sections(page.html["body"])), dict(expander.backlinks)


def test_sections_together_are_the_whole(made):
    page = compiled(SECTIONS, TERMS)
    expander = Expander(page.marks, rows_of_studies())
    whole = str(expander.expand(page.html["body"]))
    html, backlinks = in_sections()
    assert re.sub(r'<p class="tally">.*?</p>', "", html) == whole
    assert backlinks == expander.backlinks
    assert in_sections() == (html, backlinks)
    assert made == ["", "One", "Two"]


def test_heading_within_a_callout_does_not_part_it(made):
    html, _ = in_sections(text="# One\n\n> [!NOTE]\n> y\n>\n> # Within\n>\n> z [@a]\n\n# Two\n\nx")
    assert parse_errors(html) == []
    (callout,) = parse(html).iter("div")
    assert [heading.text for heading in callout.iter("h2")] == ["Within"]
    assert len(made) == 2


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        (lambda rows: setattr(rows.references["b"], "title", "Other"), ["Two"]),
        (lambda rows: setattr(rows.references["a"], "title", "Other"), ["", "One"]),
        (lambda rows: rows.numbers.update(b=7), ["Two"]),
        (lambda rows: rows.pages.clear(), ["One"]),
        (lambda rows: setattr(rows.links["k"], "url", "https://other.example/"), ["One"]),
        (lambda rows: setattr(rows.quotes["q"], "note", "Other"), [""]),
        (lambda rows: rows.quotes.update(p=Quote(key="p", speaker="Another")), []),
        (lambda rows: setattr(rows.terms["ldn"], "definition", "Other"), []),
        (lambda rows: rows.terms.clear(), ["", "One", "Two"]),
    ],
)
def test_section_is_made_anew_where_what_it_names_changed(made, change, anew):
    in_sections()
    made.clear()
    rows = rows_of_studies()
    change(rows)
    warm = in_sections(rows)
    assert made == anew
    rendered.forget()
    assert in_sections(rows) == warm


def test_quotation_names_what_was_quoted_of_the_same_person_since(made):
    in_sections()
    rows = rows_of_studies()
    rows.quotes["p"] = Quote(key="p", words="Also said", speaker=rows.quotes["q"].speaker)
    assert "Also said" in in_sections(rows)[0]


def test_places_go_on_behind_a_section_with_more_of_them(made):
    in_sections()
    made.clear()
    html, backlinks = in_sections(text=SECTIONS.replace("x [@a]", "x [@a] [@a]"))
    assert made == ["", "One"]
    assert backlinks[1] == ["cite_1_1", "cite_1_2", "cite_1_3"]
    assert all(f'id="{place}"' in html for place in backlinks[1])


@pytest.mark.parametrize(
    "text",
    [
        "x [@a; @b, <b>p.</b>] [[14b]] [[99]] [x][k] [y][broken] [z][wanted] LDN",
        "![[q]]",
        "![[r]]",
        "![[a]]",
        "> [!NOTE]\n> LDN [@a]",
    ],
)
def test_what_rows_hold_is_escaped(text):
    html = expanded(compiled(text, TERMS))["body"]
    assert faults(html, TEXT_ELEMENTS | TEMPLATE_ELEMENTS) == []
    assert "<script" not in html
    assert parse_errors(html) == []


@pytest.mark.parametrize("html", ['<ld-mark n="7">x</ld-mark>', "x</ld-mark></ld-mark>"])
def test_marker_that_points_nowhere_leaves_the_words(html):
    assert Expander([], Rows()).expand(html) == "x"


def test_nesting_is_closed_in_order():
    html = read("> [!NOTE]\n> [x *y*][broken] [[99|z]] LDN")
    assert words_of(html) == (
        "Notex y (link broken, archived copy) z (page 99, not written yet) LDN"
    )
    (callout,) = parse(html).iter("div")
    assert callout.get("class") == "callout callout-note"
    assert parse_errors(html) == []
