"""Page codes such as 13 or 14b: their shape and their natural order."""

import re

from django.core.validators import RegexValidator

CODE_PATTERN = r"[1-9][0-9]{0,5}[a-z]{0,2}"

validate_code = RegexValidator(
    rf"\A{CODE_PATTERN}\Z",
    "A page code is a number, with a letter behind it where needed, such as 13 or 14b.",
    code="page_code",
)


def order_of(code: str) -> str:
    """A string whose plain order is the natural order of codes: 2 < 12 < 14 < 14b < 15.

    Raises ValueError for what is no code.
    """
    parts = re.fullmatch(r"([1-9][0-9]{0,5})([a-z]{0,2})", code)
    if not parts:
        raise ValueError(f"not a page code: {code!r}")
    return f"{int(parts[1]):06d}{parts[2]}"


def code_of(order: str) -> str:
    """The code whose `order_of` this is."""
    return order.lstrip("0")
