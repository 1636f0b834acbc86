"""Excerpts with the found words marked, safe whatever the text holds.

The database sets two private characters round each found word; the text is escaped piece by piece
afterwards, so that nothing in it can open or close a mark.
"""

import re
from itertools import chain, pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

MARK_BEGINS, MARK_ENDS = "\ue000", "\ue001"
LENGTH = 260
# Signs within one found phrase, such as the hyphen of "low-dose"; a space parts marks.
_JOINING = re.compile(r"[^\w\s]{1,2}")
_MARKED = re.compile(f"{MARK_BEGINS}([^{MARK_ENDS}]*){MARK_ENDS}")


def ranges_of(marked: str) -> list[tuple[int, int]]:
    """Where the marked words begin and end in the same text without its marks."""
    ranges, removed = [], 0
    for found in _MARKED.finditer(marked):
        begin = found.start() - removed
        ranges.append((begin, begin + len(found[1])))
        removed += 2
    return ranges


def joined_ranges(text: str, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ranges, those that only a sign or two stands between made one."""
    joined: list[tuple[int, int]] = []
    for begin, end in ranges:
        if joined and _JOINING.fullmatch(text, joined[-1][1], begin):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def unmarked(marked: str) -> str:
    """The text as it was before the database marked it."""
    return marked.replace(MARK_BEGINS, "").replace(MARK_ENDS, "")


def highlighted(text: str, ranges: list[tuple[int, int]]) -> SafeString:
    """The whole text, escaped, with a <mark> round each range."""
    # In one go: `format_html` for each piece took half of a hit's time.
    ends = [0, *chain.from_iterable(ranges), len(text)]
    pieces = [text[begin:end] for begin, end in pairwise(ends)]
    return format_html("{}" + "<mark>{}</mark>{}" * len(ranges), *pieces)


def excerpt(text: str, ranges: list[tuple[int, int]], length: int = LENGTH) -> SafeString:
    """The stretch of about `length` characters that says most of what was asked, marked.

    It holds as many different found words as any stretch does, begins and ends between words, and
    shows by an ellipsis where text was left out.
    """
    begin = _best_begin(text, ranges, length)
    begin, end = _between_words(text, begin, begin + length)
    inside = [(a - begin, b - begin) for a, b in ranges if begin <= a and b <= end]
    shown = highlighted(text[begin:end].rstrip(), inside)
    return format_html("{}{}{}", "… " if begin else "", shown, " …" if end < len(text) else "")


def _best_begin(text: str, ranges: list[tuple[int, int]], length: int) -> int:
    best, best_words = 0, 0
    # Words at the end of a long text matter no more than the same ones before them.
    for index, (begin, _) in enumerate(ranges[:200]):
        words = {
            text[a:b].casefold() for a, b in ranges[index : index + 30] if b <= begin + length * 0.8
        }
        if len(words) > best_words:
            best, best_words = begin, len(words)
    return max(0, min(best - length // 5, len(text) - length))


def _between_words(text: str, begin: int, end: int) -> tuple[int, int]:
    """Move both ends inwards to the next space, unless a single word fills the place."""
    if begin:
        space = text.find(" ", begin, begin + 40)
        begin = space + 1 if space >= 0 else begin
    if end < len(text):
        space = text.rfind(" ", end - 40, end)
        end = space if space > begin else end
    return begin, min(end, len(text))
