"""What compiling gathers besides HTML: markers, problems with their lines, and keys in use."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as etree

from articles.markup.problems import Problem

TAG = "ld-mark"
MARKER = re.compile(rf'<{TAG} n="(\d+)">')
MAX_PROBLEMS = 100
# Python-Markdown's stand-in for a part of the text that an earlier pattern took away.
_STASHED = re.compile("\x02[^\x02\x03]*\x03")
# How a text names a key of each kind; the key stands at `{}`.
WRITTEN = {
    "reference": r"(?<=[\[;\s])@{}(?![a-z0-9-])",
    "embed": r"!\[\[\s*{}\s*\]\]",
    "link": r"\]\[\s*{}\s*\]",
    "page": r"\[\[\s*{}\s*(?:\\?\||\]\])",
}


_CODE = re.compile(r"`[^`\n]{1,2000}`")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def lines_with(pattern: str, text: str) -> list[int]:
    """Lines, counted from 1, where `pattern` begins; the Markdown parser keeps no positions."""
    starts = (found.start() for found in re.finditer(pattern, text))
    return sorted({text.count("\n", 0, start) + 1 for start in starts})


class Collected:
    """One for a whole page. `marks` is the list that the markers' numbers point into."""

    def __init__(self) -> None:
        self.marks: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.field = ""
        self.heading_ids: dict[str, int] = {}

    def begin(self, field: str, text: str) -> None:
        self.field = field
        self.texts[field] = text

    def mark(self, what: dict[str, Any], text: str = "") -> etree.Element:
        self.marks.append(what)
        element = etree.Element(TAG, n=str(len(self.marks) - 1))
        if text:
            element.text = text
        return element

    def mark_of(self, element: etree.Element) -> dict[str, Any]:
        return self.marks[int(element.get("n", ""))]

    def is_embed(self, element: etree.Element) -> bool:
        return element.tag == TAG and self.mark_of(element)["type"] == "embed"

    def problem(self, excerpt: str, message: str) -> None:
        """Note a problem with `excerpt`, at each line of the current text where it stands."""
        if len(self.problems) >= MAX_PROBLEMS:
            return
        pattern = ".{0,200}?".join(re.escape(part) for part in _STASHED.split(excerpt))
        lines = lines_with(pattern, self.texts[self.field])[:MAX_PROBLEMS] or [0]
        self.problems += [Problem(self.field, line, message) for line in lines]

    def uses(self, html: dict[str, str]) -> dict[str, dict[str, dict[str, Any]]]:
        """Which keys the finished HTML uses, by kind, in the order in which readers meet them.

        Kinds are "reference", "embed", "link", "page" and "term". Each key has its `order`, counted
        from 1 over all kinds, and its `places`, the fields and lines where it is written.
        """
        uses: dict[str, dict[str, dict[str, Any]]] = {}
        order = 0
        for field in html.values():
            for found in MARKER.finditer(field):
                for kind, key in _keys_of(self.marks[int(found[1])]):
                    keys = uses.setdefault(kind, {})
                    if key not in keys:
                        order += 1
                        keys[key] = {"order": order, "places": self._places(kind, key)}
        return uses

    def _places(self, kind: str, key: str) -> list[tuple[str, int]]:
        if kind not in WRITTEN:
            return []
        pattern = WRITTEN[kind].format(re.escape(key))
        return [
            (field, line)
            for field, text in self.texts.items()
            for line in lines_with(pattern, _CODE.sub(_blank, text))
        ]


def _keys_of(mark: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match mark["type"]:
        case "cite":
            yield from (("reference", item["key"]) for item in mark["items"])
        case "embed":
            yield from (("embed", key) for key in mark["keys"])
        case "link" | "term":
            yield mark["type"], mark["key"]
        case "page":
            yield "page", mark["code"]
