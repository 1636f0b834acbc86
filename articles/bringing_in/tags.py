"""HTML as a stream of tags and texts, in time linear in its length whatever it holds.

Python's own html.parser takes quadratic time for text such as a long run of `<!--` on the versions
of Python that the site has to run on. Here every search that once failed is not tried again.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:-]{0,30}")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=\"'<]{1,60})\s*(=\s*)?")
_BARE_VALUE = re.compile(r"[^\s>\"']*")
_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7}(?![0-9]);?|#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)"
)
_WHOLE_REFERENCE = re.compile(_REFERENCE.pattern.replace(";?", ";"))
# Their content is no text; up to the closing tag, nothing in it is a tag either.
RAW = {"script", "style", "noembed", "noframes", "xmp", "iframe"}


@dataclass
class Event:
    """`kind` is open, close, text, or hidden: a script, style sheet or comment with its content."""

    kind: str
    name: str
    position: int
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def decode(text: str) -> str:
    """The text with its character references read; controls that they spell become nothing."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def decode_attribute(text: str) -> str:
    """As `decode`, but `&copy=` in an address is no copyright sign."""
    return _WHOLE_REFERENCE.sub(lambda found: html.unescape(found[0]), text)


class Scanner:
    """Reads one document."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lower = source.lower() if len(source.lower()) == len(source) else source
        self.absent: set[str] = set()
        self.quotes_count = True

    def find(self, what: str, start: int) -> int:
        """As str.find, but what is absent from here on is looked for once only."""
        if what in self.absent:
            return -1
        place = self.lower.find(what, start)
        if place < 0:
            self.absent.add(what)
        return place

    def events(self) -> Iterator[Event]:
        position = text_start = 0
        while True:
            place = self.source.find("<", position)
            if place < 0:
                break
            event, end = self._markup(place)
            if event is None:
                position = place + 1
                continue
            if text_start < place:
                yield self._text(text_start, place)
            yield event
            position = text_start = end
            if event.kind == "open" and event.name in RAW:
                close = self.find(f"</{event.name}", end)
                position = text_start = close if close >= 0 else len(self.source)
                yield Event("hidden", event.name, end, self.source[end:position])
        if text_start < len(self.source):
            yield self._text(text_start, len(self.source))

    def _text(self, start: int, end: int) -> Event:
        return Event("text", "", start, decode(self.source[start:end]))

    def _markup(self, place: int) -> tuple[Event | None, int]:
        """The tag or comment that begins here and its end; None where this `<` is only a sign."""
        source = self.source
        if source.startswith("<!--", place):
            end = self.find("-->", place + 4)
            if end < 0:
                return None, place
            return Event("hidden", "comment", place, source[place + 4 : end]), end + 3
        name = _NAME.match(source, place + 1)
        if not name:
            if not source.startswith(("<!", "<?"), place):
                return None, place
            # <!DOCTYPE …>, <?xml …?>
            end = self.find("]]>" if source.startswith("<![CDATA[", place) else ">", place)
            if end < 0:
                return None, place
            if source.startswith("<![CDATA[", place):
                return Event("text", "", place, source[place + 9 : end]), end + 3
            return Event("hidden", "declaration", place, source[place + 2 : end]), end + 1
        attributes: dict[str, str] = {}
        end = self._attributes(name.end(), attributes)
        if end < 0:
            return None, place
        if name[0].startswith("/"):
            return Event("close", name[0][1:].lower(), place), end
        return Event("open", name[0].lower(), place, attributes=attributes), end

    def _attributes(self, position: int, attributes: dict[str, str]) -> int:
        """Read attributes up to the tag's end, and return what is behind it; -1 for no end."""
        source = self.source
        if self.find(">", position) < 0:
            return -1
        if not self.quotes_count:
            return self.find(">", position) + 1
        first = position
        while position < len(source):
            if source[position] == ">":
                return position + 1
            found = _ATTRIBUTE.match(source, position)
            if not found:
                position += 1
                continue
            position = found.end()
            if found[2]:
                value, position = self._value(position)
                if position < 0:
                    break
                attributes.setdefault(found[1].lower(), decode_attribute(value))
        # A quotation mark that nobody closes: from now on the next > ends a tag, so that a run of
        # such tags is not read to its end again and again.
        self.quotes_count = False
        attributes.clear()
        return self.find(">", first) + 1

    def _value(self, position: int) -> tuple[str, int]:
        mark = self.source[position : position + 1]
        if mark and mark in "\"'":
            end = self.find(mark, position + 1)
            return (self.source[position + 1 : end], end + 1) if end >= 0 else ("", -1)
        bare = _BARE_VALUE.match(self.source, position)
        return bare[0], bare.end()
