"""Which lines of a plain text are items of a list."""

import re
from dataclasses import dataclass

from articles.bringing_in.report import Line

_BULLET = re.compile(r"([ \t]*)([•‣◦▪▫●○■□∙·*+–—o-])(?:[ \t\xa0]+|(?<=[•‣◦▪▫●○■□∙·])(?=\S))(?=\S)")
_NUMBER = re.compile(r"([ \t]*)(?:([1-9][0-9]{0,2})[.)]|\(([1-9][0-9]{0,2})\))[ \t\xa0]+(?=\S)")
# A dash may begin a remark and an o may be a word, so one alone makes no list.
_WEAK = "–—o+"
MAX_DEPTH = 4


@dataclass(frozen=True)
class Item:
    """A line that begins an item: its sign, its number (0: a bullet), and where its words begin."""

    sign: str
    number: int
    indent: int
    start: int


def find_items(lines: list[Line]) -> dict[int, Item]:
    """The items by the places of their lines. Numbers have to follow one another."""
    found: dict[int, Item] = {}
    for place, line in enumerate(lines):
        item = _item(line.text)
        if item:
            found[place] = item
    # Neighbours are judged before any is dropped, so that a list keeps its first item.
    fits = {place: _holds(item, place, found, lines) for place, item in found.items()}
    kept = {place: item for place, item in found.items() if fits[place]}
    return _without_second_runs(kept, lines)


def _item(text: str) -> Item | None:
    bullet = _BULLET.match(text)
    if bullet:
        return Item(bullet[2], 0, _width(bullet[1]), bullet.end())
    number = _NUMBER.match(text)
    if number:
        return Item("1", int(number[2] or number[3]), _width(number[1]), number.end())
    return None


def _width(blanks: str) -> int:
    return len(blanks.expandtabs(4))


def _holds(item: Item, place: int, found: dict[int, Item], lines: list[Line]) -> bool:
    if not item.number and item.sign not in _WEAK:
        return True
    for step in (-1, 1):
        other = found.get(_neighbour(place, step, found, lines))
        if (
            other
            and other.sign == item.sign
            and other.number == item.number + step * bool(item.number)
        ):
            return True
    return False


def _neighbour(place: int, step: int, found: dict[int, Item], lines: list[Line]) -> int:
    """The next item's place with nothing but blank lines, or nothing but its words, between."""
    blanks = words = 0
    place += step
    # Few lines: an item's words seldom take more, and a look-ahead has to have a bound.
    while 0 <= place < len(lines) and blanks + words < 8:
        if place in found:
            return place if not (blanks and words) else -1
        if lines[place].text.strip():
            words += 1
        else:
            blanks += 1
        place += step
    return -1


def _without_second_runs(items: dict[int, Item], lines: list[Line]) -> dict[int, Item]:
    """Markdown would number two lists that touch as one, so the second stays as it is written."""
    kept: dict[int, Item] = {}
    last_place, last, skipped = -1, 0, 0
    for place, item in items.items():
        touches = last and not any(
            lines[between].text.strip() for between in range(last_place + 1, place)
        )
        goes_on = skipped and item.number == skipped + 1
        if item.number and (goes_on or (touches and item.number != last + 1)):
            skipped = item.number
            continue
        kept[place] = item
        last_place, last, skipped = place, item.number, 0
    return kept
