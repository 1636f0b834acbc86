"""From a record to a study that an editor can finish, and the key proposed for it."""

import re
import unicodedata
from collections.abc import Container

from ldnsite.keys import free_key
from references.models import Study
from references.records.fields import Record

_SMALL_WORDS = {"a", "an", "the", "of", "in", "on", "and", "for", "to", "is", "with"}


def study_from(record: Record) -> Study:
    """An unsaved study with what the record says, and nothing besides; it has no key yet."""
    return Study(
        title=record.title,
        people="\n".join(record.people),
        year=record.year,
        published_on=record.published_on,
        journal=record.journal,
        volume=record.volume,
        issue=record.issue,
        pages=record.pages,
        doi=record.doi,
        pmid=record.pmid,
        registry_ids=record.registry_ids,
    )


def propose_key(study: Study, taken: Container[str]) -> str:
    """The first author's family name and the year, such as younger-2013; the title's first words
    where there is no author. A number sets it apart from what is `taken`."""
    family = study.people_list[0].split()[-1] if study.people_list else ""
    words = filter(None, map(_plain, study.title.split()))
    telling = [_plain(family)] if _plain(family) else [w for w in words if w not in _SMALL_WORDS]
    return free_key(" ".join([*telling[:3], str(study.year or "")]), taken)


def _plain(word: str) -> str:
    """Its ASCII letters and figures, as one word: O’Brien is obrien."""
    folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", folded)
