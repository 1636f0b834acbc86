"""Whether the site may have a study already: by DOI, PubMed number, or nearly the same title."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from references.models import Study

# Of 100; below this, titles of one research group's different studies begin to meet.
NEAR = 90
MAX_NEAR = 5


@dataclass
class Duplicate:
    """A study that may be the same, and why."""

    study: Study
    reasons: list[str] = field(default_factory=list)


def fold(title: str) -> str:
    """A title without case, accents, punctuation and spacing."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", plain))


class Finder:
    """Compares with every study of the site, read in one query, and with any `add`ed later."""

    def __init__(self, studies: Iterable[Study] | None = None) -> None:
        if studies is None:
            studies = Study.objects.only("key", "title", "people", "year", "doi", "pmid")
        self._studies: list[Study] = []
        self._titles: list[str] = []
        for study in studies:
            self.add(study)

    def add(self, study: Study) -> None:
        self._studies.append(study)
        self._titles.append(fold(study.title))

    def find(self, study: Study) -> list[Duplicate]:
        """Possible duplicates, the surest first; the study itself is none."""
        found: dict[int, Duplicate] = {}

        def note(place: int, reason: str) -> None:
            other = self._studies[place]
            if other is not study and (study.pk is None or other.pk != study.pk):
                found.setdefault(place, Duplicate(other)).reasons.append(reason)

        for place, other in enumerate(self._studies):
            if study.doi and other.doi.lower() == study.doi.lower():
                note(place, "the same DOI")
            if study.pmid and other.pmid == study.pmid:
                note(place, "the same PubMed number")
        title = fold(study.title)
        near = process.extract(
            title, self._titles, scorer=fuzz.ratio, score_cutoff=NEAR, limit=MAX_NEAR
        )
        for other, _, place in near if title else []:
            note(place, "the same title" if other == title else "nearly the same title")
        return sorted(found.values(), key=lambda duplicate: -len(duplicate.reasons))
