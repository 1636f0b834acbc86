"""The working copy while several editors have it open: whose save wins, and what the other is told.

A form carries the version that its editor saw and a fingerprint of each field as it was then. The
first of two saves wins. The second is not written, and its fields are held against the present
draft one by one: what only the colleague changed is taken over, what only this editor changed is
kept, and what both changed is set side by side.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article
from ldnsite.text import normalise_newlines

# Of a draft that nobody has decided to publish later.
NO_DAY = {"publish_on": None, "scheduled_version": None, "scheduled_by": None}


class Overtaken(Exception):
    """Somebody saved this draft after the form was opened; nothing was written."""


@transaction.atomic
def claim(*, article: Article, version: int, by: AbstractBaseUser | None) -> None:
    """Make sure, until this transaction ends, that the draft still is the version that was seen.

    Call it before `article.save()`, in the same transaction. Raises Overtaken.
    """
    # Writing takes hold of the row; the value is the one that is there.
    claimed = Article.objects.filter(pk=article.pk, version=version).update(version=version)
    if not claimed:
        raise Overtaken
    # A day that was set or taken away since the article was read is no part of what was typed.
    article.refresh_from_db(fields=[*NO_DAY])
    article.version, article.saved_by = version, by


@dataclass
class Difference:
    """A field that both changed: its name, what the colleague saved, what this editor typed."""

    name: str
    theirs: str
    mine: str


@dataclass
class Merged:
    """`values` to show in the form, by field; `taken` names the fields that the colleague changed.

    `differences` are the fields that both changed: `values` holds what this editor typed.
    """

    values: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def fingerprints(values: dict[str, Any]) -> str:
    """A short JSON object of a digest for each field, for the form to carry."""
    return json.dumps({name: _digest(value) for name, value in values.items()}, sort_keys=True)


def merge(*, base: str, theirs: dict[str, Any], mine: dict[str, Any]) -> Merged:
    """Hold two versions of a draft's fields against what both began with.

    `base` is what `fingerprints` gave for the form; a made-up one counts as "both changed it".
    """
    began = _read(base)
    merged = Merged()
    for name, typed in mine.items():
        saved, typed = _plain(theirs.get(name)), _plain(typed)
        start = began.get(name)
        merged.values[name] = typed
        if saved == typed:
            continue
        if _digest(typed) == start:
            merged.values[name] = saved
            merged.taken.append(name)
        elif _digest(saved) != start:
            merged.differences.append(Difference(name, saved, typed))
    return merged


def _read(base: str) -> dict[str, Any]:
    try:
        began = json.loads(base)
    except (ValueError, RecursionError):
        return {}
    return began if isinstance(began, dict) else {}


def _plain(value: Any) -> str:
    return "" if value is None else normalise_newlines(str(value)).strip()


def _digest(value: Any) -> str:
    return hashlib.sha256(_plain(value).encode(errors="surrogatepass")).hexdigest()[:16]
