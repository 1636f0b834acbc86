"""A sheet to take to a doctor: what a page's studies tested, shortened honestly for one side of A4.

Half a statement can say the opposite of the whole: "3 mg, then …" is another dose, "Do not take it
with opioids, it is never …" another warning. So doses and identifiers are whole, figures and the
synopsis end where a sentence ends, with an ellipsis where more follows, and of the warnings whole
paragraphs are shown. Where that does not fit, fewer studies are, and the rest is counted in words;
one side of paper comes second. Illnesses and kinds of evidence are never added up, and neither are
participants: the same people may stand in a trial, in a second report of it and in a pooled
analysis.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from articles.markup.collected import MARKER, TAG
from articles.models import Citation, Edition
from articles.sentences import whole_sentences
from references.evidence import Condition, Lane, Status
from references.models import Study
from references.summary import counted, short_sentence, tallies

# In characters, and passed where the first sentence or paragraph is longer.
MAX_SYNOPSIS = 400
MAX_SAFETY = 1200
MAX_EFFECT = 85
# Heights in points and characters a line, as sheet.css prints them in a wide font: an estimate on
# the safe side of how many studies still fit.
PAPER = 775
FIXED = 155  # what stands on every sheet: source, headings, the table's head, the foot
TEXT_LINE, TEXT_WIDTH = 11, 108
ROW_LINE, ROW_PADDING = 9.4, 5
ROW_WIDTHS = {"name": 22, "reference": 23, "design": 17, "dose": 16, "result": 37}
_MARK = re.compile(rf"{MARKER.pattern}|</{TAG}>")
_BLOCK_END = re.compile(r"</(?:p|li|tr|blockquote)>")
_CELL_END = re.compile(r"</t[dh]>\s*(?=<t[dh])")
# What may be nothing without that which comes next: a heading, a table's head, words before a list.
_LEADS_ON = re.compile(r"</h[1-6]>|</tr>\s*</thead>|(?:</p>\s*)?<[ou]l\b[^>]*>")
_LEADING = "\x02"  # sanitised HTML has no control characters


@dataclass
class Row:
    """A study in the table; of its figures, the first sentences."""

    study: Study
    name: str
    reference: str
    effect: str

    @property
    def height(self) -> float:
        """Points, estimated."""
        study = self.study
        texts = {
            "design": f"{study.get_design_display()} level 1",
            "dose": study.dose,
            "result": f"{study.get_result_display()}. {self.effect}",
        }
        lines = max(_lines(text, ROW_WIDTHS[name]) for name, text in texts.items())
        warning = f" {study.warning}" if study.warning else ""
        names = _lines(f"{self.name} 2000{warning}", ROW_WIDTHS["name"])
        references = _lines(self.reference, ROW_WIDTHS["reference"])
        return max(lines, names + references) * ROW_LINE + ROW_PADDING


@dataclass
class Sheet:
    """What the sheet shows: `figures` and `under_way` are sentences, `left_out` a phrase.

    `safety_goes_on` says that the page has more warnings than `safety`.
    """

    synopsis: str = ""
    safety: list[str] = field(default_factory=list)
    safety_goes_on: bool = False
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
    safety, safety_goes_on = safety_of(edition)
    found = Sheet(
        synopsis=whole_sentences(edition.synopsis, MAX_SYNOPSIS),
        safety=safety,
        safety_goes_on=safety_goes_on,
        figures=key_figures(published),
        under_way=under_way([s for s in studies if s.status != Status.PUBLISHED]),
    )
    # The title once more for the address, which is made of it.
    texts = (found.synopsis, *found.safety, *found.figures, edition.title, edition.title)
    room = PAPER - FIXED - sum(_lines(text, TEXT_WIDTH) * TEXT_LINE + 3 for text in texts)
    for study in published:
        row = row_of(study)
        room -= row.height
        if room < 0 and found.rows:
            break
        found.rows.append(row)
    found.left_out = counted(published[len(found.rows) :])
    return found


def row_of(study: Study) -> Row:
    numbers = study.registry_ids or (f"PubMed {study.pmid}" if study.pmid else "no DOI known")
    return Row(
        study,
        name=study.short_people or study.title,
        reference=f"doi:{study.doi}" if study.doi else numbers,
        effect=whole_sentences(study.effect, MAX_EFFECT),
    )


def _lines(text: str, width: int) -> int:
    return len(textwrap.wrap(text, width))


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


def safety_of(edition: Edition) -> tuple[list[str], bool]:
    """The notice's first paragraphs and items of lists, as plain text, and whether more follow.

    None is cut, and nothing that leads on to the next is the last. Pictures and the quotations and
    studies that the notice shows are not on the sheet, so more follows then as well.
    """
    compiled = edition.compiled.get("html", {}).get("safety_notice", "")
    marks = edition.compiled.get("marks", [])
    shown: list[str] = []
    room = MAX_SAFETY
    for group in _groups(_plain(compiled, marks)):
        # A short line takes room as well.
        room -= sum(max(len(paragraph), TEXT_WIDTH // 2) for paragraph in group)
        if room < 0 and shown:
            return shown, True
        shown += group
    named = {int(found[1]) for found in MARKER.finditer(compiled)}
    embeds = any(mark["type"] == "embed" for n, mark in enumerate(marks) if n in named)
    return shown, embeds or "<img" in compiled


def _plain(compiled: str, marks: list[dict[str, Any]]) -> list[str]:
    """Paragraphs of compiled HTML; those that lead on to the next end with _LEADING."""

    def words(found: re.Match) -> str:
        mark = marks[int(found[1])] if found[1] and int(found[1]) < len(marks) else {}
        bare_page = mark.get("type") == "page" and not mark["words"]
        return f"page {mark['code']}" if bare_page else ""

    # Where a line of the source ends, a paragraph goes on.
    text = _MARK.sub(words, " ".join(compiled.split()))
    text = _BLOCK_END.sub("\n", _LEADS_ON.sub(f"{_LEADING}\n", _CELL_END.sub(" – ", text)))
    text = unescape(strip_tags(text.replace("<br>", " ")))
    return [" ".join(line.split()) for line in text.split("\n") if line.strip(f" {_LEADING}")]


def _groups(paragraphs: list[str]) -> Iterator[list[str]]:
    """Paragraphs, each behind those that lead on to it."""
    group: list[str] = []
    for paragraph in paragraphs:
        text = paragraph.rstrip(f" {_LEADING}")
        group.append(text)
        leads_on = _LEADING in paragraph and not text.endswith((".", "!", "?"))
        if not leads_on and not text.endswith(":"):
            yield group
            group = []
    if group:
        yield group
