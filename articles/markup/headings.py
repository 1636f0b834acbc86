"""Headings: levels below the page's title, lasting ids, and the table of contents."""

import html
import re
import unicodedata
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, STX

TOP_LEVEL, DEEPEST_LEVEL = 2, 6


def heading_id(text: str, taken: dict[str, int]) -> str:
    """An id made of the heading's words, so that it outlasts edits elsewhere on the page.

    It never holds an underscore: ids of the templates' own always do, so the two cannot clash.
    `taken` maps each id given so far to how often it was asked for.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    base = "-".join(re.findall(r"[^\W_]+", plain))[:60].strip("-") or "section"
    name = base
    while name in taken:
        taken[base] = taken.get(base, 0) + 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


class Headings(Treeprocessor):
    """Runs after the inline notations, so that a heading's words are plain text by then.

    Gathers `contents`: a list of {"level": 2.., "id", "text"} in order.
    """

    def __init__(self, md: Markdown, taken: dict[str, int]) -> None:
        super().__init__(md)
        self.taken = taken
        self.contents: list[dict[str, Any]] = []

    def run(self, root: etree.Element) -> None:
        found = [element for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]
        if not found:
            return
        shift = TOP_LEVEL - min(int(element.tag[1]) for element in found)
        for element in found:
            level = min(int(element.tag[1]) + shift, DEEPEST_LEVEL)
            text = self.words_of(element)
            element.tag = f"h{level}"
            element.set("id", heading_id(text, self.taken))
            self.contents.append({"level": level, "id": element.get("id"), "text": text})

    def words_of(self, element: etree.Element) -> str:
        words = "".join(element.itertext())
        words = re.sub(rf"{STX}(\d+){ETX}", lambda escaped: chr(int(escaped[1])), words)
        words = INLINE_PLACEHOLDER_RE.sub("", words)
        stash = self.md.htmlStash.rawHtmlBlocks
        words = HTML_PLACEHOLDER_RE.sub(lambda found: str(stash[int(found[1])]), words)
        words = html.unescape(words)
        return " ".join(re.sub(rf"[{STX}{ETX}]", "", words).split())
