"""The vocabulary of evidence: designs with their level and lane, results, conditions.

Levels are those of the Oxford Centre for Evidence-Based Medicine, 2011 table, for the question
"does this treatment help?": 1 systematic review of randomised trials, 2 randomised trial,
3 controlled study without randomising or follow-up study, 4 case series or historically
controlled study, 5 reasoning from mechanism.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

UNKNOWN_LANE = "Design not known"
UNDER_WAY_LANE = "Registered, under way or withdrawn"


class Lane(models.TextChoices):
    """Kinds of evidence that are never counted together."""

    REVIEW = "review", "Pooled analyses and reviews"
    TRIAL = "trial", "Controlled trials"
    UNCONTROLLED = "uncontrolled", "Studies without a comparison group"
    LABORATORY = "laboratory", "Laboratory work"


class Design(models.TextChoices):
    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review or meta-analysis"
    RANDOMISED_PARALLEL = "randomised_parallel", "Randomised trial, parallel groups"
    RANDOMISED_CROSSOVER = "randomised_crossover", "Randomised crossover trial"
    FIXED_ORDER_CROSSOVER = "fixed_order_crossover", "Crossover trial in a fixed order"
    UNCONTROLLED_TRIAL = "uncontrolled_trial", "Trial without a comparison group"
    DOSE_FINDING = "dose_finding", "Dose-finding study"
    REGISTER_STUDY = "register_study", "Study of a prescription register"
    CASE_SERIES = "case_series", "Review of patients’ records"
    CASE_REPORT = "case_report", "Case report"
    LABORATORY = "laboratory", "Laboratory study"
    NARRATIVE_REVIEW = "narrative_review", "Review by experts"

    @property
    def level(self) -> int | None:
        """OCEBM level, 1 (strongest) to 5; None for a design that cannot tell of benefit."""
        return _LEVELS_AND_LANES[self][0]

    @property
    def lane(self) -> Lane:
        return _LEVELS_AND_LANES[self][1]


_LEVELS_AND_LANES = {
    Design.SYSTEMATIC_REVIEW: (1, Lane.REVIEW),
    Design.RANDOMISED_PARALLEL: (2, Lane.TRIAL),
    Design.RANDOMISED_CROSSOVER: (2, Lane.TRIAL),
    Design.FIXED_ORDER_CROSSOVER: (3, Lane.TRIAL),
    Design.DOSE_FINDING: (4, Lane.UNCONTROLLED),
    Design.UNCONTROLLED_TRIAL: (4, Lane.UNCONTROLLED),
    # Counts who takes a medicine, not whether it helps: no level for that question.
    Design.REGISTER_STUDY: (None, Lane.UNCONTROLLED),
    Design.CASE_SERIES: (4, Lane.UNCONTROLLED),
    Design.CASE_REPORT: (4, Lane.UNCONTROLLED),
    Design.LABORATORY: (5, Lane.LABORATORY),
    Design.NARRATIVE_REVIEW: (5, Lane.REVIEW),
}


class Status(models.TextChoices):
    REGISTERED = "registered", "Registered"
    RECRUITING = "recruiting", "Recruiting or under way"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn before it began"


class Blinding(models.TextChoices):
    OPEN = "open", "Open-label"
    SINGLE = "single", "Single-blind"
    DOUBLE = "double", "Double-blind"
    TRIPLE = "triple", "Triple-blind"


class Condition(models.TextChoices):
    ME_CFS = "me_cfs", "ME/CFS"
    FIBROMYALGIA = "fibromyalgia", "Fibromyalgia"
    LONG_COVID = "long_covid", "Long COVID"
    MIXED = "mixed", "Several conditions"
    OTHER = "other", "Other conditions"


class Result(models.TextChoices):
    BETTER = "better", "Better than the comparator"
    NO_DIFFERENCE = "no_difference", "No difference"
    WORSE = "worse", "Worse than the comparator"
    MIXED = "mixed", "Mixed"
    UNCONTROLLED_IMPROVEMENT = "uncontrolled_improvement", "Improvement, without a comparison"
    LABORATORY_FINDING = "laboratory_finding", "Laboratory finding"
    PENDING = "pending", "No result yet"


class Retraction(models.TextChoices):
    NOT_CHECKED = "not_checked", "Not checked"
    NONE_FOUND = "none_found", "Checked, none found"
    CORRECTED = "corrected", "Corrected"
    CONCERN = "concern", "Expression of concern"
    RETRACTED = "retracted", "Retracted"


SORTS: dict[str, Callable[[Any], tuple]] = {
    "year": lambda study: (-(study.year or 0), study.key),
    "people": lambda study: (-(study.participants or 0), study.key),
    "level": lambda study: (study.level or 9, -(study.year or 0), study.key),
    "result": lambda study: (study.get_result_display() or "~", -(study.year or 0), study.key),
    "study": lambda study: ((study.short_people or study.title).casefold(), study.key),
}


def by_condition_and_lane(
    studies: Iterable[Any], sort: str = "year"
) -> list[tuple[Condition, list[tuple[str, list[Any]]]]]:
    """Studies set apart by illness, then by kind of evidence, both in the order declared above.

    Returns pairs of an illness and its lanes; a lane is a pair of its name and the studies in the
    order of `sort`, a key of SORTS. What is only registered is no evidence yet and comes last, in
    a lane of its own.
    """
    lanes = [*(lane.label for lane in Lane), UNKNOWN_LANE, UNDER_WAY_LANE]

    def lane_of(study: Any) -> str:
        if study.status != Status.PUBLISHED:
            return UNDER_WAY_LANE
        return study.lane.label if study.lane else UNKNOWN_LANE

    grouped: dict[tuple[str, str], list[Any]] = {}
    for study in sorted(studies, key=SORTS[sort]):
        grouped.setdefault((study.condition, lane_of(study)), []).append(study)
    return [
        (
            condition,
            [(lane, grouped[condition, lane]) for lane in lanes if (condition, lane) in grouped],
        )
        for condition in Condition
        if any((condition, lane) in grouped for lane in lanes)
    ]
