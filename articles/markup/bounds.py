"""Bounds on a text, checked in linear time before any parser sees it.

Python-Markdown and bleach take quadratic time for some short inputs, and nest without limit. No
honest text comes near these bounds; what stays slow within them meets the deadline.
"""

import re

from articles.markup.problems import Problem, Refused

MAX_CHARACTERS = 200_000
MAX_LINES = 10_000
MAX_LINE_CHARACTERS = 20_000
MAX_BRACKETS = 20_000
MAX_EMPHASIS_MARKS = 10_000
MAX_TABLE_ROWS = 1_000
MAX_TABLE_CELLS = 10_000
MAX_QUOTE_DEPTH = 8
MAX_INDENT = 40
MAX_RUN = 200

_QUOTE_MARKS = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INDENT = re.compile(r"[ \t]*")
_RUN = re.compile(rf"([^\w\s])\1{{{MAX_RUN}}}")


def check_bounds(field: str, text: str) -> None:
    """Raise Refused, naming the field and line, for a text beyond the bounds."""

    def refuse(line: int, message: str) -> None:
        raise Refused(Problem(field, line, message))

    if _SURROGATE.search(text):
        refuse(0, "half a character, left over from a faulty copy. Type it again.")
    if len(text) > MAX_CHARACTERS:
        refuse(0, f"at most {MAX_CHARACTERS:,} characters, and this has {len(text):,}. Split it.")
    for name, characters, most in (
        ("square brackets", "[]", MAX_BRACKETS),
        ("asterisks and underscores", "*_", MAX_EMPHASIS_MARKS),
    ):
        count = sum(text.count(character) for character in characters)
        if count > most:
            refuse(0, f"at most {most:,} {name}, and this has {count:,}. Split it.")
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        refuse(0, f"at most {MAX_LINES:,} lines, and this has {len(lines):,}. Split it.")
    rows = cells = 0
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE_CHARACTERS:
            refuse(number, f"at most {MAX_LINE_CHARACTERS:,} characters on a line.")
        if _RUN.search(line):
            refuse(number, f"a sign repeated more than {MAX_RUN} times. Take most of them out.")
        indent = _INDENT.match(line).group().expandtabs(4)
        if len(indent) > MAX_INDENT and line.strip():
            refuse(number, "indented too deeply. Delete the spaces before the words.")
        marks = _QUOTE_MARKS.match(line)
        if marks and marks.group().count(">") > MAX_QUOTE_DEPTH:
            refuse(number, f"quotations nest at most {MAX_QUOTE_DEPTH} deep.")
        bars = line.count("|")
        rows += bool(bars)
        cells += bars
    if rows > MAX_TABLE_ROWS or cells > MAX_TABLE_CELLS:
        refuse(
            0,
            f"at most {MAX_TABLE_ROWS:,} table rows and {MAX_TABLE_CELLS:,} cells. "
            "Split the table or the page.",
        )
