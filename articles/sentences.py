"""Where sentences end: for the line that stands for a page, and to find those too long to read."""

import re
from collections import Counter
from collections.abc import Iterator

MAX_CHARACTERS = 300
# Around an end: room for the words beside it, so that a text of a thousand ends is read once.
MAX_LOOK_BACK = MAX_LOOK_AHEAD = 100

# An end: its signs, a closing quotation mark or bracket, and a space or the end of the text.
_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s|\Z)|(?=\n[^\S\n]*\n)")
# A full stop after these is theirs, not the sentence's.
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "eg", "ie", "cf", "viz", "vs", "al", "dr", "prof", "mr", "mrs", "ms", "st"}
    | {"ed", "eds", "approx", "resp", "incl", "excl", "esp", "dept"}
)
_BEFORE_FIGURES = frozenset(
    {"no", "nos", "vol", "vols", "p", "pp", "fig", "figs", "ref", "refs", "ca", "c"}
)
# "vitamin D." and "hepatitis C." end a sentence; "J." before a family name does not.
_LETTERED = frozenset(
    {"vitamin", "hepatitis", "type", "group", "phase", "factor", "influenza", "class"}
)
# Often the end of a sentence, and as often not ("vit. D", "max. Dose"): no place to cut at.
_SHORTENED = frozenset(
    {"avg", "cap", "caps", "conc", "inj", "max", "min", "sig", "tab", "tabs", "vit", "wk", "wks"}
)
_CLOSES = {")": "(", "]": "[", "”": "“", "’": "‘", "»": "«"}
# The sign of a quotation's end is an apostrophe too, which has a letter behind it.
_PAIRED = re.compile(r"[()\[\]“”«»‘\"]|’(?!\w)")


def first_sentence(text: str) -> str:
    """The first sentence on one line, at most 300 characters; abbreviations do not end it.

    Text without an end of a sentence comes back whole. What is too long is cut between words
    and ends in an ellipsis.
    """
    text = text.strip()
    for end in _END.finditer(text):
        if end.start() and _ends_here(text, end):
            text = text[: end.end()]
            break
    line = " ".join(text.split())
    if len(line) <= MAX_CHARACTERS:
        return line
    cut = line[: MAX_CHARACTERS - 1]
    return f"{cut.rsplit(' ', 1)[0].rstrip(',;:')}…"


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph, in order. For short texts: each end is looked at afresh."""
    start = 0
    for end in _END.finditer(text):
        if end.end() > start and _ends_here(text, end):
            yield text[start : end.end()].strip()
            start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def whole_sentences(text: str, length: int) -> str:
    """The first sentences on one line, `length` characters at most, and an ellipsis if more follow.

    The first one is whole at any length. A place where a sentence only may end is none: before a
    figure or small letter ("max. 6 mg"), behind a dotted word ("i.v. Morphine"), within brackets
    or a quotation. Rather too much is shown than half a statement.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    shown = at = 0
    opened: Counter[str] = Counter()
    for end in _END.finditer(text):
        if shown and end.end() > length:
            break
        _count_pairs(opened, text[at : end.end()])
        at = end.end()
        if not any(opened.values()) and _surely_ends_here(text, end):
            shown = end.end()
    rest = text[shown:].strip()
    return f"{text[:shown]} …" if shown and rest else text


def _count_pairs(opened: Counter[str], text: str) -> None:
    """How many brackets and quotations are open behind `text`; a closing sign alone opens none."""
    for sign in _PAIRED.findall(text):
        if sign == '"':
            opened[sign] = 1 - opened[sign]
        elif sign in _CLOSES:
            opened[_CLOSES[sign]] = max(0, opened[_CLOSES[sign]] - 1)
        else:
            opened[sign] += 1


def _surely_ends_here(text: str, end: re.Match[str]) -> bool:
    before = text[max(0, end.start() - MAX_LOOK_BACK) : end.start()].split()[-1:]
    return (
        _following(text, end).isupper()
        and bool(before)
        and not re.search(r"[^\W\d]\.", before[0])
        and before[0].lower() not in _SHORTENED
        and _ends_here(text, end)
    )


def _following(text: str, end: re.Match[str]) -> str:
    """The first letter or figure of what follows; blank where nothing does."""
    return text[end.end() : end.end() + MAX_LOOK_AHEAD].lstrip().lstrip("“‘\"'([")[:1]


def _ends_here(text: str, end: re.Match[str]) -> bool:
    if not end[0].startswith((".", "…")):
        return True
    following = _following(text, end)
    if following.islower():
        return False
    words = text[max(0, end.start() - MAX_LOOK_BACK) : end.start()].split()[-2:]
    if end[0] != "." or not words or not following:
        return True
    word = words[-1].lstrip("“‘\"'([")
    if len(word) == 1 and word.isupper():
        return words[0].lower() in _LETTERED
    if word.lower() in _BEFORE_FIGURES:
        return not following.isdigit()
    return word.lower() not in _ABBREVIATIONS
