"""One side of A4 to take to a doctor: what a page's studies tested, shortened honestly.

Whatever does not fit is counted in words, and what is cut ends with an ellipsis. Illnesses and
kinds of evidence are never added up, and neither are participants: the same people may stand in a
trial, in a second report of it and in a pooled analysis.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import strip_tags

from articles.markup.collected import MARKER, TAG
from articles.models import Citation, Edition
from references.evidence import Condition, Lane, Status
from references.models import Study
from references.summary import counted, short_sentence, tallies

MAX_SAFETY = 1200  # characters
# Heights in points and characters a line, as sheet.css prints them in a wide font: an estimate on
# the safe side of how many studies still fit.
PAPER = 775
FIXED = 155  # what stands on every sheet: source, headings, the table's head, the foot
TEXT_LINE, TEXT_WIDTH = 11, 108
ROW_LINE, ROW_PADDING = 9.4, 5
ROW_WIDTHS = {"name": 24, "reference": 26, "design": 19, "dose": 13, "result": 36}
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|tr|blockquote)>|<br ?/?>")
_MARK = re.compile(rf"{MARKER.pattern}|</{TAG}>")


@dataclass
class Row:
    """A study in the table, its texts cut to fit."""

    study: Study
    name: str
    reference: str
    dose: str
    effect: str

    @property
    def height(self) -> float:
        """Points, estimated."""
        study = self.study
        texts = {
            "design": f"{study.get_design_display()} level 1",
            "dose": self.dose,
            "result": f"{study.get_result_display()}. {self.effect}",
        }
        lines = max(_lines(text, ROW_WIDTHS[name]) for name, text in texts.items())
        warning = f" {study.warning}" if study.warning else ""
        names = _lines(f"{self.name} 2000{warning}", ROW_WIDTHS["name"])
        references = _lines(self.reference, ROW_WIDTHS["reference"])
        return max(lines, names + references) * ROW_LINE + ROW_PADDING


@dataclass
class Sheet:
    """What the sheet shows: `figures` and `under_way` are sentences, `left_out` a phrase."""

    synopsis: str = ""
    safety: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    left_out: str = ""
    under_way: str = ""


def make_sheet(edition: Edition) -> Sheet:
    """The sheet of a current edition; one query, whatever the number of its studies."""
    cited = Citation.objects.filter(edition=edition, reference__study__isnull=False)
    studies = [
        citation.reference.study
        for citation in cited.select_related("reference__study").order_by("order")
    ]
    published = sorted((s for s in studies if s.status == Status.PUBLISHED), key=_order)
    found = Sheet(
        synopsis=shortened(edition.synopsis, 400),
        safety=_safety(edition),
        figures=key_figures(published),
        under_way=under_way([s for s in studies if s.status != Status.PUBLISHED]),
    )
    texts = (found.synopsis, *found.safety, *found.figures, edition.title)
    room = PAPER - FIXED - sum(_lines(text, TEXT_WIDTH) * TEXT_LINE + 3 for text in texts)
    for study in published:
        row = _row(study)
        room -= row.height
        if room < 0:
            break
        found.rows.append(row)
    found.left_out = counted(published[len(found.rows) :])
    return found


def _row(study: Study) -> Row:
    numbers = study.registry_ids or (f"PubMed {study.pmid}" if study.pmid else "no DOI known")
    return Row(
        study,
        name=shortened(study.short_people or study.title, 40),
        reference=shortened(f"doi:{study.doi}" if study.doi else numbers, 52),
        dose=shortened(study.dose, 40),
        effect=shortened(study.effect, 85),
    )


def _lines(text: str, width: int) -> int:
    return math.ceil(len(text) / width)


def shortened(text: str, length: int) -> str:
    """At most `length` characters and an ellipsis, cut between words where there are any."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length + 1].rsplit(" ", 1)[0]
    return f"{cut[:length].rstrip(' ,;:(')} …"


def key_figures(studies: Iterable[Study]) -> list[str]:
    """A sentence for each illness: its controlled trials and their results, null ones too."""
    return [short_sentence(tally) for tally in tallies(studies)]


def under_way(studies: list[Study]) -> str:
    """How many studies have no result yet, and their registry numbers; blank for none."""
    if not studies:
        return ""
    states = Counter(study.status for study in studies)
    words = ", ".join(f"{states[state]} {state.label.lower()}" for state in Status if states[state])
    numbers = [number for study in studies for number in study.registry_id_list]
    if not numbers:
        return f"{words}."
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    return f"{words} ({', '.join(numbers[:8])}{more})."


def _order(study: Study) -> tuple:
    """Trials, then pooled analyses, then the rest by level; by illness, the newest first."""
    ranks = {Lane.TRIAL: 0, Lane.REVIEW: 1 if study.level == 1 else 2}
    rank = ranks.get(study.lane, 2)
    strength = (study.level or 9) if rank == 2 else 0
    place = Condition.values.index(study.condition)
    return (rank, strength, place, -(study.year or 0), study.key)


def _safety(edition: Edition) -> list[str]:
    """The notice's paragraphs as plain text, cut at MAX_SAFETY characters in all."""
    compiled = edition.compiled.get("html", {}).get("safety_notice", "")
    marks = edition.compiled.get("marks", [])

    def words(found: re.Match) -> str:
        mark = marks[int(found[1])] if found[1] and int(found[1]) < len(marks) else {}
        bare_page = mark.get("type") == "page" and not mark["words"]
        return f"page {mark['code']}" if bare_page else ""

    text = unescape(strip_tags(_BLOCK_END.sub("\n", _MARK.sub(words, compiled))))
    paragraphs = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    shown: list[str] = []
    room = MAX_SAFETY
    for paragraph in paragraphs:
        if room <= 0:
            shown[-1] = shown[-1].removesuffix(" …") + " …"
            break
        shown.append(shortened(paragraph, room))
        room -= max(len(paragraph), TEXT_WIDTH // 2)  # a short line takes room as well
    return shown
