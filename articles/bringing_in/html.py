"""An old page in HTML as the site's Markdown: every visible word stays, nothing else does."""

import re
from bisect import bisect_right
from collections import Counter

from articles.bringing_in.anchors import Anchors
from articles.bringing_in.blocks import Blocks, Run
from articles.bringing_in.inline import Links
from articles.bringing_in.report import Finding, Line, Report
from articles.bringing_in.tags import Event, Scanner

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD, ITALIC = {"b", "strong"}, {"i", "em", "cite"}
# Layout ends a paragraph with these; any other element stands within a line.
PARTING = {
    *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dir", "div"),
    *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "html", "legend"),
    *("main", "menu", "nav", "option", "p", "pre", "section", "select", "summary", "tbody"),
    *("tfoot", "thead", "title", "textarea"),
}
_DROPPED = {
    "script": "script",
    "style": "style sheet",
    "comment": "hidden comment",
    "iframe": "embedded page",
}


def to_markdown(source: str, links: Links, report: Report) -> tuple[list[Line], str]:
    """The lines of Markdown with the old page's lines, and the words of its <title>."""
    return _Page(source, links, report).run()


class _Page:
    def __init__(self, source: str, links: Links, report: Report) -> None:
        self.source = source
        self.report = report
        self.anchors = Anchors(links, report)
        self.blocks = Blocks(links, self.anchors, report)
        self.starts = [0, *(found.end() for found in re.finditer("\n", source))]
        self.open: Counter[str] = Counter()
        self.address: str | None = None
        self.dropped: Counter[str] = Counter()
        self.first_dropped: dict[str, int] = {}
        self.in_title = False
        self.title: list[str] = []
        self.linked_at = 0

    def run(self) -> tuple[list[Line], str]:
        for event in Scanner(self.source).events():
            line = bisect_right(self.starts, event.position)
            getattr(self, f"_{event.kind}")(event, line)
        lines = self.blocks.finish()
        for name, count in self.dropped.items():
            said = f"{count:,} {_DROPPED[name]}{'s' if count > 1 else ''}, the first here, dropped"
            self.report.left.append(Finding(self.first_dropped[name], "", said))
        return lines, " ".join("".join(self.title).split())

    def _hidden(self, event: Event, line: int) -> None:
        if event.name in _DROPPED and event.text.strip():
            self.dropped[event.name] += 1
            self.first_dropped.setdefault(event.name, line)
        elif event.name in ("xmp", "noembed", "noframes"):
            self._text(event, line)

    def _text(self, event: Event, line: int) -> None:
        if self.in_title:
            self.title.append(event.text)
            return
        self.blocks.add(self._run(event.text), line, exact=self.open["pre"] > 0)

    def _run(self, text: str) -> Run:
        bold = any(self.open[name] for name in BOLD)
        italic = any(self.open[name] for name in ITALIC)
        return Run(text, bold, italic, self.address, self.linked_at)

    def _open(self, event: Event, line: int) -> None:
        name, attributes = event.name, event.attributes
        if name == "title":
            self.in_title = True
        elif name == "a" and "href" in attributes:
            self.address, self.linked_at = attributes["href"], event.position
        elif name == "base" and attributes.get("href", "").startswith(("http://", "https://")):
            self.anchors.base = attributes["href"]
        elif name == "br":
            self.blocks.add(Run("\n"), line, exact=True)
        elif name == "hr":
            self.blocks.rule(line)
        elif name == "img":
            self._picture(attributes, line)
        elif name == "q":
            self.blocks.add(self._run("“"), line)
        elif name in HEADINGS:
            self.open.clear()
            self.blocks.heading(HEADINGS[name], line)
        elif name in ("ul", "ol"):
            self.blocks.open_list(name, attributes.get("start", ""))
        elif name == "li":
            self.blocks.item()
        elif name == "blockquote":
            self.blocks.quote(1)
        elif name in ("table", "tr", "td", "th"):
            self.blocks.table_tag(name)
        elif name in PARTING:
            self.blocks.part()
        if name in BOLD | ITALIC | {"pre"}:
            self.open[name] += 1

    def _close(self, event: Event, line: int) -> None:
        name = event.name
        if name == "title":
            self.in_title = False
        elif name == "a":
            self.address = None
        elif name == "q":
            self.blocks.add(self._run("”"), line)
        elif name in ("ul", "ol"):
            self.blocks.close_list()
        elif name == "blockquote":
            self.blocks.quote(-1)
        elif name == "table":
            self.blocks.close_table()
        elif name == "p" or name in HEADINGS or name in PARTING or name in ("li", "td", "th", "tr"):
            self.blocks.part()
        if self.open[name]:
            self.open[name] -= 1

    def _picture(self, attributes: dict[str, str], line: int) -> None:
        words = " ".join(attributes.get("alt", "").split())
        if self.address is not None:
            # The picture is the link: its description is all that a reader can follow.
            self.blocks.add(self._run(words or "picture"), line)
        address = attributes.get("src", "")[:200]
        self.report.left.append(
            Finding(line, words, f"a picture was left out ({address or 'no address'})")
        )
