import pytest

from references.models import Study
from references.records.duplicates import Finder, fold
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def reasons(finder, **fields):
    found = finder.find(Study(**{"title": "Quite another title"} | fields))
    return {duplicate.study.key: duplicate.reasons for duplicate in found}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"doi": "10.1002/ART.37734"}, ["the same DOI"]),
        ({"pmid": "23359310"}, ["the same PubMed number"]),
        ({"title": "LOW DOSE naltrexone – for fibromyálgia."}, ["the same title"]),
        ({"title": "Low-dose naltrexone in fibromyalgia"}, ["nearly the same title"]),
        (
            {"doi": "10.1002/art.37734", "title": "Low-dose naltrexone for fibromyalgia"},
            ["the same DOI", "the same title"],
        ),
        ({"title": "Low-dose naltrexone in Crohn’s disease"}, None),
        ({"doi": "10.1002/art.3773"}, None),
        ({}, None),
    ],
)
def test_duplicates_are_found_with_their_reasons(fields, expected):
    make_study(
        key="old",
        title="Low-dose naltrexone for fibromyalgia",
        doi="10.1002/art.37734",
        pmid="23359310",
    )
    assert reasons(Finder(), **fields) == ({"old": expected} if expected else {})


def test_blank_identifiers_are_no_match():
    make_study(doi="", pmid="")
    assert reasons(Finder(), doi="", pmid="") == {}


def test_title_of_signs_alone_matches_nothing():
    make_study(title="?!")
    assert reasons(Finder(), title="…") == {}


def test_surest_comes_first_and_a_study_is_not_its_own_duplicate():
    make_study(key="title", title="The same title")
    make_study(key="both", title="The same title", doi="10.1000/1")
    study = Study(title="The same title", doi="10.1000/1")
    finder = Finder()
    assert [found.study.key for found in finder.find(study)] == ["both", "title"]
    finder.add(study)
    assert len(finder.find(study)) == 2
    saved = Study.objects.get(key="title")
    assert "title" not in {found.study.key for found in finder.find(saved)}


def test_added_study_is_found():
    finder = Finder([])
    finder.add(Study(key="first", title="A pasted title"))
    assert reasons(finder, title="A pasted title") == {"first": ["the same title"]}


@pytest.mark.parametrize("size", [1, 20])
def test_site_is_read_in_one_query(size, django_assert_num_queries):
    for number in range(size):
        make_study(title=f"Title number {number}")
    with django_assert_num_queries(1):
        finder = Finder()
        [str(found.study) for found in finder.find(Study(title="Title number 0"))]


def test_fold_drops_case_accents_and_punctuation():
    assert fold("  Fibromyálgia:\tthe IL-6 STRASSE ") == fold("fibromyalgia the il 6 straße")
