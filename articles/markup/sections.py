"""The plain words of compiled HTML, section by section, as the search reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Words on both sides of one of these belong together.
_INLINE = {"a", "code", "em", "strong", "ld-mark"}
_HEADINGS = {f"h{level}" for level in range(2, 7)}


@dataclass
class Section:
    """What stands under one heading, up to the next; `id` is the heading's, blank at the top."""

    id: str = ""
    heading: str = ""
    text: str = ""


@dataclass
class _Gathered:
    id: str = ""
    heading: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def section(self) -> Section:
        return Section(self.id, _words(self.heading), _words(self.text))


class _Sections(HTMLParser):
    """Markers are elements like any other: their words are kept, what they stand for is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.gathered = [_Gathered()]
        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _HEADINGS and attributes.get("id"):
            self.gathered.append(_Gathered(attributes["id"] or ""))
            self.in_heading = True
        elif tag not in _INLINE:
            self.handle_data(f" {attributes.get('alt') or ''} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.in_heading = False
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        section = self.gathered[-1]
        (section.heading if self.in_heading else section.text).append(data)


def sections_of(html: str) -> list[Section]:
    """Sections of sanitised HTML in order; the first holds what stands above every heading."""
    parser = _Sections()
    parser.feed(html)
    parser.close()
    return [gathered.section() for gathered in parser.gathered]


def plain_text(html: str) -> str:
    """All words of sanitised HTML."""
    return " ".join(
        part for section in sections_of(html) for part in (section.heading, section.text) if part
    )


def _words(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
