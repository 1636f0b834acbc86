"""The notations of the text, as Python-Markdown processors.

Each leaves an inert marker, `<ld-mark n="3">`, and puts what it stands for into a list. The
patterns are bounded on purpose: Python-Markdown's own bracket processors take quadratic time.
"""

import re
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from articles.codes import CODE_PATTERN
from articles.markup.addresses import is_own_picture, is_safe, tidy
from articles.markup.collected import TAG, Collected
from ldnsite.keys import KEY_PATTERN

WORDS = r"(?:[^\[\]\\]|\\.){1,400}"
ADDRESS = r"[^\s<>()]{0,2000}(?:\([^\s<>()]{0,500}\)[^\s<>()]{0,500}){0,4}"
LINK_TITLE = r"(?:\s+\"(?P<title>[^\"\n]{0,200})\")?"

CITATION = r"(?<!\\)\[(?P<items>@[^\[\]]{1,600})\]"
PAGE = r"(?<![\\!])\[\[(?P<code>[^\[\]|\\\n]{1,80})(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\]"
EMBED = r"(?<!\\)!\[\[(?P<key>[^\[\]\n]{1,80})\]\]"
REGISTER = rf"(?<![\\!])\[(?P<words>{WORDS})\]\[(?P<key>[^\[\]\n]{{1,80}})\]"
INLINE = rf"(?<![\\!])\[(?P<words>{WORDS})\]\(\s*(?P<address>{ADDRESS})>?{LINK_TITLE}\s*\)"
PICTURE = rf"(?<!\\)!\[(?P<words>[^\[\]]{{0,400}})\]\(\s*(?P<address>{ADDRESS}){LINK_TITLE}\s*\)"
DEFINITION = re.compile(r"(?m)^[ ]{0,3}\[(?P<key>[^\[\]\n]{1,80})\]:[ \t]*\S")
CALLOUT = re.compile(r"\A\[!(?P<kind>[A-Za-z]{1,20})\][ \t]*(?:\n|\Z)")
CALLOUT_LINE = re.compile(
    r"(?m)^(?P<marks>[ ]{0,3}(?:>[ ]?){1,8})(?P<kind>\[![A-Za-z]{1,20}\])[ \t]*"
)
SEE = r"(?<!\\)\[(?:see|see also|cf\.?|e\.g\.,?|compare)\s+@[^\[\]\n]{1,200}\]"
CALLOUTS = ("WARNING", "IMPORTANT", "NOTE")

_CITED = re.compile(rf"@(?P<key>{KEY_PATTERN})(?:,\s*(?P<locator>\S.{{0,80}}))?", re.S)


def read_citation(items: str) -> list[dict[str, str]] | None:
    """Read `@key, p. 4; @other` into keys and locators; None where it is not of that form."""
    found = []
    for item in items.split(";"):
        cited = _CITED.fullmatch(item.strip())
        if not cited:
            return None
        found.append({"key": cited["key"], "locator": " ".join((cited["locator"] or "").split())})
    return found


class Notation(InlineProcessor):
    """An inline notation: subclasses give `make`, which returns an element or None for "as is"."""

    def __init__(self, pattern: str, md: Markdown, collected: Collected) -> None:
        super().__init__(pattern, md)
        self.collected = collected

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, int | None, int | None]:
        element = self.make(m)
        return (None, None, None) if element is None else (element, m.start(0), m.end(0))

    def make(self, m: re.Match[str]) -> etree.Element | None:
        raise NotImplementedError


class CitationNotation(Notation):
    def make(self, m: re.Match[str]) -> etree.Element | None:
        items = read_citation(m["items"])
        if items is None:
            self.collected.problem(
                m[0],
                "a citation is written [@key], or [@key, p. 4; @other-key]. Check this one.",
            )
            return None
        return self.collected.mark({"type": "cite", "items": items})


class PageNotation(Notation):
    def make(self, m: re.Match[str]) -> etree.Element | None:
        code = m["code"].strip()
        if not re.fullmatch(CODE_PATTERN, code):
            self.collected.problem(m[0], f"“{code}” is not a page code such as 13 or 14b.")
            return None
        words = (m["words"] or "").strip()
        return self.collected.mark({"type": "page", "code": code, "words": bool(words)}, words)


class StrayEmbed(Notation):
    def make(self, m: re.Match[str]) -> None:
        self.collected.problem(
            m[0], f"{m[0]} has to stand on a line of its own, with an empty line before and after."
        )


class RegisterNotation(Notation):
    def make(self, m: re.Match[str]) -> etree.Element | None:
        key = m["key"].strip()
        if not re.fullmatch(KEY_PATTERN, key):
            self.collected.problem(
                m[0],
                f"“{key}” cannot be the key of a link: keys have lower-case letters, figures and "
                "hyphens.",
            )
            return None
        return self.collected.mark({"type": "link", "key": key}, m["words"])


class InlineLink(Notation):
    def make(self, m: re.Match[str]) -> etree.Element | None:
        address = tidy(self.unescape(m["address"]))
        if not is_safe(address):
            self.collected.problem(
                m[0],
                "a link has to lead to an address beginning with https://, http://, mailto:, "
                "tel:, / or #.",
            )
            return None
        element = etree.Element("a", href=address)
        if m["title"]:
            element.set("title", self.unescape(m["title"]))
        element.text = m["words"]
        return element


class Picture(Notation):
    def make(self, m: re.Match[str]) -> etree.Element | None:
        address = self.unescape(m["address"])
        if not is_own_picture(address):
            self.collected.problem(
                m[0], "a picture has to be one of this site’s own files, under /static/ or /media/."
            )
            return None
        return etree.Element("img", src=address, alt=self.unescape(m["words"]))


class EmbedBlock(BlockProcessor):
    """`![[key]]` alone in a paragraph, or several, one on a line."""

    LINE = re.compile(rf"[ ]{{0,3}}{EMBED}[ \t]*")

    def __init__(self, parser: Any, collected: Collected) -> None:
        super().__init__(parser)
        self.collected = collected

    def test(self, parent: etree.Element, block: str) -> bool:
        lines = [line for line in block.split("\n") if line.strip()]
        return bool(lines) and all(self.LINE.fullmatch(line) for line in lines)

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        keys = []
        for found in re.finditer(EMBED, blocks.pop(0)):
            key = found["key"].strip()
            if re.fullmatch(KEY_PATTERN, key):
                keys.append(key)
            else:
                self.collected.problem(found[0], f"“{key}” cannot be a key.")
        last = parent[-1] if len(parent) else None
        if last is not None and self.collected.is_embed(last) and not (last.tail or "").strip():
            self.collected.mark_of(last)["keys"] += keys
        elif keys:
            parent.append(self.collected.mark({"type": "embed", "keys": keys}))


class SeeNotation(Notation):
    def make(self, m: re.Match[str]) -> None:
        self.collected.problem(m[0], "a citation begins with @: write “see [@key]”.")


class LinkCheck(Treeprocessor):
    """Runs after the inline notations: no link within a link, and none that leads nowhere."""

    def __init__(self, md: Markdown, collected: Collected) -> None:
        super().__init__(md)
        self.collected = collected

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if not self.is_link(element):
                continue
            words = element.text or ""
            if any(self.is_link(inner) for inner in element.iter() if inner is not element):
                self.collected.problem(
                    words, "a link cannot hold a citation or another link. Set it behind the link."
                )
            if element.tag == "a" and not is_safe(element.get("href", "")):
                self.collected.problem(words, "this link has no address that a browser could open.")

    def is_link(self, element: etree.Element) -> bool:
        if element.tag == TAG:
            return self.collected.mark_of(element)["type"] in ("cite", "link", "page")
        return element.tag == "a"


class CalloutLines(Preprocessor):
    """Set a callout's sign apart from what follows, so that words and lists may follow at once."""

    def run(self, lines: list[str]) -> list[str]:
        parted = []
        for line in lines:
            found = CALLOUT_LINE.match(line)
            if found:
                marks = found["marks"]
                parted += [marks + found["kind"], marks.rstrip(), marks + line[found.end() :]]
            else:
                parted.append(line)
        return parted


class Callouts(Treeprocessor):
    """Turn `> [!WARNING]` quotations into callouts; runs before the inline notations."""

    def __init__(self, md: Markdown, collected: Collected) -> None:
        super().__init__(md)
        self.collected = collected

    def run(self, root: etree.Element) -> None:
        for parent in reversed(list(root.iter())):
            for quote in [child for child in parent if child.tag == "blockquote"]:
                parts = self.split(quote)
                place = list(parent).index(quote)
                parent.remove(quote)
                for offset, part in enumerate(parts):
                    parent.insert(place + offset, part)

    def split(self, quote: etree.Element) -> list[etree.Element]:
        """Python-Markdown joins neighbouring quotations: part them where a callout begins."""
        parts: list[etree.Element] = []
        for child in list(quote):
            found = CALLOUT.match(child.text or "") if child.tag == "p" else None
            if found and found["kind"].upper() in CALLOUTS:
                kind = found["kind"].lower()
                parts.append(self.collected.mark({"type": "callout", "kind": kind}))
                child.text = child.text[found.end() :]
                if not child.text and not len(child):
                    continue
            elif found:
                self.collected.problem(
                    f"[!{found['kind']}]", "a callout is one of [!WARNING], [!IMPORTANT], [!NOTE]."
                )
            if not parts:
                parts.append(etree.Element("blockquote"))
            parts[-1].append(child)
        return parts or [quote]


class Notations(Extension):
    """Replaces Python-Markdown's own bracket syntax, and leaves raw HTML as text."""

    UNUSED = {
        "inlinePatterns": (
            "reference",
            "link",
            "image_link",
            "image_reference",
            "short_reference",
            "short_image_ref",
            "automail",
            "html",
        ),
        "preprocessors": ("html_block",),
        # Indented text is a slip in a text about health, never program code.
        "parser.blockprocessors": ("reference", "setextheader", "code"),
    }

    def __init__(self, collected: Collected) -> None:
        super().__init__()
        self.collected = collected

    def extendMarkdown(self, md: Markdown) -> None:
        for name in self.UNUSED["inlinePatterns"]:
            md.inlinePatterns.deregister(name)
        for name in self.UNUSED["preprocessors"]:
            md.preprocessors.deregister(name)
        for name in self.UNUSED["parser.blockprocessors"]:
            md.parser.blockprocessors.deregister(name)
        for name, pattern, notation, priority in (
            # Between code (190) and escapes (180): in a table its bar is written \\|.
            ("page_link", PAGE, PageNotation, 185),
            ("see_citation", SEE, SeeNotation, 156),
            ("citation", CITATION, CitationNotation, 155),
            ("stray_embed", EMBED, StrayEmbed, 154),
            ("register_link", REGISTER, RegisterNotation, 153),
            ("picture", PICTURE, Picture, 152),
            ("inline_link", INLINE, InlineLink, 151),
        ):
            md.inlinePatterns.register(notation(pattern, md, self.collected), name, priority)
        md.preprocessors.register(CalloutLines(md), "callout_lines", 25)
        md.parser.blockprocessors.register(EmbedBlock(md.parser, self.collected), "embed", 95)
        md.treeprocessors.register(LinkCheck(md, self.collected), "link_check", 16)
        md.treeprocessors.register(Callouts(md, self.collected), "callouts", 30)
