"""Replace the markers of compiled HTML from live rows: the only place that declares HTML safe.

What goes in was sanitised at publishing and cannot hold a forged marker: raw HTML is off, and the
sanitiser escapes quotation marks within attributes, so `<ld-mark n="3">` stands only where the
compiler put it. What is filled in goes through `format_html` or an escaping template.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.markup.collected import MARKER, TAG
from ldnsite.caching.rendered import Made, kept, part
from references.models import Reference, Resource, Study
from references.summary import section_sentence

_TOKEN = re.compile(rf"{MARKER.pattern}|</{TAG}>")
_CALLOUT_TITLES = {"warning": "Warning", "important": "Important", "note": "Note"}
_EMPTY = SafeString("")
Mark = dict[str, Any]


@dataclass
class Rows:
    """The live rows that a page's markers name, each by its key or code.

    `references` holds studies and resources; `numbers` those of the cited ones. What was deleted
    or withdrawn since is simply absent.
    """

    references: dict[str, Reference] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    def named_by(self, marks: Iterable[Mark]) -> "Rows":
        """Those that a part of the page with these marks needs, in the order of the marks."""
        named: dict[str, dict[str, None]] = defaultdict(dict)
        for mark in marks:
            if mark["type"] == "cite":
                named["reference"] |= {item["key"]: None for item in mark["items"]}
            elif mark["type"] == "embed":
                named["reference"] |= dict.fromkeys(mark["keys"])
                named["quote"] |= dict.fromkeys(mark["keys"])
            elif mark["type"] != "callout":
                named[mark["type"]][mark.get("key") or mark["code"]] = None
        speakers = {self.quotes[key].speaker for key in named["quote"] if key in self.quotes}
        return Rows(
            references=_among(self.references, named["reference"]),
            numbers=_among(self.numbers, named["reference"]),
            # Each quotation names what else is quoted of the same person.
            quotes={key: row for key, row in self.quotes.items() if row.speaker in speakers},
            links=_among(self.links, named["link"]),
            # Of a term the text shows nothing but that it is one.
            terms=dict.fromkeys(_among(self.terms, named["term"])),
            pages=_among(self.pages, named["page"]),
        )


def _among(rows: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: rows[key] for key in keys if key in rows}


def _sections(html: str) -> list[str]:
    """Each with its heading; one within a callout is the callout's, and begins no section."""
    sections: list[str] = []
    still_open = 0
    for piece in re.split(r'(?=<h2 id=")', html):
        if still_open:
            sections[-1] += piece
        elif piece:
            sections.append(piece)
        still_open += len(MARKER.findall(piece)) - piece.count(f"</{TAG}>")
    return sections


class Expander:
    """Expands the fields of one page, in the order in which readers meet them.

    Afterwards `backlinks` maps each citation's number, and each term's key, to the ids of the
    places that lead there.
    """

    def __init__(self, marks: list[Mark | None], rows: Rows) -> None:
        self.marks = marks
        self.rows = rows
        self.backlinks: dict[int | str, list[str]] = defaultdict(list)

    def expand(self, html: str) -> SafeString:
        """The HTML with every marker replaced; `html` is a field of a compiled edition."""
        parts: list[str] = []
        closings: list[str] = []
        position = 0
        for found in _TOKEN.finditer(html):
            parts.append(html[position : found.start()])
            position = found.end()
            if found[1] is None:
                parts.append(closings.pop() if closings else "")
            else:
                opening, closing = self._render(int(found[1]))
                parts.append(opening)
                closings.append(closing)
        parts.append(html[position:])
        return mark_safe("".join(parts))  # noqa: S308 - see the module's docstring

    def expand_sections(self, html: str) -> SafeString:
        """As `expand`, with a line under each section's heading on the studies that it cites.

        A section that names the same rows as before is not made again.
        """
        parts = []
        for section in _sections(html):
            needed = self._needed_by(section)
            made = kept("section", needed, needed.expand)
            parts.append(made.text)
            for target, places in made.more.items():
                self.backlinks[target] += places
        return SafeString("".join(parts))

    def _needed_by(self, html: str) -> "Section":
        """The section, its markers counted from its own beginning, whatever stands before it."""
        marks: list[Mark | None] = []

        def counted_anew(found: re.Match[str]) -> str:
            marks.append(self._mark(int(found[1])))
            return f'<{TAG} n="{len(marks) - 1}">'

        html = MARKER.sub(counted_anew, html)
        rows = self.rows.named_by(filter(None, marks))
        targets = [*rows.numbers.values(), *rows.terms]
        counts = {target: len(self.backlinks.get(target, ())) for target in targets}
        return Section(html, marks, rows, counts)

    def _mark(self, index: int) -> Mark | None:
        return self.marks[index] if index < len(self.marks) else None

    def _render(self, index: int) -> tuple[str, str]:
        mark = self._mark(index)
        if mark is None:
            return "", ""
        return getattr(self, f"_{mark['type']}")(mark)

    def _backlink(self, target: int | str, stem: str) -> str:
        places = self.backlinks[target]
        places.append(f"{stem}_{len(places) + 1}")
        return places[-1]

    def _cite(self, mark: Mark) -> tuple[str, str]:
        parts = [
            part for item in mark["items"] if (part := self._cited(item["key"], item["locator"]))
        ]
        if not parts:
            return "", ""
        return format_html('<sup class="cite">{}</sup>', SafeString(", ".join(parts))), ""

    def _cited(self, key: str, locator: str) -> SafeString:
        number = self.rows.numbers.get(key)
        reference = self.rows.references.get(key)
        if number is None or reference is None:
            return _EMPTY
        warning = _EMPTY
        if isinstance(reference, Study) and reference.warning:
            warning = format_html(
                ' <strong class="retracted">{}</strong>', reference.warning.lower()
            )
        return format_html(
            '<a id="{}" href="#ref_{}" aria-label="Reference {}: {}">{}</a>{}{}',
            self._backlink(number, f"cite_{number}"),
            number,
            number,
            f"{reference.short_people or reference.title} {reference.year or ''}".strip(),
            number,
            format_html('<span class="locator"> {}</span>', locator) if locator else _EMPTY,
            warning,
        )

    def _page(self, mark: Mark) -> tuple[str, str]:
        code, has_words = mark["code"], mark["words"]
        page = self.rows.pages.get(code)
        if page is None:
            words = _EMPTY if has_words else format_html("page {}", code)
            note = "not written yet" if not has_words else f"page {code}, not written yet"
            return (
                format_html('<span class="unwritten">{}', words),
                format_html(" <small>({})</small></span>", note),
            )
        words = _EMPTY if has_words else format_html("{} {}", page.code, page.title)
        return format_html('<a href="{}">{}', page.get_absolute_url(), words), "</a>"

    def _link(self, mark: Mark) -> tuple[str, str]:
        link = self.rows.links.get(mark["key"])
        if link is None:
            return '<span class="wanted">', " <small>(address wanted)</small></span>"
        if link.is_wanted:
            closing = ' <small>(<a href="{}">address wanted</a>)</small></span>'
            address = reverse("articles:wanted_entry", args=[link.key])
            return '<span class="wanted">', format_html(closing, address)
        if not link.is_broken:
            caution = SafeString("</a> <small>(take care)</small>") if link.is_caution else "</a>"
            return format_html('<a href="{}">', link.url), caution
        archived = _EMPTY
        if link.archived_url:
            archived = format_html(', <a href="{}">archived copy</a>', link.archived_url)
        return (
            '<span class="broken">',
            format_html(" <small>(link broken{})</small></span>", archived),
        )

    def _term(self, mark: Mark) -> tuple[str, str]:
        key = mark["key"]
        if key not in self.rows.terms:
            return "", ""
        place = self._backlink(key, f"use_{key}")
        return format_html('<a class="term" id="{}" href="#word_{}">', place, key), "</a>"

    def _callout(self, mark: Mark) -> tuple[str, str]:
        title = _CALLOUT_TITLES[mark["kind"]]
        return (
            format_html(
                '<div class="callout callout-{}" role="note" aria-label="{}">'
                '<p class="callout-title">{}</p>',
                mark["kind"],
                title,
                title,
            ),
            "</div>",
        )

    def _embed(self, mark: Mark) -> tuple[str, str]:
        shown = filter(None, (self._shown(key) for key in mark["keys"]))
        parts = []
        for is_resource, group in itertools.groupby(shown, lambda row: isinstance(row, Resource)):
            if is_resource:
                context = {"resources": list(group)}
                parts.append(SafeString(part("references/_resource_list.html", context)))
            else:
                parts.extend(self._card(row) for row in group)
        return format_html_join("", "{}", ((shown,) for shown in parts)), ""

    def _shown(self, key: str) -> Any:
        return self.rows.quotes.get(key) or self.rows.references.get(key)

    def _card(self, row: Any) -> SafeString:
        if isinstance(row, Study):
            context = {"study": row, "number": self.rows.numbers.get(row.key)}
            return SafeString(part("references/_study_card.html", context))
        others = [
            other
            for other in self.rows.quotes.values()
            if other.speaker == row.speaker and other.key != row.key
        ]
        return SafeString(part("articles/_quote.html", {"quote": row, "others": others}))


@dataclass
class Section:
    """All that a section is made of: nothing else is at hand where it is expanded.

    `counts` has how many places before it lead to each citation and term.
    """

    html: str
    marks: list[Mark | None]
    rows: Rows
    counts: dict[int | str, int]

    def expand(self) -> Made:
        """The section, and by citation and term the ids of the places in it."""
        expander = Expander(self.marks, self.rows)
        for target, count in self.counts.items():
            expander.backlinks[target] = [""] * count
        html = expander.expand(self.html)
        heading = html.find("</h2>")
        line = section_sentence(self._studies())
        if line and self.html.startswith("<h2") and heading >= 0:
            place = heading + len("</h2>")
            tally = format_html('<p class="tally">Cited in this section: {}.</p>', line)
            html = html[:place] + tally + html[place:]
        places = {
            target: places[self.counts.get(target, 0) :]
            for target, places in expander.backlinks.items()
        }
        return Made(html.encode(), places)

    def _studies(self) -> list[Study]:
        return [row for row in self.rows.references.values() if isinstance(row, Study)]
