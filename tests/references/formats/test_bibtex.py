"""Read back by pybtex, which shares no code with bibtexparser; TeX is read by pylatexenc."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Person, parse_string
from pylatexenc import latex2text

from references.formats import bibtex
from references.formats.items import ARTICLE, Item
from references.formats.names import Name
from tests.references.formats import samples

CONTEXT = latex2text.get_default_latex_context_db()
CONTEXT.add_context_category(
    "braces",
    prepend=True,
    macros=[
        latex2text.MacroTextSpec("textbraceleft", "{"),
        latex2text.MacroTextSpec("textbraceright", "}"),
        latex2text.MacroTextSpec("textasciicircum", "^"),
    ],
)
READER = latex2text.LatexNodes2Text(latex_context=CONTEXT, strict_latex_spaces=True)
# What pylatexenc prints for TeX's own marks of quotation, told apart from the site's.
plain = READER.latex_to_text


def written(*those):
    return "".join(bibtex.write(those))


def test_entry():
    assert written(samples.YOUNGER) == (
        "@article{younger-2013,\n"
        "  author = {Younger, Jarred and van der Berg, Jr, Harm and others},\n"
        "  title = {{Low-dose naltrexone for the treatment of fibromyalgia}},\n"
        "  year = {2013},\n"
        "  month = {1},\n"
        "  journal = {Arthritis \\& Rheumatism},\n"
        "  volume = {65},\n"
        "  number = {2},\n"
        "  pages = {529--538},\n"
        "  doi = {10.1002/art_37734},\n"
        "  pmid = {23359310},\n"
        "  url = {https://example.org/a_b%20c?d=1#e},\n"
        "  note = {Retracted: 50\\% of it. Trial registration: NCT00568555.},\n"
        "}\n\n"
    )


def test_nothing_is_written_of_nothing():
    assert written() == ""


def test_article_without_a_journal_is_no_article():
    item = Item(key="a", kind=ARTICLE, title="A")
    assert written(item).startswith("@misc{a,")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("{x}", r"\{x\}"),
        ("a { b", r"a {\textbraceleft} b"),
        ("}{", r"{\textbraceright}{\textbraceleft}"),
        ("a\\b", r"a{\textbackslash}b"),
        ("a--b ''c'' ?`", "a-{}-b '{}'c'{}' ?{}`"),
        ("5 % & $ # _ ~ ^", r"5 \% \& \$ \# \_ {\textasciitilde} {\textasciicircum}"),
        ("né שלום 😀", "né שלום 😀"),
    ],
)
def test_what_tex_would_take_for_its_own_stands_for_itself(text, tex):
    entry = written(Item(key="a", kind=ARTICLE, title=text))
    assert f"  title = {{{{{tex}}}}},\n" in entry


def test_address_is_left_as_it_is_but_for_what_would_end_it():
    item = Item(key="a", kind=ARTICLE, title="A", url="https://example.org/{a}", doi="10.1002/a}b")
    entry = parse_string(written(item), "bibtex").entries["a"]
    assert entry.fields["url"] == "https://example.org/%7Ba%7D"
    assert entry.fields["doi"] == "10.1002/a%7Db"


def test_organisation_stays_one_name():
    item = Item(key="a", kind=ARTICLE, title="A", people=(Name(whole="Trust, Ltd and Co"),))
    [person] = parse_string(written(item), "bibtex").entries["a"].persons["author"]
    assert person.last_names == ["{Trust, Ltd and Co}"]


def names_of(person: Person) -> list[str]:
    parts = ("first", "middle", "prelast", "last", "lineage")
    return [plain(" ".join(person.get_part(part))).strip() for part in parts]


@given(st.lists(samples.items, max_size=3, unique_by=lambda item: item.key))
def test_hostile_text_survives(those):
    entries = parse_string(written(*those), "bibtex").entries
    assert list(entries) == [item.key for item in those]
    for item in those:
        fields = entries[item.key].fields
        assert plain(fields["title"]) == item.title
        for name, text in (("publisher", item.publisher), ("note", item.note)):
            assert plain(fields.get(name, "")) == text
        people = list(entries[item.key].persons.get("author", []))
        if item.has_more_people:
            assert str(people.pop()) == "others"
        assert [" ".join(filter(None, names_of(person))) for person in people] == [
            name.whole
            or " ".join(filter(None, (name.given, name.particle, name.family, name.suffix)))
            for name in item.people
        ]
