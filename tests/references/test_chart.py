from itertools import pairwise

import pytest

from references.chart import LARGEST, LEFT, SMALLEST, WIDTH, chart_of
from references.evidence import Result
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def test_stronger_evidence_stands_higher_and_later_years_further_right():
    early, late = make_study(year=2009, design="case_report"), make_study(year=2024)
    marks = {mark.study.key: mark for mark in chart_of([early, late]).marks}
    assert marks[late.key].y < marks[early.key].y
    assert marks[late.key].x > marks[early.key].x


def test_more_people_make_a_larger_sign_within_bounds():
    sizes = [
        chart_of([make_study(participants=people)]).marks[0].radius
        for people in (None, 3, 100, 15_000)
    ]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (SMALLEST, LARGEST)


@pytest.mark.parametrize("result", ["", *Result.values])
def test_every_result_has_a_sign(result):
    status = "registered" if result == "pending" else "published"
    chart = chart_of([make_study(result=result, status=status), make_study()])
    assert len(chart.marks) == (1 if result == "pending" else 2)


def test_results_differ_by_shape_and_not_by_colour_alone():
    signs = set()
    for result in ("better", "no_difference", "worse", "mixed", "uncontrolled_improvement"):
        mark = chart_of([make_study(result=result, year=2020)]).marks[0]
        offsets = tuple(float(part) for pair in mark.points.split() for part in pair.split(","))
        signs.add((mark.look, offsets))
    assert len(signs) == 5


def test_crowded_year_stays_within_the_drawing_and_hides_no_sign():
    studies = [make_study(year=2024, participants=200) for _ in range(6)]
    marks = sorted(chart_of([*studies, make_study(year=2000)]).marks, key=lambda mark: mark.x)
    crowd = [mark for mark in marks if mark.study.year == 2024]
    assert all(mark.x - mark.radius >= LEFT and mark.x + mark.radius <= WIDTH for mark in crowd)
    gaps = [b.x - a.x - a.radius - b.radius for a, b in pairwise(crowd)]
    assert len(gaps) == 5
    assert min(gaps) > 0


def test_key_explains_the_signs_that_stand_there_and_no_others():
    studies = [make_study(result=result) for result in ("worse", "better", "")]
    assert chart_of(studies).key == [
        ("better", "better"),
        ("worse", "worse"),
        ("unknown", "not known"),
    ]


def test_people_are_drawn_once_and_retracted_studies_not_at_all():
    trial = make_study()
    further = make_study(secondary_of=trial)
    retracted = make_study(retraction_status="retracted", retraction_checked_on="2026-01-02")
    chart = chart_of([trial, further, retracted])
    assert [mark.study for mark in chart.marks] == [trial]
    assert (chart.left_out, chart.not_counted) == (0, 2)


def test_study_without_a_year_is_counted_as_left_out():
    chart = chart_of([make_study(year=None), make_study()])
    assert (len(chart.marks), chart.left_out) == (1, 1)
    assert chart_of([make_study(year=None)]) is None
