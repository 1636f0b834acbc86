"""Where each study of one illness stands in the drawing: across by year, down by level.

Sizes are in the units of the drawing's view box, which is as wide as a phone; wider screens
scale it up.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from references.evidence import Result, Status
from references.models import Study

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 62, 20, 14, 26
ROW = 46
SMALLEST, LARGEST, GAP = 5.0, 13.0, 2.0
UNKNOWN_LEVEL = 6  # below the five OCEBM levels

# Points of each shape, for a radius of 1; a circle has none.
SHAPES = {
    "triangle": [(0, -1), (0.95, 0.75), (-0.95, 0.75)],
    "diamond": [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
    "triangle-down": [(0, 1), (0.95, -0.75), (-0.95, -0.75)],
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "circle": [],
}
RESULT_SHAPES = {
    Result.BETTER: ("triangle", "filled"),
    Result.NO_DIFFERENCE: ("diamond", "filled"),
    Result.WORSE: ("triangle-down", "filled"),
    Result.MIXED: ("circle", "filled"),
    Result.UNCONTROLLED_IMPROVEMENT: ("triangle", "hollow"),
    Result.LABORATORY_FINDING: ("square", "hollow"),
    Result.PENDING: ("circle", "hollow"),
    "": ("circle", "hollow"),
}
# What the key beside a drawing says of each sign, in this order; a pending result is not known.
KEY = {
    Result.BETTER: "better",
    Result.NO_DIFFERENCE: "no difference",
    Result.WORSE: "worse",
    Result.MIXED: "mixed",
    Result.UNCONTROLLED_IMPROVEMENT: "improvement without a comparison",
    Result.LABORATORY_FINDING: "laboratory finding",
    "unknown": "not known",
}


@dataclass
class Mark:
    """One study's sign: `points` for a polygon, or none for a circle."""

    study: Study
    x: float
    y: float
    radius: float
    points: str
    look: str
    label: str


@dataclass
class Chart:
    """A drawing: `rows` and `years` are labels with their places; `left_out` has no year.

    `not_counted` are retracted, or a further report on people who are drawn already.

    `key` explains the signs that stand in this drawing, and no others.
    """

    width: int
    height: int
    baseline: float
    rows: list[tuple[float, str]]
    years: list[tuple[float, int]]
    marks: list[Mark]
    key: list[tuple[str, str]]
    left_out: int
    not_counted: int


def chart_of(studies: Iterable[Study]) -> Chart | None:
    """The drawing of one illness's published studies; None where none of them has a year."""
    published = [study for study in studies if study.status == Status.PUBLISHED]
    counted = [s for s in published if not s.is_retracted and not s.secondary_of_id]
    dated = [study for study in counted if study.year]
    if not dated:
        return None
    levels = sorted({study.level or UNKNOWN_LEVEL for study in dated})
    row_of = {level: TOP + ROW * place + ROW / 2 for place, level in enumerate(levels)}
    first, last = min(s.year for s in dated), max(s.year for s in dated)
    baseline = TOP + ROW * len(levels)
    return Chart(
        width=WIDTH,
        height=baseline + BOTTOM,
        baseline=baseline,
        rows=[(row_of[level], _level_label(level)) for level in levels],
        years=[(_across(year, first, last), year) for year in _ticks(first, last)],
        marks=_marks(dated, row_of, first, last),
        key=_key(dated),
        left_out=len(counted) - len(dated),
        not_counted=len(published) - len(counted),
    )


def _marks(studies: list[Study], row_of: dict[int, float], first: int, last: int) -> list[Mark]:
    """Studies of one year and level stand side by side, the larger first."""
    places: dict[tuple[int, int], list[Study]] = defaultdict(list)
    for study in sorted(studies, key=lambda study: (-(study.participants or 0), study.key)):
        places[study.year, study.level or UNKNOWN_LEVEL].append(study)
    marks = []
    for (year, level), group in sorted(places.items()):
        radii = [_radius(study) for study in group]
        x = _across(year, first, last) - sum(radii) - GAP * (len(group) - 1) / 2
        # A crowded year is moved to the left as a whole rather than out of the drawing.
        x = max(min(x, WIDTH - 2 * sum(radii) - GAP * (len(group) - 1)), LEFT)
        for study, radius in zip(group, radii, strict=True):
            marks.append(_mark(study, x + radius, row_of[level], radius))
            x += 2 * radius + GAP
    return marks


def _key(studies: list[Study]) -> list[tuple[str, str]]:
    shown = {study.result if study.result in KEY else "unknown" for study in studies}
    return [(result, words) for result, words in KEY.items() if result in shown]


def _radius(study: Study) -> float:
    """By area, so that ten times the people look like ten times as much, within bounds."""
    return min(max(math.sqrt(study.participants or 0) * 0.9, SMALLEST), LARGEST)


def _mark(study: Study, x: float, y: float, radius: float) -> Mark:
    shape, look = RESULT_SHAPES[study.result]
    points = " ".join(f"{x + dx * radius:.1f},{y + dy * radius:.1f}" for dx, dy in SHAPES[shape])
    people = f"{study.participants:,}" if study.participants is not None else "?"
    return Mark(study, round(x, 1), round(y, 1), round(radius, 1), points, look, people)


def _across(year: int, first: int, last: int) -> float:
    inner = WIDTH - LEFT - RIGHT - 24
    share = (year - first) / (last - first) if last > first else 0.5
    return round(LEFT + 12 + share * inner, 1)


def _ticks(first: int, last: int) -> list[int]:
    """The first and the last year, and one or two between where they are far apart."""
    between = {first + round((last - first) * part) for part in (1 / 3, 2 / 3)}
    return sorted({first, last} | (between if last - first >= 6 else set()))


def _level_label(level: int) -> str:
    return "Level ?" if level == UNKNOWN_LEVEL else f"Level {level}"
