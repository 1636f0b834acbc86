"""One spelling for what is written in several, for entries and questions alike."""

import re

# In capitals a single letter is another thing: [3H] is tritium.
_UNITS = (
    "(?i:mg|mcg|μg|ug|ng|pg|kg|ml|μl|ul|dl|iu|mmol|μmol|umol|nmol|pmol|hrs?|min|mm|cm|km)|[ghl]"
)
_FIGURE_WITH_UNIT = re.compile(rf"(?<![^\W_])(\d+)({_UNITS})(?![^\W_])")
# The micro sign is a letter of its own, which looks like the Greek one.
_MICRO, _MU = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"


def one_spelling(text: str) -> str:
    """The text with a space between a figure and its unit, as in “4.5 mg”, and one letter for μ."""
    return _FIGURE_WITH_UNIT.sub(r"\1 \2", text.replace(_MICRO, _MU))
