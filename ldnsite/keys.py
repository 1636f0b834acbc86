"""The shape of keys, in one place for models, texts and the import."""

import re
import unicodedata
from collections.abc import Container

from django.core.validators import RegexValidator

KEY_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MAX_KEY = 60

validate_key = RegexValidator(
    rf"\A{KEY_PATTERN}\Z",
    "Use lower-case letters, figures and single hyphens, such as younger-2013.",
    code="key",
)


def free_key(words: str, taken: Container[str]) -> str:
    """A key made of the words; a number sets it apart from what is `taken`.

    É becomes e; a letter that has no such form is left out. Words of nothing else make “record”.
    """
    folded = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    # Room for the number.
    stem = "-".join(re.findall(r"[a-z0-9]+", folded))[: MAX_KEY - 6].strip("-") or "record"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
