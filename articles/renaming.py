"""Let what was compiled name the present keys where a text names one that was merged away.

Texts stay as they were written. What is compiled from them names present keys only, so that reading
a page never has to look up a former one. Pure functions of their inputs.
"""

from dataclasses import dataclass, field
from typing import Any

from articles.markup.compiling import Compiled

Keys = dict[str, str]


@dataclass(frozen=True)
class Renamed:
    """Present keys by those merged away, for each kind that a text names in its own way."""

    references: Keys = field(default_factory=dict)
    quotes: Keys = field(default_factory=dict)
    links: Keys = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.references or self.quotes or self.links)

    def of(self, kind: str) -> Keys:
        """By kind of mark, or of use as `Collected.uses` has it."""
        match kind:
            case "cite" | "reference":
                return self.references
            case "embed":
                return {**self.references, **self.quotes}
            case "link":
                return self.links
        return {}


def rename_marks(marks: list[dict[str, Any]], renamed: Renamed) -> list[dict[str, Any]]:
    """The marks with present keys; what then stands twice in one mark stands once."""
    return [_rename_mark(mark, renamed.of(mark["type"])) for mark in marks]


def rename(compiled: Compiled, renamed: Renamed) -> None:
    """Let the marks and the uses of a page just compiled name present keys."""
    if not renamed:
        return
    compiled.marks = rename_marks(compiled.marks, renamed)
    for kind, uses in compiled.uses.items():
        keys = renamed.of(kind)
        merged: dict[str, dict[str, Any]] = {}
        for key, use in sorted(uses.items(), key=lambda item: item[1]["order"]):
            first = merged.setdefault(keys.get(key, key), {"order": use["order"], "places": []})
            first["places"] = first["places"] + use["places"]
        compiled.uses[kind] = merged


def _rename_mark(mark: dict[str, Any], keys: Keys) -> dict[str, Any]:
    if not keys:
        return mark
    match mark["type"]:
        case "cite":
            items = [item | {"key": keys.get(item["key"], item["key"])} for item in mark["items"]]
            once = {(item["key"], item["locator"]): item for item in items}
            return mark | {"items": list(once.values())}
        case "embed":
            return mark | {"keys": list(dict.fromkeys(keys.get(key, key) for key in mark["keys"]))}
    return mark | {"key": keys.get(mark["key"], mark["key"])}
