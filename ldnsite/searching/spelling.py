"""One spelling for what is written in several, for entries and questions alike."""

import re
import unicodedata

# In capitals a single letter is another thing: [3H] is tritium.
_UNITS = (
    "(?i:mg|mcg|μg|ug|ng|pg|kg|ml|μl|ul|dl|iu|mmol|μmol|umol|nmol|pmol|hrs?|min|mm|cm|km)|[ghl]"
)
_FIGURE_WITH_UNIT = re.compile(rf"(?<![^\W_])(\d+)({_UNITS})(?![^\W_])")
# The micro sign is a letter of its own, which looks like the Greek one.
_MICRO, _MU = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"


# Soft hyphen, zero-width space, word joiner and byte order mark: places to break a line or not.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")
# Between letters they only tell how to draw them; between emoji they make one of two.
_JOINERS = re.compile(r"(?<=\w)[\u200c\u200d]+(?=\w)")


def visible(text: str) -> str:
    """The text composed, without signs that nobody sees and that would part a word."""
    return _JOINERS.sub("", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))


def one_spelling(text: str) -> str:
    """What is visible, with a space between a figure and its unit, “4.5 mg”, and one letter μ."""
    return _FIGURE_WITH_UNIT.sub(r"\1 \2", visible(text).replace(_MICRO, _MU))


_LETTERS, _FIGURES = r"[^\W\d_]+", r"\d+"
_WRITTEN_TOGETHER = re.compile(
    rf"({_LETTERS})({_FIGURES})|({_FIGURES})({_LETTERS})"
    r"|((?:do|ca|wo|is|are|does|did|was|were|could|should|would|has|have|had)n)(t)",
    re.IGNORECASE,
)
_WRITTEN_APART = re.compile(
    rf"{_LETTERS}[-‐‑–]{_FIGURES}|{_FIGURES}[-‐‑–]{_LETTERS}|{_LETTERS}['’]{_LETTERS}"
    r"|\d{1,3}(?:,\d{3})+"
)
# Of years nobody parts the thousands; what begins with a zero is another number without it.
_THOUSANDS = re.compile(r"(?!(?:19|20)(?!00)\d\d$)[1-9]\d{3,11}")
_BESIDE = re.compile(r"^[\W_]+|[\W_]+$")


def other_words(written: str) -> tuple[str, ...]:
    """The words of another way to write the same: IL6 and IL-6, 1000 and 1,000, dont and don't.

    None where there is no other way, as for most words.
    """
    written = _BESIDE.sub("", written)
    if found := _WRITTEN_TOGETHER.fullmatch(written):
        return tuple(filter(None, found.groups()))
    if _WRITTEN_APART.fullmatch(written):
        return (re.sub(r"[\W_]", "", written),)
    if _THOUSANDS.fullmatch(written):
        return tuple(f"{int(written):,}".split(","))
    return ()
