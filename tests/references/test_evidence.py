from itertools import permutations
from types import SimpleNamespace

import pytest

from references.evidence import (
    UNDER_WAY_LANE,
    UNKNOWN_LANE,
    Condition,
    Design,
    Lane,
    Status,
    by_condition_and_lane,
)

LEVELS_AND_LANES = {
    "systematic_review": (1, "review"),
    "randomised_parallel": (2, "trial"),
    "randomised_crossover": (2, "trial"),
    "fixed_order_crossover": (3, "trial"),
    "dose_finding": (4, "uncontrolled"),
    "uncontrolled_trial": (4, "uncontrolled"),
    "register_study": (None, "uncontrolled"),
    "case_series": (4, "uncontrolled"),
    "case_report": (4, "uncontrolled"),
    "laboratory": (5, "laboratory"),
    "narrative_review": (5, "review"),
}


def study(key, condition="fibromyalgia", design="randomised_parallel", **fields):
    values = {"key": key, "year": 2020, "status": "published"} | fields
    return SimpleNamespace(
        condition=condition, lane=Design(design).lane if design else None, **values
    )


def keys_of(grouped):
    return {
        (condition.label, lane): [row.key for row in rows]
        for condition, lanes in grouped
        for lane, rows in lanes
    }


@pytest.mark.parametrize("design", Design)
def test_every_design_has_its_level_and_lane(design):
    assert (design.level, design.lane) == LEVELS_AND_LANES[design]


def test_no_lane_of_a_single_study_ranks_above_a_randomised_trial():
    best_without = min(
        design.level for design in Design if design.lane == Lane.UNCONTROLLED and design.level
    )
    assert best_without > Design.RANDOMISED_PARALLEL.level


def test_nothing_is_grouped_of_nothing():
    assert by_condition_and_lane([]) == []


def test_each_study_stands_once_under_its_own_illness():
    studies = [
        study(f"{condition}-{design}", condition, design)
        for condition in Condition
        for design in Design
    ]
    grouped = by_condition_and_lane(studies)
    assert [condition for condition, _ in grouped] == list(Condition)
    for condition, (_, lanes) in zip(Condition, grouped, strict=True):
        rows = [row for _, rows in lanes for row in rows]
        assert {row.condition for row in rows} == {condition}
        assert sorted(row.key for row in rows) == sorted(
            f"{condition}-{design}" for design in Design
        )


def test_lanes_stand_apart_in_the_order_declared():
    designs = {
        "review": "systematic_review",
        "trial": "randomised_crossover",
        "uncontrolled": "case_series",
        "laboratory": "laboratory",
        "unknown": "",
    }
    studies = [study(key, design=design) for key, design in designs.items()]
    studies.append(study("registered", status="registered"))
    expected = [
        (Lane.REVIEW.label, ["review"]),
        (Lane.TRIAL.label, ["trial"]),
        (Lane.UNCONTROLLED.label, ["uncontrolled"]),
        (Lane.LABORATORY.label, ["laboratory"]),
        (UNKNOWN_LANE, ["unknown"]),
        (UNDER_WAY_LANE, ["registered"]),
    ]
    for order in (studies, studies[::-1]):
        [(_, lanes)] = by_condition_and_lane(order)
        assert [(lane, [row.key for row in rows]) for lane, rows in lanes] == expected


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_what_is_not_published_is_no_evidence_whatever_its_design(status):
    published = study("published", design="systematic_review")
    other = study("other", design="systematic_review", status=status)
    assert keys_of(by_condition_and_lane([other, published])) == {
        ("Fibromyalgia", Lane.REVIEW.label): ["published"],
        ("Fibromyalgia", UNDER_WAY_LANE): ["other"],
    }


def test_newest_stand_first_then_by_key_and_no_year_last():
    studies = [
        study("no-year", year=None),
        study("old", year=2009),
        study("b-new", year=2024),
        study("a-new", year=2024),
    ]
    for order in permutations(studies):
        [(_, [(_, rows)])] = by_condition_and_lane(order)
        assert [row.key for row in rows] == ["a-new", "b-new", "old", "no-year"]
