"""HTML is safe because this one function makes it so, whatever came before it."""

import re

import nh3
from bleach.sanitizer import Cleaner

from articles.markup.addresses import SCHEMES, is_own_picture, is_safe
from articles.markup.collected import TAG

_INLINE = {"a", "br", "code", "em", "img", "strong"}
_BLOCKS = {"blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = frozenset(_INLINE | _BLOCKS | _TABLES | {TAG})
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    TAG: {"n"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}


def _keeps(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "href":
        return is_safe(value)
    if name == "src":
        return is_own_picture(value)
    if name in ("n", "start"):
        return value.isascii() and value.isdigit()
    if name == "align":
        return value in ("left", "right", "center")
    return True


def _keep_value(tag: str, name: str, value: str) -> str | None:
    return value if _keeps(tag, name, value) else None


# An entity can spell one; XML and a second pass choke on it.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_cleaner = Cleaner(tags=TAGS, attributes=_keeps, protocols=SCHEMES, strip_comments=True)


def sanitise(html: str) -> str:
    """Keep the short list of elements and attributes; show anything else as text or drop it.

    bleach goes first; nh3, which is maintained, has the last word with the same list.
    """
    clean = nh3.clean(
        _cleaner.clean(html),
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_keep_value,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return _CONTROLS.sub("", clean)
