"""What the studies of one illness come to, in a sentence; illnesses and kinds stand apart."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from references.evidence import Condition, Lane, Result, Status
from references.models import Study

RESULT_WORDS = {
    Result.BETTER: "better than {comparator}",
    Result.NO_DIFFERENCE: "no difference",
    Result.WORSE: "worse than {comparator}",
    Result.MIXED: "mixed",
    Result.UNCONTROLLED_IMPROVEMENT: "improvement without a comparison",
    Result.LABORATORY_FINDING: "laboratory finding",
    Result.PENDING: "no result yet",
    "": "result not known",
}
LANE_WORDS = {
    Lane.TRIAL: ("controlled trial", "controlled trials"),
    Lane.REVIEW: ("pooled analysis or review", "pooled analyses and reviews"),
    Lane.UNCONTROLLED: ("study without a comparison group", "studies without a comparison group"),
    Lane.LABORATORY: ("laboratory study", "laboratory studies"),
    None: ("study of unknown design", "studies of unknown design"),
}
# Trials first: they can tell whether a treatment helps.
LANE_ORDER = (Lane.TRIAL, Lane.REVIEW, Lane.UNCONTROLLED, Lane.LABORATORY, None)


@dataclass
class Tally:
    """The studies of one illness, split for counting.

    A further report on the same participants is told, but neither it nor they are counted twice.
    """

    condition: Condition
    lanes: dict[Lane | None, list[Study]] = field(default_factory=dict)
    further_reports: list[Study] = field(default_factory=list)
    unpublished: list[Study] = field(default_factory=list)
    withdrawn: list[Study] = field(default_factory=list)
    retracted: list[Study] = field(default_factory=list)


def tallies(studies: Iterable[Study]) -> list[Tally]:
    """A tally for each illness that has a study, in the order of Condition."""
    found: dict[str, Tally] = {}
    for study in studies:
        tally = found.setdefault(study.condition, Tally(Condition(study.condition)))
        if study.is_retracted:
            tally.retracted.append(study)
        elif study.status == Status.WITHDRAWN:
            tally.withdrawn.append(study)
        elif study.status != Status.PUBLISHED:
            tally.unpublished.append(study)
        elif study.secondary_of_id:
            tally.further_reports.append(study)
        else:
            tally.lanes.setdefault(study.lane, []).append(study)
    return [found[condition] for condition in Condition if condition in found]


def sentence(tally: Tally) -> str:
    """Such as "3 placebo-controlled trials, 167 participants: 1 better than placebo, 2 no
    difference; newest 2024." It says first where there is no controlled trial.
    """
    parts = [_lane_words(lane, tally.lanes[lane]) for lane in LANE_ORDER if lane in tally.lanes]
    if Lane.TRIAL not in tally.lanes:
        parts.insert(0, "no controlled trial")
    parts += _asides(tally)
    words = ". ".join(part[0].upper() + part[1:] for part in parts)
    return f"{words}."


def short_sentence(tally: Tally) -> str:
    """One part only: trials where there are any, else that there are none and what there is."""
    if Lane.TRIAL in tally.lanes:
        words = _lane_words(Lane.TRIAL, tally.lanes[Lane.TRIAL])
    else:
        rest = [_count_words(lane, tally.lanes[lane]) for lane in LANE_ORDER if lane in tally.lanes]
        words = "; ".join(["no controlled trial", *rest] if rest else _asides(tally))
    return f"{tally.condition.label}: {words}."


def section_sentence(studies: Iterable[Study]) -> str:
    """What a section of a text cites, illnesses apart, in one line."""
    parts = []
    for tally in tallies(studies):
        counts = [
            _count_words(lane, tally.lanes[lane]) for lane in LANE_ORDER if lane in tally.lanes
        ]
        counts += _asides(tally)
        parts.append(f"{tally.condition.label}: {', '.join(counts)}")
    return "; ".join(parts)


def counted(studies: Iterable[Study]) -> str:
    """Such as "2 controlled trials, 1 laboratory study"; blank for none."""
    by_lane: dict[Lane | None, list[Study]] = {}
    for study in studies:
        by_lane.setdefault(study.lane, []).append(study)
    return ", ".join(_count_words(lane, by_lane[lane]) for lane in LANE_ORDER if lane in by_lane)


def _lane_words(lane: Lane | None, studies: list[Study]) -> str:
    words = _count_words(lane, studies)
    if lane is not Lane.REVIEW:
        # People counted in a pooled analysis were counted in its trials already.
        words += _participants(studies)
    if lane in (Lane.TRIAL, Lane.REVIEW):
        words += f": {_results(studies)}"
    years = [study.year for study in studies if study.year]
    return f"{words}; newest {max(years)}" if years else words


def _count_words(lane: Lane | None, studies: list[Study]) -> str:
    one, many = LANE_WORDS[lane]
    if lane is Lane.TRIAL and all(_against_placebo(study) for study in studies):
        one, many = f"placebo-{one}", f"placebo-{many}"
    return f"{len(studies)} {one if len(studies) == 1 else many}"


def _participants(studies: list[Study]) -> str:
    known = [study.participants for study in studies if study.participants is not None]
    if not known:
        return ", number of participants not known"
    people = "participant" if sum(known) == 1 else "participants"
    missing = len(studies) - len(known)
    gap = f" (not known for {missing})" if missing else ""
    return f", {sum(known):,} {people}{gap}"


def _results(studies: list[Study]) -> str:
    comparator = "placebo" if all(map(_against_placebo, studies)) else "the comparator"
    counts = Counter(study.result for study in studies)
    return ", ".join(
        f"{counts[result]} {words.format(comparator=comparator)}"
        for result, words in RESULT_WORDS.items()
        if counts[result]
    )


def _against_placebo(study: Study) -> bool:
    return re.search(r"(?<!no )\bplacebo\b", study.comparator.casefold()) is not None


def _asides(tally: Tally) -> list[str]:
    asides = []
    for studies, one, many in (
        (
            tally.further_reports,
            "further report on the same participants",
            "further reports on participants counted already",
        ),
        (tally.unpublished, "registered without a result", "registered without a result"),
        (tally.withdrawn, "withdrawn before it began", "withdrawn before they began"),
        (tally.retracted, "retracted and not counted", "retracted and not counted"),
    ):
        if studies:
            asides.append(f"{len(studies)} {one if len(studies) == 1 else many}")
    return asides
