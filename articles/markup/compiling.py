"""Compile a page's texts: Markdown and notations in, sanitised HTML with inert markers out."""

import re
from dataclasses import dataclass, field
from typing import Any

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from articles.markup.bounds import check_bounds
from articles.markup.collected import MARKER, Collected
from articles.markup.glossary import GlossaryTerms
from articles.markup.headings import Headings
from articles.markup.problems import Problem, Refused
from articles.markup.sanitising import sanitise
from articles.markup.syntax import DEFINITION, Notations

# Readers meet the fields in this order, and citations are numbered in it.
FIELDS = ("safety_notice", "key_messages", "body")


@dataclass
class Compiled:
    """`html` by field; `contents` of the body; `words` in all; the rest as `Collected` has it."""

    html: dict[str, str] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    words: int = 0
    uses: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def compile_page(texts: dict[str, str], terms: dict[str, list[str]]) -> Compiled:
    """Compile the texts of one page.

    `texts` maps names of FIELDS to Markdown; `terms` maps keys of glossary terms to their forms.
    Whether a key exists is not known here: the caller holds `uses` against the database. Raises
    Refused for a text beyond the bounds. Call it through `deadline.compile_within_deadline`.
    """
    collected, compiled = Collected(), Compiled()
    for name in FIELDS:
        text = texts.get(name, "")
        check_bounds(name, text)
        collected.begin(name, text)
        _note_definitions(collected, text)
        _note_surplus_cells(collected, text)
        source = _as_list(text) if name == "key_messages" else text
        try:
            html, contents = _to_html(source, collected, terms)
        except RecursionError:
            raise Refused(
                Problem(name, 0, "lists, quotations or emphasis nest too deeply. Make it flatter.")
            ) from None
        compiled.html[name] = _join_citations(sanitise(html), collected)
        compiled.words += len(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", html)))
        if name == "body":
            compiled.contents = contents
    compiled.marks, compiled.uses = collected.marks, collected.uses(compiled.html)
    compiled.problems = sorted(set(collected.problems))
    return compiled


def _to_html(
    source: str, collected: Collected, terms: dict[str, list[str]]
) -> tuple[str, list[dict[str, Any]]]:
    md = Markdown(
        output_format="html",
        tab_length=4,
        extensions=[
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
            Notations(collected),
        ],
    )
    headings = Headings(md, collected.heading_ids)
    # Both after "inline" (20), which makes the elements they look at.
    md.treeprocessors.register(headings, "headings", 15)
    md.treeprocessors.register(GlossaryTerms(md, collected, terms), "glossary", 12)
    return md.convert(source), headings.contents


def _join_citations(html: str, collected: Collected) -> str:
    """Drop the space that editors set before a citation, so that its number clings to the word."""

    def joined(found: re.Match[str]) -> str:
        is_citation = collected.marks[int(found[1])]["type"] == "cite"
        return found[0].lstrip() if is_citation else found[0]

    return re.sub(rf"[ \n]{{1,3}}{MARKER.pattern}", joined, html)


def _as_list(text: str) -> str:
    """One message a line; a hyphen that the editor set is not set twice."""
    lines = (re.sub(r"\A\s*(?:[-*+]\s+)?", "", line).strip() for line in text.split("\n"))
    return "\n".join(f"- {line}" for line in lines if line)


def _note_surplus_cells(collected: Collected, text: str) -> None:
    """Tables drop the cells of a row that go beyond their heading: say so, and lose no word."""
    lines = text.split("\n")
    columns = 0
    for number, line in enumerate(lines):
        if not _BAR.search(line):
            columns = 0
        elif re.fullmatch(r"[ ]{0,3}\|?[ :|-]*-[ :|-]*", line) and number and not columns:
            columns = _cells(lines[number - 1])
        elif columns and _cells(line) > columns:
            collected.problem(
                line,
                "this row has more cells than the table's heading. A bar within words is written "
                "\\|.",
            )


_BAR = re.compile(r"(?<!\\)\|")


def _cells(line: str) -> int:
    return len(_BAR.split(line.strip().strip("|")))


def _note_definitions(collected: Collected, text: str) -> None:
    for found in DEFINITION.finditer(text):
        if not found["key"].startswith("@"):
            collected.problem(
                found[0],
                f"addresses stand in the Link register: add a link with the key “{found['key']}” "
                "there and delete this line.",
            )
