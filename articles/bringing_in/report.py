"""What an editor is told about a page that was brought in."""

from dataclasses import dataclass, field

from articles.markup.bounds import MAX_CHARACTERS, MAX_LINES


class Refused(Exception):
    """A page that is not brought in; nothing was written. The message says what to do."""


def check_size(characters: int, lines: int) -> None:
    """Raise Refused for more than a page can hold, before any slower work is done on it."""
    for count, most, name in (
        (characters, MAX_CHARACTERS, "characters"),
        (lines, MAX_LINES, "lines or paragraphs"),
    ):
        if count > most:
            raise Refused(
                f"A page holds at most {most:,} {name}, and this has more. Split it in two."
            )


@dataclass(frozen=True)
class Line:
    """A line of text or Markdown, and the line of the old page that it comes from (from 1)."""

    number: int
    text: str


@dataclass(frozen=True)
class Finding:
    """Something seen at a line of the old page (0: no line): its words, and what became of them."""

    line: int
    words: str
    said: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.said}" + (f": “{self.words}”" if self.words else "")


@dataclass
class Report:
    """`recognised` holds the whole words of every line that became a field and left the text.

    `guessed` is for the editor to look over; `wanted` are words that were plainly a link whose
    address is lost; `left` is what stays to be done by hand.
    """

    recognised: list[Finding] = field(default_factory=list)
    guessed: list[Finding] = field(default_factory=list)
    wanted: list[Finding] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)

    def sections(self) -> list[tuple[str, list[Finding]]]:
        """Each title that has findings, with these in the order of the old page."""
        named = (
            ("Recognised", self.recognised),
            ("Guessed: please check", self.guessed),
            ("Links whose address is wanted", self.wanted),
            ("Left for you", self.left),
        )
        return [
            (name, sorted(found, key=lambda finding: finding.line))
            for name, found in named
            if found
        ]
