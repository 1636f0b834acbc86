"""From a record to a study that an editor can finish, and the key proposed for it."""

import re
import unicodedata
from collections.abc import Container

from references.models import Study
from references.records.fields import Record

MAX_KEY = Study._meta.get_field("key").max_length
# Room for the number that sets a key apart from its namesakes.
_MAX_STEM = MAX_KEY - 6
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
    stem = "-".join(filter(None, [*telling[:3], str(study.year or "")]))[:_MAX_STEM].strip("-")
    stem = stem or "study"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _plain(word: str) -> str:
    """ASCII letters and figures alone: é is e, ø and the like are left out."""
    folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", folded)
