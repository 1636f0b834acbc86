"""Which addresses a text may lead to: the site's own test, which has the last word.

bleach lets `scheme:<figures>` pass as host and port, and browsers drop control characters, read
a backslash as a slash and unescape before they look for a scheme. So does this.
"""

import html
import re
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# Controls, every kind of space, zero-width and direction marks, soft hyphen, byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
_SCHEME = re.compile(r"\A([^/?#]*?):")


def bare(address: str) -> str:
    """The address as a lenient browser might read it: unescaped, no invisible signs, no `\\`."""
    for _ in range(3):
        unescaped = html.unescape(address)
        if unescaped == address:
            break
        address = unescaped
    return _INVISIBLE.sub("", address).replace("\\", "/")


def tidy(address: str) -> str:
    """Without the invisible signs that copying leaves: before a scheme, they would undo it."""
    return _INVISIBLE.sub("", address)


def is_safe(address: str) -> bool:
    """Whether a reader may be led there: http, https, mailto, tel, or a place on this site."""
    seen = bare(address)
    if not seen or seen.startswith("//"):
        return False
    scheme = _SCHEME.match(seen)
    if scheme:
        name = scheme[1].lower()
        if name in ("http", "https"):
            return re.match(r"https?://[^/?#]", seen, re.I) is not None and _has_sound_port(seen)
        return name in SCHEMES
    return seen[0] in "/#"


def _has_sound_port(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def is_own_picture(address: str) -> bool:
    """Whether a picture comes from this site's own files; others would tell who reads what."""
    seen = bare(address)
    return re.match(r"/(?:static|media)/[\w./-]+\Z", seen) is not None and ".." not in seen
