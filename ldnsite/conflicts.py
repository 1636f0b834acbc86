"""Two editors at one record: the fields of a form, held against what both began with.

A form carries a fingerprint of each field as it was shown. When it comes back, what only the
colleague changed is taken over, what only this editor changed is kept, and what both changed is
told. Pure functions; a leaf of the project.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from ldnsite.text import normalise_newlines


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
