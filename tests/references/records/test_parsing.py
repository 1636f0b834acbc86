import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.records.fields import Record, RecordError
from references.records.parsing import MAX_BYTES, MAX_RECORDS, Parsed, decode, parse
from tests.references.records.samples import CSL, NBIB, RIS

SAMPLES = [(".nbib", NBIB), ("RIS", RIS), ("CSL-JSON", CSL)]
EXPECTED = {
    "title": "Low-dose naltrexone for the treatment of fibromyalgia: findings of a small, "
    "randomized, double-blind trial",
    "people": ["Jarred Younger", "Sean Mackey"],
    "year": 2013,
    "published_on": date(2013, 1, 28),
    "journal": "Arthritis and rheumatism",
    "volume": "65",
    "issue": "2",
    "pages": "529–538",
    "doi": "10.1002/art.37734",
    "pmid": "23359310",
    "place": 1,
}


def only(text):
    [record] = parse(text).records
    return record


def ris(*lines):
    return only("\n".join(["TY  - JOUR", "TI  - A title", *lines, "ER  - "]))


def nbib(*lines):
    return only("\n".join(["PMID- 1", "TI  - A title.", *lines]))


def csl(**fields):
    return only(json.dumps({"title": "A title"} | fields))


@pytest.mark.parametrize(("form", "text"), SAMPLES)
def test_each_form_is_told_by_its_content_and_says_the_same(form, text):
    parsed = parse(text)
    assert (parsed.form, parsed.faults) == (form, [])
    [record] = parsed.records
    values = asdict(record)
    del values["remarks"]
    assert values.pop("registry_ids") == ("NCT00568555" if form == ".nbib" else "")
    assert values == EXPECTED


@pytest.mark.parametrize(("form", "text"), SAMPLES)
@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_do_not_matter(form, text, ends):
    data = b"\xef\xbb\xbf" + text.replace("\n", ends).encode()
    assert parse(decode(data)) == parse(text)


def test_good_records_stay_when_others_are_bad():
    text = RIS + "TY  - JOUR\nAU  - Nobody\nER  - \n" + RIS
    parsed = parse(text)
    assert [record.place for record in parsed.records] == [1, 3]
    assert parsed.faults == ["Record 2: it has no title."]


def test_every_fault_names_its_record():
    parsed = parse("PMID- x1\nTI  - One.\n\nPMID- 2\nTI  - Two.\n\nPMID- 3\n")
    assert [record.title for record in parsed.records] == ["Two"]
    assert [fault.split(":")[0] for fault in parsed.faults] == ["Record 1", "Record 3"]
    assert "it has no title" in parsed.faults[1]
    parsed = parse('[3, {"title": "A"}, {"title": "B\\u0000"}]')
    assert [record.title for record in parsed.records] == ["A"]
    assert parsed.faults[0] == "Record 1: it is no JSON object."
    assert "Record 3: “B�”: Line 1 holds an invisible control character" in parsed.faults[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste a record"),
        (" \n ", "Paste a record"),
        ("Younger J, Mackey S. Low-dose naltrexone.", "no record that the site can read"),
        ("[", "This is not JSON: "),
        ("[]", "There is no record in it."),
        ('{"a": ' + "9" * 5000 + "}", "absurdly long"),
        ("[" * 200_000, "This is not JSON|nests too deep"),
        ("x" * (MAX_BYTES + 1), "larger than 1 MB"),
        ("é" * (MAX_BYTES // 2 + 1), "larger than 1 MB"),
        ("TY  - JOUR\nTI  - A\nER  - \n" * (MAX_RECORDS + 1), "at most 100"),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_refused_as_a_whole(text, words):
    with pytest.raises(RecordError, match=words):
        parse(text)


def test_as_many_records_as_allowed_are_read():
    assert len(parse("TY  - JOUR\nTI  - A\nER  - \n" * MAX_RECORDS).records) == MAX_RECORDS


@pytest.mark.parametrize("data", [b"\xff\xfeT\x00", "é".encode("latin-1"), b"x" * (MAX_BYTES + 1)])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(RecordError):
        decode(data)


def test_nothing_is_invented():
    for record in (nbib(), ris(), csl()):
        assert (record.title, record.year, record.published_on) == ("A title", None, None)
        assert record.people == []
        assert record.journal == record.volume == record.issue == record.pages == record.doi == ""


@pytest.mark.parametrize(
    ("record", "year", "day"),
    [
        (nbib("DP  - 2013 Feb"), 2013, None),
        (nbib("DP  - 2013 Feb 15"), 2013, date(2013, 2, 15)),
        (nbib("DP  - 1998 Dec-1999 Jan"), 1998, None),
        (nbib("DP  - 2013 Feb 15-20"), 2013, None),
        (nbib("DP  - 2013 Winter"), 2013, None),
        (nbib("DEP - 201301"), None, None),
        (nbib("DEP - 20131301", "DP  - 2013"), 2013, None),
        (nbib("DEP - 20121228", "DP  - 2013 Feb"), 2013, date(2012, 12, 28)),
        (ris("PY  - 2013//"), 2013, None),
        (ris("PY  - 2013/02//"), 2013, None),
        (ris("PY  - 2013/02/15/"), 2013, date(2013, 2, 15)),
        (ris("Y1  - 2013/02/15/"), 2013, date(2013, 2, 15)),
        (ris("PY  - 20133"), None, None),
        (ris("PY  - in press"), None, None),
        (csl(issued={"date-parts": [["2013", "2"]]}), 2013, None),
        (csl(issued={"date-parts": [[2013, 2, 30]]}), 2013, None),
        (csl(issued={"date-parts": [[2013, 1, 28], [2013, 2, 3]]}), 2013, None),
        (csl(issued={"date-parts": [[2013, 10**30, 1]]}), 2013, None),
        (csl(issued={"date-parts": [[None]]}), None, None),
        (csl(issued={"date-parts": [[]]}), None, None),
        (csl(issued={"raw": "2013-02"}), 2013, None),
        (csl(issued="2013"), None, None),
    ],
)
def test_year_and_day_are_taken_as_far_as_they_are_given(record, year, day):
    assert (record.year, record.published_on) == (year, day)


@pytest.mark.parametrize(
    ("record", "people"),
    [
        (nbib("AU  - Younger J", "AU  - van Beek JA"), ["J Younger", "JA van Beek"]),
        (nbib("FAU - Younger, Jarred", "AU  - Younger J"), ["Jarred Younger"]),
        (nbib("FAU - Smith, John, Jr"), ["John Smith Jr"]),
        (nbib("FAU - Younger, Jarred", "CN  - The LDN Group"), ["Jarred Younger", "The LDN Group"]),
        (nbib("CN  - One Group", "CN  - Another"), ["One Group", "Another"]),
        (ris("A1  - Beek, Jo van"), ["Jo van Beek"]),
        (ris("AU  - World Health Organization"), ["World Health Organization"]),
        (csl(author=[{"family": "Beek", "given": "Jo", "non-dropping-particle": "van"}]), None),
        (csl(author=[{"literal": "A Group"}, {}, 3, {"name": "B"}]), ["A Group", "B"]),
        (csl(author="Jo"), []),
    ],
)
def test_people_stand_given_name_first(record, people):
    assert record.people == (["Jo van Beek"] if people is None else people)


@pytest.mark.parametrize(
    ("record", "pages"),
    [
        (nbib("PG  - 529-38"), "529–538"),
        (nbib("PG  - e1001-9"), "e1001-9"),
        (nbib("PG  - 83"), "83"),
        (ris("SP  - 529-538"), "529–538"),
        (ris("SP  - 5", "EP  - 5"), "5"),
        (ris("C7  - 104"), "104"),
        (csl(page="e100"), "e100"),
        (csl(**{"article-number": 12}), "12"),
    ],
)
def test_pages_are_tidied(record, pages):
    assert record.pages == pages


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (nbib("PT  - Retracted Publication"), "PubMed lists it as retracted"),
        (nbib("PT  - Preprint"), "nobody reviewed it"),
        (nbib("SI  - GENBANK/AB123"), "“AB123” is no number of a trial registry"),
        (nbib("AID - notadoi [doi]"), "“notadoi” is not a DOI"),
        (ris("UR  - https://example.org/a"), "The address https://example.org/a was left out"),
        (only("TY  - BOOK\nTI  - A\nER  - "), "Whole book"),
        (csl(type="book"), "book"),
        (csl(PMID="x"), "“x” is not a PubMed number"),
        (csl(URL="https://example.org/"), "https://example.org/ was left out"),
        (csl(), "neither a DOI nor a PubMed number"),
    ],
)
def test_what_was_not_taken_over_is_said(record, words):
    assert any(words in remark for remark in record.remarks), record.remarks
    assert record.doi == ""


def test_doi_is_found_in_either_place():
    assert nbib("LID - 10.1002/a [doi]").doi == "10.1002/a"
    assert nbib("AID - S0140(13)1 [pii]", "AID - 10.1002/a [doi]").doi == "10.1002/a"


def test_several_registry_numbers_are_kept():
    record = nbib("SI  - ClinicalTrials.gov/NCT00568555", "SI  - ISRCTN/ISRCTN12345678")
    assert record.registry_ids == "NCT00568555, ISRCTN12345678"


def test_crossref_lists_and_tags_in_titles_are_understood():
    record = csl(title=["A <i>first</i> <jats:sub>2</jats:sub>\n title, IL-6 <3"])
    assert record.title == "A first 2 title, IL-6 <3"


def test_record_without_its_end_is_read():
    assert [record.title for record in parse("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B").records]


def test_title_keeps_what_the_journal_printed():
    assert only("PMID- 1\nTI  - Does it work?").title == "Does it work?"
    assert only("PMID- 1\nTI  - And so on...").title == "And so on..."


TAGS = st.sampled_from(
    [
        *("TY", "TI", "AU", "PY", "DA", "SP", "EP", "UR", "DO"),
        *("UK", "ER", "KW", "PMID", "FAU", "CN", "DP", "DEP", "AID"),
        *("LID", "SI", "PT", "PG", "PHST", "IS", "LR", "PMC"),
        *("", "  "),
    ]
)
LINES = st.tuples(TAGS, st.sampled_from(["  - ", "- ", " - ", " "]), st.text(max_size=20))
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
PARTS = st.lists(st.lists(VALUES, max_size=3) | VALUES, max_size=2) | VALUES
NAMES = st.dictionaries(st.sampled_from(["family", "given", "literal"]), VALUES, max_size=2)
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "title": VALUES | st.lists(VALUES, max_size=2),
        "author": VALUES | st.lists(NAMES | VALUES, max_size=2),
        "issued": VALUES | st.fixed_dictionaries({}, optional={"date-parts": PARTS, "raw": VALUES}),
        "DOI": VALUES,
        "PMID": VALUES,
        "page": VALUES | NAMES,
        "URL": VALUES,
        "type": VALUES,
    },
)


def says_what_is_wrong_or_reads(text):
    try:
        parsed = parse(text)
    except RecordError:
        return
    assert isinstance(parsed, Parsed)
    assert parsed.records or parsed.faults
    for record in parsed.records:
        assert isinstance(record, Record)
        assert record.title
        # What is shown and stored has to be encodable.
        repr(asdict(record)).encode()
    "".join(parsed.faults).encode()


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    says_what_is_wrong_or_reads(text)


@given(st.sampled_from(["TY  - JOUR", "PMID- 1", "PMID- 1\nTI  - A"]), st.lists(LINES, max_size=12))
def test_any_lines_are_read_or_refused(start, lines):
    rows = (f"{tag}{separator}{words}" for tag, separator, words in lines)
    says_what_is_wrong_or_reads("\n".join([start, *rows]))


@given(st.lists(ITEMS, max_size=3))
def test_any_items_are_read_or_refused(items):
    says_what_is_wrong_or_reads(json.dumps(items))


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data):
    with suppress(RecordError):
        says_what_is_wrong_or_reads(decode(data))
