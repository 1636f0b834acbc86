from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from references.evidence import Design, Result, Retraction, Status
from references.models import Study
from tests.factories import make_study

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def refused_fields(**fields):
    with pytest.raises(ValidationError) as refused:
        make_study(**fields)
    return refused.value.message_dict


@pytest.mark.parametrize("design", Design)
def test_level_and_lane_follow_the_design(design):
    study = make_study(design=design)
    stored = Study.objects.get(pk=study.pk)
    assert (stored.level, stored.lane) == (design.level, design.lane)


def test_level_and_lane_of_an_unknown_design_are_unknown():
    study = make_study(design="")
    assert study.level is None
    assert study.lane is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("condition", ""),
        ("condition", "gout"),
        ("design", "guess"),
        ("status", "lost"),
        ("blinding", "quadruple"),
        ("result", "good"),
        ("retraction_status", "maybe"),
        ("participants", -1),
        ("doi", "art.37734"),
        ("pmid", "PMC1"),
        ("registry_ids", "NCT1"),
    ],
)
def test_value_outside_the_vocabulary_is_refused(field, value):
    assert list(refused_fields(**{field: value})) == [field]


def test_pasted_doi_address_is_bared_before_it_is_checked():
    assert make_study(doi="https://doi.org/10.1002/art.37734").doi == "10.1002/art.37734"


def test_doi_is_unique_whatever_its_case():
    make_study(doi="10.1002/art.37734")
    messages = refused_fields(doi="10.1002/ART.37734")
    assert messages == {"__all__": ["Another study has this DOI already."]}


def test_pmid_is_unique():
    make_study(pmid="23359310")
    messages = refused_fields(pmid="23359310")
    assert "Another study has this PubMed number already." in str(messages)


def test_many_studies_may_lack_a_doi_and_a_pmid():
    make_study(doi="", pmid="")
    make_study(doi="", pmid="")
    assert Study.objects.filter(doi="", pmid="").count() == 2


def test_database_refuses_a_doi_twice():
    make_study(doi="10.1002/art.37734")
    other = make_study(doi="10.1002/art.1")
    with (
        pytest.raises(IntegrityError, match="references_study_doi_unique"),
        transaction.atomic(),
    ):
        Study.objects.filter(pk=other.pk).update(doi="10.1002/Art.37734")


def test_database_refuses_a_pmid_twice():
    make_study(pmid="23359310")
    other = make_study(pmid="1")
    with (
        pytest.raises(IntegrityError, match=r"references_study_pmid_unique|study\.pmid"),
        transaction.atomic(),
    ):
        Study.objects.filter(pk=other.pk).update(pmid="23359310")


@pytest.mark.parametrize("result", ["", *Result.values])
def test_published_study_may_have_any_result(result):
    study = make_study(status="published", result=result)
    Study.objects.filter(pk=study.pk).update(result=result)
    assert study.result == result


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
@pytest.mark.parametrize("result", ["", "pending"])
def test_study_not_published_may_have_no_result(status, result):
    study = make_study(status="published", result="better")
    assert Study.objects.filter(pk=study.pk).update(status=status, result=result) == 1
    make_study(status=status, result=result)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
@pytest.mark.parametrize("result", [result for result in Result if result != Result.PENDING])
def test_study_not_published_has_no_result(status, result):
    assert "Only a published study has a result" in str(
        refused_fields(status=status, result=result)
    )
    study = make_study()
    with (
        pytest.raises(IntegrityError, match="references_study_result_only_when_published"),
        transaction.atomic(),
    ):
        Study.objects.filter(pk=study.pk).update(status=status, result=result)


@pytest.mark.parametrize("checked_on", [None, DAY])
@pytest.mark.parametrize("status", [value for value in Retraction if value != "not_checked"])
def test_checked_study_may_have_a_date_of_checking(status, checked_on):
    make_study(retraction_status=status, retraction_checked_on=checked_on)
    assert Study.objects.update(retraction_status=status, retraction_checked_on=checked_on) == 1


def test_study_not_checked_has_no_date_of_checking():
    study = make_study(retraction_status="not_checked", retraction_checked_on=None)
    assert "A date of checking" in str(
        refused_fields(retraction_status="not_checked", retraction_checked_on=DAY)
    )
    with (
        pytest.raises(IntegrityError, match="references_study_retraction_date_when_checked"),
        transaction.atomic(),
    ):
        Study.objects.filter(pk=study.pk).update(retraction_checked_on=DAY)


def test_retraction_is_not_taken_as_checked_by_default():
    assert make_study().retraction_status == "not_checked"


def test_only_a_retracted_study_is_retracted():
    retracted = {value for value in Retraction if Study(retraction_status=value).is_retracted}
    assert retracted == {Retraction.RETRACTED}


@pytest.mark.parametrize("published_on", [date(2012, 1, 1), date(2013, 6, 1), date(2014, 12, 31)])
def test_day_of_publication_may_be_a_year_off(published_on):
    make_study(year=2013, published_on=published_on)


@pytest.mark.parametrize("published_on", [date(2011, 12, 31), date(2015, 1, 1)])
def test_day_of_publication_far_from_the_year_is_refused(published_on):
    messages = refused_fields(year=2013, published_on=published_on)
    assert "2013" in messages["published_on"][0]


def test_day_of_publication_needs_no_year():
    make_study(year=None, published_on=date(2011, 1, 1))


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("", ""),
        ("10.1002/art.37734", "https://doi.org/10.1002/art.37734"),
        # An old Wiley DOI: a bare # would cut the address off.
        ("10.1002/abc<1::AID>3.0.CO;2-#", "https://doi.org/10.1002/abc%3C1::AID%3E3.0.CO;2-%23"),
    ],
)
def test_doi_address(doi, address):
    assert Study(doi=doi).doi_url == address


def test_pubmed_address():
    assert Study(pmid="1").pubmed_url == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert Study(pmid="").pubmed_url == ""


def test_registry_id_list():
    assert Study(registry_ids="NCT1, NCT2").registry_id_list == ["NCT1", "NCT2"]


def test_study_has_a_page_of_its_own():
    assert make_study(key="younger-2013").get_absolute_url() == "/studies/younger-2013/"
