"""Paragraphs, headings, items and tables, gathered from a stream of words, as lines of Markdown."""

from dataclasses import dataclass, field

from articles.bringing_in.anchors import Anchors
from articles.bringing_in.inline import Links, escape, guard_start, write
from articles.bringing_in.pieces import (
    Block,
    Run,
    by_bullets,
    joined,
    paragraphs_of,
    quoted,
    touches,
)
from articles.bringing_in.recognising import is_labelled
from articles.bringing_in.report import Finding, Line, Report, check_size
from articles.bringing_in.text import looks_like_heading

# Deeper lists, quotations and tables are shown at this depth; see articles/markup/bounds.py.
MAX_DEPTH = 6
MAX_TABLE_DEPTH = 8
MAX_TABLE_CELLS = 8_000
MAX_TABLE_ROWS = 800


@dataclass
class _Table:
    rows: list[list[list[Block]]] = field(default_factory=list)


class Blocks:
    """Takes words and what parts them; `finish` gives the lines."""

    def __init__(self, links: Links, anchors: Anchors, report: Report) -> None:
        self.links = links
        self.anchors = anchors
        self.report = report
        self.done: list[Block] = []
        self.tables: list[_Table] = []
        self.tables_too_deep = 0
        self.cells = self.rows = 0
        self.lists: list[int] = []
        self.quotes = 0
        self.level = 0
        self.lead = ""
        self.begins_list = False
        self.runs: list[Run] = []
        self.line = 0
        self.before = ""
        self.has_words = False
        self.characters = self.count = 0

    def add(self, run: Run, line: int, *, exact: bool = False) -> None:
        """Words; where `exact`, their line breaks are the author's."""
        text = run.text if exact else " ".join(f"x{run.text}x".split())[1:-1]
        if text.strip():
            self.characters += len(text)
            check_size(self.characters, self.count)
        if not self.has_words:
            self.line = line
            self.has_words = bool(text.strip())
        self.runs.append(Run(text, run.bold, run.italic, run.address, run.link))

    def part(self) -> None:
        """End the paragraph or heading."""
        runs, self.runs = self.runs, []
        self.has_words = False
        for paragraph in paragraphs_of(runs):
            self._paragraph(paragraph)
        self.level = 0

    def heading(self, level: int, line: int) -> None:
        self.part()
        self.level, self.line = level, line

    def rule(self, line: int) -> None:
        self.part()
        self._put(Block("rule", line, ["---"], quotes=self.quotes))

    def quote(self, step: int) -> None:
        self.part()
        self.quotes = max(0, self.quotes + step)

    def open_list(self, name: str, start: str) -> None:
        self.part()
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
        self.lists.append(first - 1 if name == "ol" else -1)
        self.lead, self.begins_list = "", True

    def close_list(self) -> None:
        self.part()
        if self.lists:
            self.lists.pop()
        self.lead = ""

    def item(self) -> None:
        self.part()
        self.lead = "- "
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            self.lead = f"{self.lists[-1]}. "

    def table_tag(self, name: str) -> None:
        self.part()
        if name == "table":
            if len(self.tables) < MAX_TABLE_DEPTH:
                self.tables.append(_Table())
            else:
                self.tables_too_deep += 1
        elif self.tables and not self.tables_too_deep:
            rows = self.tables[-1].rows
            if name == "tr" or not rows:
                rows.append([])
            if name != "tr":
                rows[-1].append([])

    def close_table(self) -> None:
        self.part()
        if self.tables_too_deep:
            self.tables_too_deep -= 1
        elif self.tables:
            self._lay_out(self.tables.pop())

    def finish(self) -> list[Line]:
        self.part()
        while self.tables:
            self._lay_out(self.tables.pop())
        lines: list[Line] = []
        previous: Block | None = None
        for block in self.done:
            if previous is not None and not touches(previous, block):
                lines.append(Line(block.line, quoted("", min(previous.quotes, block.quotes))))
            lines += self._lines_of(block)
            previous = block
        return lines

    def _put(self, block: Block) -> None:
        self.count += len(block.texts)
        if self.tables and self.tables[-1].rows and self.tables[-1].rows[-1]:
            self.tables[-1].rows[-1][-1].append(block)
        else:
            self.done.append(block)

    def _paragraph(self, runs: list[Run]) -> None:
        plain = "".join(run.text for run in runs)
        words = " ".join(plain.split())
        if not words:
            return
        depth = min(max(len(self.lists), 1 if self.lead else 0), MAX_DEPTH)
        block = Block("paragraph", self.line, [], words, min(self.quotes, MAX_DEPTH), depth)
        bold = all(run.bold for run in runs if run.text.strip())
        if self.level and not depth:
            block.kind, block.lead = "heading", "#" * max(2, self.level) + " "
        elif bold and not (depth or self.quotes or self.tables) and looks_like_heading(words):
            block.kind, block.lead = "heading", "## "
            self.report.guessed.append(Finding(self.line, words, "heading, since it is all bold"))
        elif self.lead:
            block.kind, block.lead, block.begins_list = "item", self.lead, self.begins_list
            self.lead, self.begins_list = "", False
        if block.kind == "heading":
            runs = [
                Run(run.text.replace("\n", " "), address=run.address, link=run.link) for run in runs
            ]
        block.texts = self._inline(runs, words, is_heading=block.kind == "heading")
        self.before = words
        for part in by_bullets(block):
            self._put(part)

    def _inline(self, runs: list[Run], around: str, *, is_heading: bool) -> list[str]:
        """Markdown for the runs, one text for each line that a <br> ends."""
        parts: list[str] = []
        clings = False
        for run in joined(runs):
            core = run.text.strip()
            if not core:
                parts.append(run.text)
                clings = clings and not run.text
                continue
            if run.address is not None:
                words = self.anchors.write(" ".join(core.split()), run.address, self.line, around)
            elif is_heading:
                words = escape(core)
            else:
                words = write(core, self.links, self.line, context=self.before)
            # Two styles that touch would put four asterisks side by side.
            marks = "*" * (2 * run.bold + run.italic)
            if "\n" in core or (clings and run.text[0] == core[0]):
                marks = ""
            head, tail = (
                run.text[: len(run.text) - len(run.text.lstrip())],
                run.text[len(run.text.rstrip()) :],
            )
            parts += [head, marks, words, marks, tail]
            clings = bool(marks) and not tail
        return [line.strip() for line in "".join(parts).split("\n") if line.strip()]

    def _lines_of(self, block: Block) -> list[Line]:
        indent = "    " * (block.depth - (block.kind == "item")) if block.depth else ""
        texts = block.texts
        if block.kind == "heading":
            texts = [" ".join(texts).replace("#", "\\#")]
        elif block.kind in ("paragraph", "item"):
            texts = [f"{guard_start(text)}  " for text in texts[:-1]] + [guard_start(texts[-1])]
        lead = f"{indent}{block.lead}"
        follow = "    " * block.depth
        return [
            Line(block.line, quoted(f"{follow if place else lead}{text}", block.quotes))
            for place, text in enumerate(texts)
        ]

    def _lay_out(self, table: _Table) -> None:
        """A table of data stays one; a table that only places things is read cell by cell."""
        rows = [row for row in table.rows if row]
        labelled = [row for row in rows if is_labelled(_words_of(row))]
        data = [row for row in rows if row not in labelled] if labelled else rows
        for row in labelled:
            words = _words_of(row)
            self._put(
                Block("paragraph", row[0][0].line, [words], words, min(self.quotes, MAX_DEPTH))
            )
        if self._is_data(data):
            self._put_table(data)
            return
        for row in data:
            for cell in row:
                for block in cell:
                    self._put(block)

    def _is_data(self, rows: list[list[list[Block]]]) -> bool:
        width = max(map(len, rows), default=0)
        self.rows += len(rows)
        self.cells += width * len(rows) + len(rows)
        return (
            width > 1
            and len(rows) > 1
            and self.rows <= MAX_TABLE_ROWS
            and self.cells <= MAX_TABLE_CELLS
            and all(
                len(cell) <= 1
                and all(block.kind == "paragraph" and not block.depth for block in cell)
                for row in rows
                for cell in row
            )
        )

    def _put_table(self, rows: list[list[list[Block]]]) -> None:
        width = max(map(len, rows))
        texts = []
        for row in rows:
            cells = [" ".join(cell[0].texts) if cell else "" for cell in row]
            texts.append(f"| {' | '.join(cells + [''] * (width - len(cells)))} |")
        texts.insert(1, "|" + " --- |" * width)
        line = next(cell[0].line for row in rows for cell in row if cell)
        self._put(Block("table", line, texts, quotes=min(self.quotes, MAX_DEPTH)))


def _words_of(row: list[list[Block]]) -> str:
    """The words of a short row; nothing for one that holds more than labels and values."""
    if len(row) > 6 or not row[0] or any(len(cell) > 1 for cell in row):
        return ""
    words = " ".join(cell[0].plain for cell in row if cell)
    return words if len(words) <= 100 else ""
