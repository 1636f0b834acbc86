import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.keys import MAX_KEY, validate_key
from references.models import Study
from references.records.parsing import parse
from references.records.studies import propose_key, study_from
from tests.references.records.samples import NBIB

EDITORS_FIELDS = [
    *("design", "blinding", "condition", "participants", "intervention", "dose", "comparator"),
    *("result", "effect", "summary", "limitations"),
]


def test_study_says_what_the_record_says_and_nothing_more():
    [record] = parse(NBIB).records
    study = study_from(record)
    assert (study.key, study.pk) == ("", None)
    assert study.people_list == ["Jarred Younger", "Sean Mackey"]
    for name in ("title", "year", "published_on", "journal", "doi", "pmid", "registry_ids"):
        assert getattr(study, name) == getattr(record, name) != ""
    assert not any(getattr(study, name) for name in EDITORS_FIELDS)
    study.key, study.condition = "a", "fibromyalgia"
    study.clean_fields()


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"people": "Jarred Younger\nSean Mackey", "year": 2013}, "younger-2013"),
        ({"people": "Ana Cabañas-Núñez", "year": 2021}, "cabanasnunez-2021"),
        ({"people": "Ada O’Brien"}, "obrien"),
        ({"title": "The effect of LDN on pain", "year": 2013}, "effect-ldn-pain-2013"),
        ({"people": "李明", "title": "On pain", "year": 2013}, "pain-2013"),
        ({"title": "痛"}, "record"),
    ],
)
def test_key_is_made_of_the_first_author_and_the_year(fields, key):
    assert propose_key(Study(**fields), set()) == key


def test_key_avoids_those_taken():
    study = Study(people="Jarred Younger", year=2013)
    assert propose_key(study, {"younger-2013"}) == "younger-2013-2"
    assert propose_key(study, {"younger-2013", "younger-2013-2"}) == "younger-2013-3"


@given(people=st.text(), title=st.text(), year=st.none() | st.integers(1500, 2199))
def test_any_study_gets_a_key_that_is_one(people, title, year):
    study = Study(people=people, title=title, year=year)
    key = propose_key(study, set())
    other = propose_key(study, {key})
    for proposed in (key, other):
        validate_key(proposed)
        assert len(proposed) <= MAX_KEY
    assert key != other
