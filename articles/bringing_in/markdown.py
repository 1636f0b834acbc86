"""An old page in Markdown: it stays as it is, but for what this site writes in another way."""

import re

from articles.bringing_in.anchors import Anchors
from articles.bringing_in.inline import Links, write
from articles.bringing_in.report import Line, Report

_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\[\]\n@!^][^\[\]\n]{0,79})\]:[ \t]*<?([^\s<>]{1,2000})>?"
    r"(?:[ \t]+[\"'(][^\n]{0,300})?[ \t]*"
)
_REFERENCE = re.compile(
    r"(?<![\\!\[\]])\[((?:[^\[\]\\\n]|\\[^\n]){1,400})\](?:\[([^\[\]\n]{0,80})\])?(?![\[\](:])"
)
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*")


def to_markdown(lines: list[Line], links: Links, report: Report) -> list[Line]:
    """The lines with underlined headings as `#`, addresses set apart as rows of the register."""
    anchors = Anchors(links, report)
    addresses: dict[str, str] = {}
    for line in lines:
        defined = _DEFINITION.fullmatch(line.text)
        if defined:
            addresses.setdefault(_name(defined[1]), defined[2])
    kept = [line for line in lines if not _DEFINITION.fullmatch(line.text)]
    out: list[Line] = []
    for line in kept:
        underline = _UNDERLINE.fullmatch(line.text)
        if underline and out and _may_head(out):
            level = 1 if underline[1][0] == "=" else 2
            out[-1] = Line(out[-1].number, f"{'#' * level} {out[-1].text.strip()}")
            continue
        out.append(Line(line.number, _linked(line, addresses, anchors, links)))
    return out


def _linked(line: Line, addresses: dict[str, str], anchors: Anchors, links: Links) -> str:
    if not re.search(r"[\[`<]", line.text):
        return write(line.text, links, line.number, as_is=True)

    def replaced(found: re.Match[str]) -> str:
        address = addresses.get(_name(found[2] or found[1]))
        if address is None:
            return found[0]
        return anchors.write(found[1], address, line.number, line.text, as_is=True)

    return _REFERENCE.sub(replaced, line.text) if addresses else line.text


def _may_head(lines: list[Line]) -> bool:
    """Whether the last line is a paragraph of one line, as an underlined heading is."""
    text = lines[-1].text
    alone = len(lines) < 2 or not lines[-2].text.strip()
    return bool(text.strip()) and alone and not re.match(r"\s*(?:[#>|*+-]|\d+[.)])\s?", text)


def _name(words: str) -> str:
    return " ".join(words.split()).casefold()
