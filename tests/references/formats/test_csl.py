"""Read back by citeproc-py, and held to the shape of the schema for CSL's input data."""

import json

from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from references.formats import csl, items
from references.formats.items import Kind
from references.records.parsing import parse
from tests.references.formats import samples

# Of version 1.0.2 of the schema, the types and variables that are used here, by their kind.
TYPES = {"article-journal", "book", "dataset", "document", "motion_picture", "webpage"}
TEXTS = {"title", "container-title", "publisher", "ISBN", "DOI", "PMID", "URL", "note"}
NUMBERS = {"volume", "issue", "page"}
NAME_PARTS = {"literal", "given", "non-dropping-particle", "family", "suffix"}


def assert_fits_schema(document):
    assert isinstance(document, list)
    for item in document:
        assert item.pop("type") in TYPES
        assert isinstance(item.pop("id"), str)
        for person in item.pop("author", []):
            assert person.keys() <= NAME_PARTS
            assert all(isinstance(part, str) for part in person.values())
        issued = item.pop("issued", {"date-parts": [[1]]})
        assert issued.keys() == {"date-parts"}
        [parts] = issued["date-parts"]
        assert 1 <= len(parts) <= 3
        assert all(type(part) is int for part in parts)
        assert item.keys() <= TEXTS | NUMBERS
        assert all(isinstance(value, str) and value for value in item.values())


def written(*those):
    return "".join(csl.write(those))


def test_item():
    assert json.loads(written(samples.YOUNGER)) == [
        {
            "id": "younger-2013",
            "type": "article-journal",
            "title": "Low-dose naltrexone for the treatment of fibromyalgia",
            "author": [
                {"given": "Jarred", "family": "Younger"},
                {
                    "given": "Harm",
                    "non-dropping-particle": "van der",
                    "family": "Berg",
                    "suffix": "Jr",
                },
                {"literal": "et al."},
            ],
            "issued": {"date-parts": [[2013, 1, 28]]},
            "container-title": "Arthritis & Rheumatism",
            "volume": "65",
            "issue": "2",
            "page": "529-538",
            "DOI": "10.1002/art_37734",
            "PMID": "23359310",
            "URL": "https://example.org/a_b%20c?d=1#e",
            "note": "Retracted: 50% of it. Trial registration: NCT00568555.",
        }
    ]


def test_an_item_on_each_line():
    assert written() == "[]\n"
    lines = written(samples.BARE, samples.BARE).split("\n")
    assert [line[:1] for line in lines] == ["[", "{", "{", "]", ""]


def test_every_kind_is_one_of_csl():
    kinds = [kind for kind in vars(items).values() if isinstance(kind, Kind)]
    assert len(kinds) == 6
    assert {kind.csl for kind in kinds} == TYPES


@given(st.lists(samples.items, max_size=3))
def test_hostile_text_survives(those):
    document = json.loads(written(*those))
    assert [item["title"] for item in document] == [item.title for item in those]
    assert [item.get("note", "") for item in document] == [item.note for item in those]
    for item, made in zip(document, those, strict=True):
        authors = [" ".join(person.values()) for person in item.get("author", [])]
        names = [
            name.whole
            or " ".join(filter(None, [name.given, name.particle, name.family, name.suffix]))
            for name in made.people
        ]
        assert authors == names + ["et al."] * made.has_more_people
    assert_fits_schema(document)


def test_citeproc_reads_it():
    source = CiteProcJSON(json.loads(written(samples.YOUNGER, samples.BARE)))
    reference = source["younger-2013"]
    assert reference.type == "article-journal"
    assert "".join(reference.title) == samples.YOUNGER.title
    assert "".join(reference.page) == "529-538"
    assert (reference.issued.year, reference.issued.month, reference.issued.day) == (2013, 1, 28)
    assert [str(name.family) for name in reference.author[:2]] == ["Younger", "Berg"]
    assert source["bare"].type == "book"


def test_site_reads_what_it_wrote():
    [record] = parse(written(samples.YOUNGER)).records
    assert record.people == ["Jarred Younger", "Harm van der Berg Jr", "et al."]
    assert (record.doi, record.pmid) == ("10.1002/art_37734", "23359310")
    assert (record.pages, record.year) == ("529–538", 2013)
