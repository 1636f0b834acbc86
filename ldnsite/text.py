"""Which characters a stored text may hold, and how line ends are written."""

import re

from django.core.exceptions import ValidationError

# C0 and C1 controls but tab and line feed, lone surrogates and the two noncharacters of the BMP:
# PostgreSQL, XML and JSON readers refuse one or the other of these, SQLite stores them all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text with each character that `validate_text` refuses left out."""
    return _FORBIDDEN.sub("", text)


def normalise_newlines(text: str) -> str:
    """Write every line end as a line feed; browsers send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def validate_text(text: str) -> None:
    """Raise ValidationError, naming the line, for a character that cannot be stored everywhere."""
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ValidationError(
            "Line %(line)d holds an invisible control character (U+%(code)04X). "
            "Delete it, or paste the text again as plain text.",
            code="control_character",
            params={"line": line, "code": ord(found.group())},
        )
