"""Evidence at a glance: for each illness a sentence, a drawing, and the same facts in tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from references.chart import Chart, chart_of
from references.evidence import SORTS, by_condition_and_lane
from references.models import Study
from references.summary import sentence, short_sentence, tallies


@dataclass
class Glance:
    """What is known of one illness; `anchor` is the id of its heading."""

    condition: str
    anchor: str
    sentence: str
    short: str
    chart: Chart | None
    lanes: list[tuple[str, list[Study]]]


@dataclass
class Evidence:
    """All illnesses apart, and the order in which the tables stand."""

    glances: list[Glance]
    sort: str


def known_sort(sort: str) -> str:
    """The order that an address asks for; by year where that is no order of ours."""
    return sort if sort in SORTS else "year"


def evidence_of(studies: Iterable[Study], sort: str = "") -> Evidence:
    """What a page's or a list's template shows; `sort` may be any text from an address."""
    studies = list(studies)
    sort = known_sort(sort)
    told = {tally.condition: tally for tally in tallies(studies)}
    glances = []
    for condition, lanes in by_condition_and_lane(studies, sort):
        drawn = [s for s in studies if s.condition == condition]
        glances.append(
            Glance(
                condition=condition.label,
                anchor=f"evidence_{condition.value}",
                sentence=sentence(told[condition]),
                short=short_sentence(told[condition]),
                chart=chart_of(drawn),
                lanes=lanes,
            )
        )
    return Evidence(glances, sort)
