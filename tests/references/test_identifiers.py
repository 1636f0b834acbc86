import pytest
from django.core.exceptions import ValidationError

from references import identifiers
from references.identifiers import (
    normalise_doi,
    split_registry_ids,
    validate_doi,
    validate_isbn,
    validate_pmid,
    validate_registry_ids,
    validate_web_address,
)

REGISTRY_IDS = {
    "ClinicalTrials.gov": "NCT00568555",
    "ANZCTR": "ACTRN12624001162505",
    "EudraCT": "2019-000702-30",
    "EU CTIS": "2023-512345-12-00",
    "ISRCTN": "ISRCTN12345678",
    "DRKS": "DRKS00012345",
    "CTRI": "CTRI/2020/01/123456",
    "ChiCTR": "ChiCTR2000012345",
    "UMIN": "UMIN000012345",
    "jRCT": "jRCTs031200001",
    "IRCT": "IRCT20200101012345N1",
}


def refusal(validate, value):
    with pytest.raises(ValidationError) as refused:
        validate(value)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    "written",
    [
        "10.1002/art.37734",
        " 10.1002/art.37734\n",
        "https://doi.org/10.1002/art.37734",
        "http://dx.doi.org/10.1002/art.37734",
        "HTTPS://DOI.ORG/10.1002/art.37734",
        "doi:10.1002/art.37734",
        "DOI: 10.1002/art.37734",
    ],
)
def test_doi_is_bared(written):
    assert normalise_doi(written) == "10.1002/art.37734"


@pytest.mark.parametrize(
    "doi",
    [
        "10.1002/art.37734",
        "10.1016/S2665-9913(23)00278-3",
        "10.1002/1097-0142(19830915)52:6<1119::AID-CNCR1>3.0.CO;2-K",
        "10.123456789/x",
        "10.1234/" + "x" * 200,
    ],
)
def test_doi_is_accepted(doi):
    validate_doi(doi)


@pytest.mark.parametrize(
    "doi",
    [
        "art.37734",
        "11.1002/art.37734",
        "10.100/x",
        "10.1234567890/x",
        "10.1002/",
        "10.1002/art 37734",
        "10.1002/art.37734\n",
        "https://doi.org/10.1002/art.37734",
        "10.1234/" + "x" * 201,
        "10.１００２/art.37734",
    ],
)
def test_doi_is_refused_and_named(doi):
    assert f"“{doi}” is not a DOI" in refusal(validate_doi, doi)


@pytest.mark.parametrize("pmid", ["1", "23359310", "999999999"])
def test_pmid_is_accepted(pmid):
    validate_pmid(pmid)


@pytest.mark.parametrize(
    "pmid", ["", "0", "0123", "PMC3962576", "2335931O", "-1", "1234567890", "123\n", "2３３５9310"]
)
def test_pmid_is_refused_and_named(pmid):
    assert f"“{pmid}” is not a PubMed number" in refusal(validate_pmid, pmid)


@pytest.mark.parametrize(
    "isbn",
    [
        "978-1-60358-664-1",
        "9780786437153",
        "978 0 7864 3715 3",
        "979-10-90636-07-1",
        "0-306-40615-2",
        "0306406152",
        "0-8044-2957-X",
        "080442957x",
    ],
)
def test_isbn_is_accepted(isbn):
    validate_isbn(isbn)


@pytest.mark.parametrize(
    "isbn",
    [
        "978-1-60358-664-2",
        "978-1-60358-646-1",
        "9780786437150",
        "0-306-40615-X",
        "0306406125",
        "0-8044-2957-0",
    ],
)
def test_isbn_with_a_mistyped_figure_is_refused_and_named(isbn):
    message = refusal(validate_isbn, isbn)
    assert f"“{isbn}”" in message
    assert "mistyped" in message


@pytest.mark.parametrize(
    ("stem", "right", "signs"),
    [("030640615", "2", "0123456789X"), ("978160358664", "1", "0123456789")],
)
def test_one_check_digit_only_fits_an_isbn(stem, right, signs):
    validate_isbn(stem + right)
    for sign in signs.replace(right, ""):
        assert "mistyped" in refusal(validate_isbn, stem + sign)


@pytest.mark.parametrize(
    "isbn",
    [
        "",
        "978160358664",
        "97816035866411",
        "977-1-60358-664-1",
        "X306406152",
        "ISBN 0306406152",
        "030640615２",
    ],
)
def test_what_is_no_isbn_is_refused_and_named(isbn):
    assert f"“{isbn}” is not an ISBN" in refusal(validate_isbn, isbn)


def test_every_known_registry_has_an_example_here():
    assert identifiers._REGISTRY_IDS.keys() == REGISTRY_IDS.keys()


@pytest.mark.parametrize("number", REGISTRY_IDS.values(), ids=REGISTRY_IDS.keys())
def test_registry_id_is_accepted(number):
    validate_registry_ids(number)


def test_several_registry_ids_may_be_set_apart_by_commas_semicolons_or_spaces():
    together = "NCT04270877, 2019-000702-30;ISRCTN12345678\nDRKS00012345"
    validate_registry_ids(together)
    assert split_registry_ids(together) == [
        "NCT04270877",
        "2019-000702-30",
        "ISRCTN12345678",
        "DRKS00012345",
    ]


def test_no_registry_id_is_no_fault():
    validate_registry_ids("")
    assert split_registry_ids(" , ") == []


@pytest.mark.parametrize(
    "number", ["NCT0056855", "NCT005685555", "nct00568555", "2019-00702-30", "X", "NCT0056855５"]
)
def test_registry_id_is_refused_and_named(number):
    message = refusal(validate_registry_ids, f"NCT00568555, {number}")
    assert f"“{number}” is not a number of a trial registry" in message
    assert "ClinicalTrials.gov" in message


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://EXAMPLE.ORG/",
        "https://example.org:8080/a/b?c=d&e=f#g",
        "https://example.org?c=d",
        "https://me-pedia.org/index.php?title=Low_dose_naltrexone",
        "https://höhle.example/ä",
    ],
)
def test_web_address_is_accepted(address):
    validate_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org",
        "ftp://example.org/",
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "https:example.org",
        "https:///example.org",
        "https://",
        "https://localhost/",
        "https://.org",
        "https://example.",
        "https://user:word@example.org/",
        "https://example.org\\@evil.example",
        "https://example.org/a\\b",
        "https://example.org/a b",
        "https://example.org/\n",
        " https://example.org/",
        "",
    ],
)
def test_web_address_is_refused_and_named(address):
    assert f"“{address}” is not a web address" in refusal(validate_web_address, address)
