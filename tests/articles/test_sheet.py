import pytest
from django.test import Client
from django.utils.formats import date_format

from articles.models import Edition
from articles.sheet import key_figures, make_sheet, shortened, under_way
from references.models import Study
from references.summary import counted
from tests.factories import make_edition, make_study

pytestmark = pytest.mark.django_db


def sheet_of(*studies, **fields):
    body = " ".join(f"[@{study.key}]" for study in studies) or "Nothing cited."
    return make_sheet(make_edition(slug="page", body=body, **fields))


def shown(sheet):
    return [row.study.key for row in sheet.rows]


def test_trials_and_pooled_analyses_come_first():
    studies = [
        make_study(key="lab", design="laboratory", condition="me_cfs"),
        make_study(key="cases", design="case_series", condition="me_cfs"),
        make_study(key="pooled", design="systematic_review"),
        make_study(key="old-trial", year=2009),
        make_study(key="new-trial", year=2024),
        make_study(key="unknown", design=""),
    ]
    order = ["new-trial", "old-trial", "pooled", "cases", "lab", "unknown"]
    assert shown(sheet_of(*studies)) == order


def test_what_has_no_room_is_counted():
    studies = [make_study(effect="Long words. " * 30) for _ in range(30)]
    studies += [make_study(design="laboratory") for _ in range(2)]
    sheet = sheet_of(*studies)
    left = 30 - len(sheet.rows)
    assert 5 < len(sheet.rows) < 30
    assert sheet.left_out == f"{left} controlled trials, 2 laboratory studies"


def test_registered_studies_are_counted_in_a_line():
    sheet = sheet_of(
        make_study(key="done"),
        make_study(status="registered", registry_ids="NCT00000001"),
        make_study(status="recruiting", registry_ids="NCT00000002"),
        make_study(status="withdrawn"),
    )
    assert shown(sheet) == ["done"]
    assert sheet.under_way == (
        "1 registered, 1 recruiting or under way, 1 withdrawn before it began "
        "(NCT00000001, NCT00000002)."
    )


def test_many_registry_numbers_are_cut_and_counted():
    studies = [Study(status="registered", registry_ids=f"NCT0000000{n}") for n in range(10)]
    assert under_way(studies).endswith("NCT00000007 and 2 more).")
    assert under_way([Study(status="registered")]) == "1 registered."
    assert under_way([]) == ""


def test_key_figures_keep_illnesses_apart_and_null_results_plain():
    trial = {"design": "randomised_parallel", "condition": "fibromyalgia"}
    figures = key_figures(
        [
            Study(**trial, result="no_difference", year=2023),
            Study(**trial, result="better", year=2013),
            Study(**trial, result="no_difference", year=2024),
            Study(**trial),
            Study(design="case_series", condition="me_cfs"),
        ]
    )
    assert figures == [
        "ME/CFS: no controlled trial; 1 study without a comparison group.",
        "Fibromyalgia: 4 controlled trials, number of participants not known: 1 better than the "
        "comparator, 2 no difference, 1 result not known; newest 2024.",
    ]


def test_counted_tells_one_from_many():
    assert counted([]) == ""
    assert counted([Study(design="laboratory")]) == "1 laboratory study"


def test_text_is_cut_between_words_and_says_so():
    assert shortened("four five six", 13) == "four five six"
    assert shortened("four five six", 11) == "four five …"
    assert shortened("four five, six", 11) == "four five …"
    assert shortened("x" * 50, 10) == "x" * 10 + " …"


def test_safety_notice_is_whole_and_plain():
    make_edition(code="12", slug="other")
    sheet = sheet_of(
        make_study(key="s"), safety_notice="**Never** with opioids [@s]; see [[12]].\n\n- IL-6 <3"
    )
    assert sheet.safety == ["Never with opioids; see page 12.", "IL-6 <3"]


def test_long_safety_notice_is_cut_visibly():
    sheet = sheet_of(safety_notice="\n\n".join(["A warning of a few words. " * 10] * 40))
    assert sheet.safety[-1].endswith("…")
    assert sum(map(len, sheet.safety)) < 1_400


@pytest.mark.parametrize("size", [1, 40])
def test_sheet_has_a_constant_number_of_queries(size, django_assert_num_queries):
    body = " ".join(f"[@{make_study().key}]" for _ in range(size))
    make_edition(slug="page", body=body)
    with django_assert_num_queries(2):
        assert Client().get("/pages/page/sheet/").status_code == 200


def test_sheet_of_page_13_holds_what_a_doctor_asks(starter):
    text = Client().get("/pages/ldn/sheet/").content.decode()
    for words in (
        "page 13, edition 1 of",
        f"reviewed {date_format(Edition.objects.current().get().reviewed_on, 'j F Y')}",
        "http://testserver/pages/ldn/",
        "tramadol is an opioid",
        "Do not stop or start a prescribed medicine on your own.",
        "doi:10.1002/art.37734",
        "4.5 mg a day",
        "No difference",
        "Left out for want of room:",
        "No result yet:",
        "ME/CFS: no controlled trial",
    ):
        assert words in text


def test_sheet_without_a_study_looks_intended():
    make_edition(slug="page")
    text = Client().get("/pages/page/sheet/").content.decode()
    assert "This page cites no published study." in text
    assert "<table" not in text
    assert "not reviewed yet" in text


def test_retracted_study_says_so():
    study = make_study(key="s", retraction_status="retracted", retraction_checked_on="2026-01-01")
    make_edition(slug="page", body=f"[@{study.key}]")
    assert "RETRACTED" in Client().get("/pages/page/sheet/").content.decode()
