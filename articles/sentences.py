"""Where sentences end: for the line that stands for a page, and to find those too long to read."""

import re
from collections.abc import Iterator

MAX_CHARACTERS = 300
# Behind an end: room for its last two words, so that a text of a thousand ends is read once.
MAX_LOOK_BACK = 100

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
    shown = 0
    for end in _END.finditer(text):
        if shown and end.end() > length:
            break
        if _surely_ends_here(text, end):
            shown = end.end()
    rest = text[shown:].strip()
    return f"{text[:shown]} …" if shown and rest else text


def _surely_ends_here(text: str, end: re.Match[str]) -> bool:
    following = text[end.end() :].lstrip().lstrip("“‘\"'([")[:1]
    before = text[: end.start()].split()[-1:]
    return (
        following.isupper()
        and bool(before)
        and not re.search(r"[^\W\d]\.", before[0])
        and _is_closed(text[: end.end()])
        and _ends_here(text, end)
    )


def _is_closed(text: str) -> bool:
    """Whether every bracket and quotation that begins in `text` ends there."""
    pairs = ("()", "[]", "“”")
    return text.count('"') % 2 == 0 and all(text.count(a) <= text.count(b) for a, b in pairs)


def _ends_here(text: str, end: re.Match[str]) -> bool:
    if not end[0].startswith((".", "…")):
        return True
    following = text[end.end() :].lstrip().lstrip("“‘\"'([")[:1]
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
