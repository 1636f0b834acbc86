import re

import pytest
from django.test import Client
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Edition
from articles.sentences import whole_sentences
from articles.sheet import MAX_SYNOPSIS, key_figures, make_sheet, row_of, safety_of, under_way
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


DOSES = [
    "1.5 mg a day for two weeks, then 3 mg, then 4.5 mg",
    "0.5 mg rising over eight weeks to a maximum of 6 mg a day",
    "0.1 mg, then a little more (" + "and more, " * 16 + ") to 4.5 mg",
]


@pytest.mark.parametrize("dose", DOSES)
def test_dose_is_whole(dose):
    study = make_study(dose=dose)
    make_edition(slug="page", body=f"[@{study.key}]")
    assert f"<td>{dose}</td>" in Client().get("/pages/page/sheet/").content.decode()


def test_row_grows_with_its_dose():
    heights = [row_of(Study(dose=dose)).height for dose in ("4.5 mg", DOSES[0], DOSES[2])]
    assert heights == sorted(set(heights))


def test_what_names_a_study_is_whole():
    title = (
        "Naltrexone in low doses does not help in every illness, and where it helps is not known"
    )
    doi = f"10.1016/{'j.a-rather-long-suffix.' * 4}"
    row = row_of(Study(title=title, doi=doi))
    assert (row.name, row.reference) == (title, f"doi:{doi}")


def test_longest_title_is_whole():
    make_edition(slug="page", title="Naltrexone " * 17 + "is no opioid")
    assert "is no opioid</h1>" in Client().get("/pages/page/sheet/").content.decode()


def test_effect_ends_with_a_sentence():
    effect = (
        "Pain −1.3 against −0.9 on placebo; difference −0.34 (95% confidence interval −0.95 to "
        "0.27), P = 0.27."
    )
    assert row_of(Study(effect=f"{effect} Unwanted effects 84% against 86%.")).effect == (
        f"{effect} …"
    )
    assert row_of(Study(effect=effect)).effect == effect


def test_synopsis_ends_with_a_sentence():
    synopsis = "It came from the cell danger response, which is a hypothesis. " * 8
    shown = sheet_of(synopsis=synopsis).synopsis
    assert shown.endswith("which is a hypothesis. …")
    assert len(shown) < 400


def test_study_with_a_long_text_is_shown_where_nothing_else_fits():
    sheet = sheet_of(*(make_study(effect="word " * 3_000) for _ in range(2)))
    assert len(sheet.rows) == 1
    assert sheet.left_out == "1 controlled trial"


def test_safety_notice_is_whole_and_plain():
    make_edition(code="12", slug="other")
    sheet = sheet_of(
        make_study(key="s"), safety_notice="**Never** with opioids [@s]; see [[12]].\n\n- IL-6 <3"
    )
    assert sheet.safety == ["Never with opioids; see page 12.", "IL-6 <3"]


MORE = "More warnings stand on the page:</strong>"


def test_long_safety_notice_is_cut_between_paragraphs():
    warning = "Do not take LDN with opioids,\nit is never safe. Never stop it suddenly. " * 4
    make_edition(slug="page", safety_notice="\n\n".join([warning] * 5))
    text = Client().get("/pages/page/sheet/").content.decode()
    assert text.count(f"<p>{' '.join(warning.split())}</p>") == 4
    assert text.count("Never stop") == 16
    assert f'{MORE} <span class="sheet-address">http://testserver/pages/page/</span>' in text


def test_paragraph_longer_than_the_notice_may_be_is_whole():
    warning = "Do not take LDN with opioids, it is never safe. " * 50
    make_edition(slug="page", safety_notice=warning)
    text = Client().get("/pages/page/sheet/").content.decode()
    assert text.count("it is never safe.") == 50
    assert MORE not in text


LONG = "A warning of a few words. " * 40


@pytest.mark.parametrize(
    ("notice", "shown"),
    [
        (f"{LONG}\n\nNever with these:\n\n- tramadol\n- {LONG}", ["Never with these:", "tramadol"]),
        (f"{LONG}\n\nNever with these:\n\n- {LONG}\n- tramadol", []),
        (f"{LONG}\n\nNever with\n\n- {LONG}", []),
        (f"{LONG}\n\n- Never with\n\n    1. {LONG}", []),
        (f"{LONG}\n\nStops:\n\n{LONG}", []),
        (f"{LONG}\n\nStop it.\n\n- {LONG}", ["Stop it."]),
        (f"{LONG}\n\n## Opioids\n\n{LONG}", []),
        (f"{LONG}\n\n| Drug | Wait |\n|---|---|\n| {LONG} | a day |", []),
        (f"{LONG}\n\n| Drug | Wait |\n|---|---|\n| B | a day |", ["Drug – Wait", "B – a day"]),
    ],
)
def test_what_leads_on_is_never_the_last_warning(notice, shown):
    sheet = sheet_of(safety_notice=notice)
    assert sheet.safety == [LONG.strip(), *shown]
    assert sheet.safety_goes_on is (shown[-1:] != ["B – a day"])


def test_quotation_within_the_notice_is_told_to_stand_on_the_page():
    make_study(key="warned")
    sheet = sheet_of(safety_notice="Never with opioids.\n\n![[warned]]")
    assert (sheet.safety, sheet.safety_goes_on) == (["Never with opioids."], True)


# Whole statements with all that could pass for an end of one.
STATEMENTS = st.sampled_from(
    [
        "Take 1.5 mg a day for two weeks, then 3 mg, then 4.5 mg.",
        "Never stop it suddenly!",
        "Is it safe with opioids (e.g. tramadol, i.v. Morphine, see Fig. 2)?",
        "Difference −0.34 (95% confidence interval −0.95 to 0.27), P = 0.27.",
        "Rising to max. 6 mg (in 12 of 31 people. Others stopped.) within approx. 8 weeks.",
        "Dr. J. Younger said: “Do not take it. Never.”",
        "Pain fell vs. placebo (P = 0.016).",
        "It helped 28.8% … of some.",
    ]
)
TEXTS = st.lists(STATEMENTS, min_size=1, max_size=12)


def is_whole(shown, statements):
    """Whether it is the first statements, with an ellipsis where any is missing."""
    beginnings = (" ".join(statements[:number]) for number in range(1, len(statements)))
    return shown in [" ".join(statements), *(f"{beginning} …" for beginning in beginnings)]


@given(TEXTS, TEXTS, st.text("0123456789. mg()", max_size=200))
def test_nothing_shown_of_a_study_or_page_is_half_a_statement(effect, synopsis, dose):
    row = row_of(Study(effect=" ".join(effect), dose=dose))
    assert row.study.dose == dose
    assert is_whole(row.effect, effect)
    shown = whole_sentences(" ".join(synopsis), MAX_SYNOPSIS)
    assert is_whole(shown, synopsis)
    for text in (row.effect, shown):
        assert text.count("(") == text.count(")")
        assert re.search(r"[.!?)”](?: …)?$", text)


@given(st.lists(TEXTS, min_size=1, max_size=9), st.booleans())
def test_no_warning_shown_is_half_a_statement(warnings, as_list):
    paragraphs = [" ".join(warning) for warning in warnings]
    tag = "li" if as_list else "p"
    html = "\n".join(f"<{tag}>{text}</{tag}>".replace(". ", ".\n") for text in paragraphs)
    shown, goes_on = safety_of(Edition(compiled={"html": {"safety_notice": html}}))
    assert shown
    assert shown == paragraphs[: len(shown)]
    assert goes_on is (len(shown) < len(paragraphs))


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
        "Left out for want of room, and on the page:",
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
