"""Read back by gris, which shares no code with rispy."""

import re

import pytest
from gris import read_ris
from hypothesis import given
from hypothesis import strategies as st
from rispy.config import TYPE_OF_REFERENCE_MAPPING

from references.formats import items, ris
from references.formats.items import Kind
from references.records.parsing import parse
from tests.references.formats import samples

# gris leaves the file open that it read.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def written(*those):
    return "".join(ris.write(those))


def read_back(text, path):
    """Records as gris reads them, each tag with the list of its values."""
    path.write_text(text)
    return [
        {tag: value if isinstance(value, list) else [value] for tag, value in record.items()}
        for record in read_ris(str(path))
    ]


def test_record():
    assert written(samples.YOUNGER).splitlines() == [
        "TY  - JOUR",
        "ID  - younger-2013",
        "AU  - Younger, Jarred",
        "AU  - van der Berg, Harm, Jr",
        "AU  - et al.",
        "TI  - Low-dose naltrexone for the treatment of fibromyalgia",
        "JO  - Arthritis & Rheumatism",
        "VL  - 65",
        "IS  - 2",
        "SP  - 529",
        "EP  - 538",
        "PY  - 2013",
        "DA  - 2013/01/28",
        "DO  - 10.1002/art_37734",
        "AN  - 23359310",
        "DB  - PubMed",
        "UR  - https://example.org/a_b%20c?d=1#e",
        "N1  - Retracted: 50% of it.",
        "N1  - Trial registration: NCT00568555.",
        "ER  - ",
    ]


def test_every_kind_is_one_of_ris():
    kinds = [kind for kind in vars(items).values() if isinstance(kind, Kind)]
    assert {kind.ris for kind in kinds} <= TYPE_OF_REFERENCE_MAPPING.keys()


def test_nothing_is_written_of_nothing():
    assert written() == ""


def test_gris_reads_it(tmp_path):
    whole, bare = read_back(written(samples.YOUNGER, samples.BARE), tmp_path / "a.ris")
    assert whole["TY"] == ["JOUR"]
    assert whole["AU"] == ["Younger, Jarred", "van der Berg, Harm, Jr", "et al."]
    assert whole["TI"] == [samples.YOUNGER.title]
    assert (whole["SP"], whole["EP"]) == (["529"], ["538"])
    assert (bare["TY"], bare["TI"], bare["ID"]) == (["BOOK"], ["A book"], ["bare"])


@given(st.lists(samples.items, min_size=1, max_size=3))
def test_hostile_text_survives(tmp_path_factory, those):
    text = written(*those)
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.splitlines())
    read = read_back(text, tmp_path_factory.mktemp("ris") / "a.ris")
    assert len(read) == len(those)
    for record, item in zip(read, those, strict=True):
        assert record["TI"] == [item.title]
        assert record.get("N1", []) == list(item.notes)
        assert record.get("JO", [""]) == [item.journal]
        people = [name.turned for name in item.people]
        assert record.get("AU", []) == people + ["et al."] * item.has_more_people


def test_site_reads_what_it_wrote():
    [record] = parse(written(samples.YOUNGER)).records
    assert record.people == ["Jarred Younger", "Harm van der Berg Jr", "et al."]
    assert (record.doi, record.pmid) == ("10.1002/art_37734", "23359310")
    assert (record.pages, record.year) == ("529–538", 2013)
