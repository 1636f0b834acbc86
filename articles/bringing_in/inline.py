"""Words of an old page as the site's Markdown: no sign of them becomes a notation by chance."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from articles.bringing_in.report import Refused
from articles.markup.addresses import is_safe
from references.identifiers import validate_web_address

MAX_LINKS = 1_000
# A page may name one link many times, but no more than the brackets it may hold.
MAX_USES = 4_000
MAX_ADDRESS = 2_000
# A notation holds at most 400 signs; an editor is better served by a shorter link anyway.
MAX_LINK_WORDS = 300
MAX_LABEL = 120

# Stands for a link's key until the database has given it one; `reading.clean` lets no such sign in.
TOKEN = re.compile("\x1a([0-9]+)\x1a")
_SIGNS = re.compile(r"[\\`*_\[\]|]|&(?=#?\w{1,40};)|<(?=[fFhH])")
_LINE_START = re.compile(r"\A(?:[#>+]|-(?=[\s-]|\Z)|\d+(?=\.))")
_URL = r"https?://[^\s<>\"“”\[\]{}|\\^`]{3,2000}"
_PLAINLY = (
    r"\b(?:[Cc]lick|[Ss]ee|[Rr]ead|[Ll]ook|[Pp]ress|[Tt]ap|[Gg]o) here\b"
    r"|\b(?:Click|CLICK|Link|LINK) [0-9]{1,3}\b|\A(?:click|link) [0-9]{1,3}\Z"
    r"|\b(?:[Cc]lick (?:on )?)?[Tt]his link\b|\b[Cc]lick (?:on )?the link\b"
)
_HERE = r"\bhere\b(?= {0,2}(?:[.,;:)!]|and here\b|or here\b|\Z))"
_FOUND = re.compile(rf"(?P<url>{_URL})|(?P<plain>{_PLAINLY})|(?P<here>{_HERE})")
# “The pain is here.” is no link; “Find pharmacies here.” is.
_CUE = re.compile(
    r"\b(?:find|found|see|click|read|more|list|lists|check|download|order|available|visit|watch)\b",
    re.I,
)
_READ_MORE = re.compile(
    r"\A(?P<lead>(?:read more|see also|further reading) ?: )(?P<title>.{3,200})\Z", re.I
)
_MORE_INFO = re.compile(
    r"\A(?P<lead>more info(?:rmation)?(?: (?:on|about) [^:]{1,60})?: ?)(?P<rest>.{3,400})\Z", re.I
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
VAGUE = re.compile(
    r"(?:click |see |read )?here|this link|link|more|read more|[\W\d]*|click \d+|link \d+", re.I
)


@dataclass
class FoundLink:
    """A link of the old page: its address, or none where that is lost, and where it stood."""

    label: str
    url: str
    line: int
    note: str = ""


@dataclass
class Links:
    """The links of one page, each named by its place in `found` until it has a key."""

    found: list[FoundLink] = field(default_factory=list)
    uses: int = 0
    _places: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        words: str,
        label: str,
        line: int,
        *,
        url: str = "",
        note: str = "",
        as_is: bool = False,
    ) -> str:
        """Markdown for the words as a link. One address is one link, as is one lost label.

        Raises Refused beyond MAX_LINKS.
        """
        label = " ".join(label.split())[:300].strip() or url[:300]
        name = url or f"\n{label.casefold()}"
        self.uses += 1
        if self.uses > MAX_USES or (name not in self._places and len(self.found) >= MAX_LINKS):
            raise Refused(
                f"The page has more than {MAX_LINKS:,} links. Split it, or leave lists of links "
                "out."
            )
        if name not in self._places:
            self._places[name] = len(self.found)
            self.found.append(FoundLink(label, url, line, note))
        linked, rest = cut(words, MAX_LINK_WORDS)
        if not as_is:
            linked, rest = escape(linked), escape(rest)
        return f"[{linked}][\x1a{self._places[name]}\x1a]{rest}"


def is_sound(address: str) -> bool:
    """Whether the register can hold the address and a reader may be led there."""
    if len(address) > MAX_ADDRESS or not is_safe(address):
        return False
    try:
        validate_web_address(address)
    except ValidationError:
        return False
    return True


def escape(words: str) -> str:
    """Markdown that shows exactly these words, wherever in a line they stand."""
    return _SIGNS.sub(_escaped, words)


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return {"&": "&amp;", "<": "&lt;"}.get(sign, f"\\{sign}")


def guard_start(markdown: str) -> str:
    """The line with its first sign escaped where it would begin a heading, list or quotation."""
    markdown = markdown.strip(" \t")
    found = _LINE_START.match(markdown)
    if not found:
        return markdown
    if found[0].isdecimal():
        return f"{found[0]}\\{markdown[found.end() :]}"
    return f"\\{markdown}"


def write(words: str, links: Links, line: int, *, context: str = "", as_is: bool = False) -> str:
    """Markdown for plain words; addresses in them, and what was plainly a link, become links.

    `context` is the line before, for a link that says nothing by itself, such as “Click 1”.
    Where `as_is`, the words are Markdown already and only gain links.
    """
    written = str if as_is else escape
    words = re.sub(r"[^\S\n]", " ", words)
    led = _led_links(words, links, line)
    if led and not as_is:
        return led
    parts: list[str] = []
    position = 0
    seen: dict[str, int] = {}
    for found in _FOUND.finditer(words):
        url = found[0].rstrip(".,;:!?)’'") if found["url"] else ""
        if url and not is_sound(url):
            continue
        if found["here"] and not _CUE.search(_sentence(words, found)):
            continue
        parts.append(written(words[position : found.start()]))
        if url:
            parts.append(links.add(url, url, line, url=url))
            position = found.start() + len(url)
            continue
        label = lost_label(words, found, context)
        if as_is:
            label = " ".join(plain(label).replace("|", " ").split()) or found[0]
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label} ({seen[label]})"
        parts.append(links.add(found[0], label, line))
        position = found.end()
    return "".join(parts) + written(words[position:])


def _led_links(words: str, links: Links, line: int) -> str:
    """Markdown for “Read more: Title” and “More info: one, two”; nothing for any other words."""
    stripped = words.strip()
    found = _READ_MORE.match(stripped)
    if found and not re.search(_URL, stripped):
        return escape(found["lead"]) + links.add(found["title"], found["title"], line)
    found = _MORE_INFO.match(stripped)
    if not found or re.search(rf"{_URL}|{_PLAINLY}|{_HERE}|\.\s", stripped):
        return ""
    titles = [title.strip() for title in found["rest"].split(",")]
    if not all(1 <= len(title.split()) <= 12 for title in titles):
        return ""
    return escape(found["lead"]) + ", ".join(links.add(title, title, line) for title in titles)


def lost_label(words: str, found: re.Match[str], context: str = "") -> str:
    """A label that makes sense on its own, from the sentence around the words."""
    sentence = _sentence(words, found)
    around = _FOUND.sub(" ", sentence)
    around = re.sub(r"\b(?:and|or)\s*(?=[.,;:!?)]|\Z)", "", around)
    around = " ".join(around.split()).strip(" .,;:!?–—-()")
    if len(around.split()) < 2:
        around = " ".join(context.split()).strip(" .,;:")
    around = cut(around, MAX_LABEL)[0].strip()
    if not around:
        return found[0]
    numbered = re.search(r"[0-9]", found[0])
    return f"{found[0]}: {around}" if numbered else around


def _sentence(words: str, found: re.Match[str]) -> str:
    """The sentence that the words stand in, at most some 300 signs either way."""
    start = max(0, found.start() - 300)
    before = words[start : found.start()]
    for end in _SENTENCE_END.finditer(before):
        start = found.start() - len(before) + end.end()
    after = words[found.end() : found.end() + 300]
    end = _SENTENCE_END.search(after)
    return words[start : found.end() + (end.start() if end else len(after))]


def cut(words: str, most: int) -> tuple[str, str]:
    """The words in two, the first of at most `most` signs and ending with a word."""
    if len(words) <= most:
        return words, ""
    place = words.rfind(" ", 0, most)
    place = place if place > 0 else most
    return words[:place], words[place:]


_LINKED = re.compile(
    r"(?<!\\)\[((?:[^\[\]\\]|\\.){1,400})\](?:\[[^\[\]\n]{1,80}\]|\([^\s()]{0,500}\))"
)
_PAGE_LINK = re.compile(r"\[\[[0-9a-z]{1,8}(?:\|([^\[\]\n]{0,300}))?\]\]")
_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|\*+|`+|(?<!\w)_+|_+(?!\w)")


def plain(markdown: str) -> str:
    """The words of a line of Markdown without its signs; only as good as a title needs."""
    words = re.sub(r"\A\s{0,3}(?:#{1,6}\s+|(?:>\s?){1,8}|[-*+]\s+)", "", markdown)
    words = _MARKUP.sub(
        lambda found: found[1] or "", _LINKED.sub(r"\1", _PAGE_LINK.sub(r"\1", words))
    )
    words = words.replace("&lt;", "<").replace("&amp;", "&")
    return " ".join(words.split())
