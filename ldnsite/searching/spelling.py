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
