"""Plain text as the site's Markdown: its headings, lists and quotations are found by their form."""

import re
from collections.abc import Iterator

from articles.bringing_in.inline import Links, escape, guard_start, write
from articles.bringing_in.lists import MAX_DEPTH, Item, find_items
from articles.bringing_in.report import Finding, Line, Report

MAX_HEADING = 140
# More lines of a heading's form than this in a row are a list of names, not headings.
MOST_HEADINGS_IN_A_ROW = 3
_RULE = re.compile(r"\s*(?:[-_=*~•·–—]\s?){3,}\s*")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_LABELLED = re.compile(
    r"(?:from|source|read more|more info|see also|further reading|note|by|author|date|updated|tel|"
    r"e-?mail|phone|contact)\b[^:]{0,60}:",
    re.I,
)
_SENTENCE_WITHIN = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bvs)(?<!\bProf)(?<![A-Z])[.!?] +[A-Z]")
_LOST_LINK = re.compile(r"\b(?:click|see|read) here\b|\bclick \d|\bthis link\b|https?://", re.I)
_PAIRS = {"“": "”", '"': '"', "«": "»", "„": "“"}
_ATTRIBUTION = re.compile(r"[.,]?(?:\s*[-–—―(].{1,120}|\s{1,3}[A-Z].{1,120}|\s*)")
_LEFTOVER = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def to_markdown(lines: list[Line], links: Links, report: Report) -> list[Line]:
    """The lines of Markdown, each with the line of the old page that it comes from."""
    return _Text(lines, links, report).run()


class _Text:
    def __init__(self, lines: list[Line], links: Links, report: Report) -> None:
        self.links = links
        self.report = report
        self.lines = [self._without_leftovers(line) for line in lines]
        self.items = find_items(self.lines)
        self.out: list[Line] = []
        self.context = ""
        self.open_quote = ""
        self.list_count = 0
        self.list_line = 0
        self.letters: list[str] = []
        self.indents: list[int] = []

    def _without_leftovers(self, line: Line) -> Line:
        text, count = _LEFTOVER.subn("", line.text)
        if not count:
            return line
        said = "a backslash before a sign was taken for a leftover of an older format and dropped"
        self.report.guessed.append(Finding(line.number, _excerpt(line.text), said))
        return Line(line.number, text)

    def run(self) -> list[Line]:
        blocks = list(self._blocks())
        headings = self._headings(blocks)
        for number, block in enumerate(blocks):
            if number in headings:
                self._end_list()
                self._heading(block[0])
            elif block[0] in self.items:
                self._list(block)
            else:
                self._end_list()
                self._paragraph(block)
        self._end_list()
        return self.out

    def _blocks(self) -> Iterator[list[int]]:
        """Places of lines that belong together: a paragraph, a heading, a piece of a list."""
        block: list[int] = []
        for place, line in enumerate(self.lines):
            if not line.text.strip():
                if block:
                    yield block
                block = []
            elif block and self._parts(block, place):
                yield block
                block = [place]
            else:
                block.append(place)
        if block:
            yield block

    def _parts(self, block: list[int], place: int) -> bool:
        """Whether a line begins a new block though no blank line stands before it."""
        before, text = self.lines[place - 1].text, self.lines[place].text
        in_list = block[0] in self.items
        if place in self.items:
            return not in_list
        if in_list:
            # An item goes on where the line is set in, small, or follows a full line.
            return not (text[0] in " \t" or text.strip()[0].islower() or len(before) >= 60)
        if _RULE.fullmatch(text) or _RULE.fullmatch(before):
            return not (len(block) == 1 and _UNDERLINE.fullmatch(text))
        if len(block) == 1 and looks_like_heading(before.strip()):
            return len(text) > 100 or (len(before.strip()) + 25 < len(text) and len(before) <= 60)
        return False

    def _headings(self, blocks: list[list[int]]) -> set[int]:
        found: set[int] = set()
        row: list[int] = []
        for number, block in [*enumerate(blocks), (len(blocks), [])]:
            if block and self._is_underlined(block):
                found.add(number)
            elif block and len(block) == 1 and block[0] not in self.items and self._may_head(block):
                row.append(number)
                continue
            # The last block of a page heads nothing.
            if len(row) <= MOST_HEADINGS_IN_A_ROW:
                found |= {at for at in row if at + 1 < len(blocks) or len(blocks) == 1}
            row = []
        return found

    def _may_head(self, block: list[int]) -> bool:
        return looks_like_heading(self.lines[block[0]].text.strip())

    def _is_underlined(self, block: list[int]) -> bool:
        texts = [self.lines[place].text for place in block]
        return (
            len(texts) == 2
            and block[0] not in self.items
            and _UNDERLINE.fullmatch(texts[1]) is not None
            and not _RULE.fullmatch(texts[0])
            and len(texts[0].strip()) <= MAX_HEADING
        )

    def _put(self, number: int, *texts: str) -> None:
        if self.out and self.out[-1].text:
            self.out.append(Line(number, ""))
        self.out += [Line(number, text) for text in texts]

    def _write(self, place: int, text: str) -> str:
        words = write(text, self.links, self.lines[place].number, context=self.context)
        # Of “Click 1”, “Click 2” each is told by the line before them all.
        if len(text.split()) > 2:
            self.context = text
        return words

    def _heading(self, place: int) -> None:
        line = self.lines[place]
        words = line.text.strip()
        self.report.guessed.append(Finding(line.number, words, "heading"))
        marked = escape(words).replace("#", "\\#")
        self._put(line.number, f"## {marked}")
        self.context = words

    def _list(self, block: list[int]) -> None:
        if not self.list_count:
            self.list_line = self.lines[block[0]].number
        texts: list[str] = []
        for place in block:
            item, text = self.items.get(place), self.lines[place].text
            if item:
                self.list_count += 1
                self.letters += [item.sign] * (item.sign == "o")
                words = self._write(place, text[item.start :].strip())
                texts.append(f"{self._lead(item)}{guard_start(words)}")
            else:
                texts.append("    " * len(self.indents) + guard_start(self._write(place, text)))
        # Items apart by blank lines stay one list.
        self._put(self.lines[block[0]].number, *texts)

    def _lead(self, item: Item) -> str:
        while self.indents and item.indent < self.indents[-1]:
            self.indents.pop()
        deeper = not self.indents or item.indent >= self.indents[-1] + 2
        if deeper and len(self.indents) < MAX_DEPTH and not (item.number and self.indents):
            self.indents.append(item.indent)
        sign = f"{item.number}." if item.number else "-"
        return "    " * (len(self.indents) - 1) + f"{sign} "

    def _end_list(self) -> None:
        if self.list_count:
            items = "1 item" if self.list_count == 1 else f"{self.list_count:,} items"
            # An o for a bullet is a word to whoever counts them.
            found = Finding(self.list_line, " ".join(self.letters), f"list of {items}")
            self.report.recognised.append(found)
        self.list_count = 0
        self.letters = []
        self.indents = []

    def _paragraph(self, block: list[int]) -> None:
        number = self.lines[block[0]].number
        texts = [self.lines[place].text.strip() for place in block]
        if len(block) == 1 and _RULE.fullmatch(texts[0]):
            self._put(number, "---")
            return
        quoted = self._quoted(texts)
        if all(text.startswith(">") for text in texts):
            texts, quoted = [text.lstrip("> ") for text in texts], True
        # Short lines are verse or an address: each stays a line of its own.
        ending = "  " if max(map(len, texts)) < 50 else ""
        written = []
        for place, text in zip(block, texts, strict=True):
            words = guard_start(self._write(place, text))
            written.append(f"> {words}" if quoted else words)
        if quoted:
            self.report.guessed.append(Finding(number, _excerpt(" ".join(texts)), "quotation"))
        self._put(number, *(f"{words}{ending}" for words in written[:-1]), written[-1])

    def _quoted(self, texts: list[str]) -> bool:
        """Whether the paragraph is somebody's words, from the first quotation mark to the last."""
        text = " ".join(texts)
        was_open, self.open_quote = self.open_quote, ""
        closing = _PAIRS.get(text[:1], "")
        if not closing:
            return False
        end = text.find(closing, 1)
        if end < 0:
            # Each paragraph of a long quotation begins with a mark, and only the last one ends so.
            self.open_quote = "" if closing == '"' else closing
            return was_open == closing or (len(text) > 60 and closing != '"')
        if closing == '"' and text.count('"') > 2:
            return False
        if closing != '"':
            end = _matching(text, text[0], closing)
        long_enough = end > 20 or was_open == closing
        return long_enough and _ATTRIBUTION.fullmatch(text[end + 1 :]) is not None


def _matching(text: str, opening: str, closing: str) -> int:
    """Where the first mark's own closing mark stands; -1 for nowhere."""
    depth = 0
    for found in re.finditer(f"[{opening}{closing}]", text):
        depth += 1 if found[0] == opening else -1
        if depth == 0:
            return found.start()
    return -1


def looks_like_heading(words: str) -> bool:
    """Whether a line by itself has the form of a heading: short, a capital first, no full stop."""
    if not 3 <= len(words) <= MAX_HEADING or len(words.split()) > 20:
        return False
    if not words[0].isupper() or (words[-1] in ".,;:" and not words.endswith("...")):
        return False
    if _LABELLED.match(words) or _LOST_LINK.search(words):
        return False
    return not _SENTENCE_WITHIN.search(words)


def _excerpt(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 100 else f"{words[:99]}…"
