"""What breaks out of a careless template, the markup's own list of such texts, and mixes."""

import re

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from ldnsite.text import validate_text
from tests.articles.markup.hostile import ADDRESSES, HOSTILE
from tests.articles.markup.parsed import compiled

OWN = [
    '"><script>evil()</script><img src=x onerror=evil() id=evil class=evil>',
    "'\" onmouseover=evil() style=evil id=evil class=evil autofocus x='",
    "</script><script id=evil>evil()</script></title><svg onload=evil()>",
    "</textarea></style><!-- --!><iframe srcdoc=evil class=evil>&lt;script&gt;",
    "javascript:evil() data:text/html,evil [x](javascript:evil()) {{ evil }} {% evil %}",
    "]]><evil xmlns='evil'/><?evil?><!DOCTYPE evil [<!ENTITY e 'evil'>]>&e;\u2028",
    "%(evil)s {0.evil} \\u003cscript\\u003e &#60;script&#62; %3Cscript%3E \u202e\ufeff<b\u00ad>",
    "a\n<evil>\n\n<script>evil()</script>\nb",
    # Longer than most fields: what is shortened, is shortened somewhere within it.
    "Words before it. " * 11 + '<img src=x onerror="evil()" id=evil class=evil>&lt;' * 20,
]
KEYS = {"a", "b", "q", "r", "k", "broken", "wanted"}


def is_storable(text: str) -> bool:
    try:
        validate_text(text)
    except ValidationError:
        return False
    return True


def _is_publishable(text: str) -> bool:
    page = compiled(text)
    used = {key for kind, keys in page.uses.items() if kind != "page" for key in keys}
    return is_storable(text) and not page.problems and used <= KEYS


# What a field refuses is held by the tests of fields.
STORED = [text for text in (*OWN, *HOSTILE, *ADDRESSES) if is_storable(text)]
PUBLISHABLE = [text for text in (*OWN, *HOSTILE) if _is_publishable(text)]
# Some word of each, so that no page is passed by not showing them.
SIGNS = re.compile(r"evil|\bx\(\)|=x|vascript|ld-mark|/host|script:x")
PLAIN = [f"Plain words number {number}, and no more of them." for number in range(20)]

_PIECES = st.sampled_from(
    [
        *("<", ">", '"', "'", "=", "/", "&", "&lt;", "`", "evil", "script", "onload", " ", "<!--"),
        *("]]>", "</script", "javascript:", "id=evil", "[", "](", "{{", "}}", "<svg ", "<a x=//"),
        *("</title>", "</textarea>", "<style>", "&#106;", "\n", "\n\n", "# ", "> ", "|", "*", "é"),
        *("class=evil", "onerror=x ", "<img src=x ", "{%", "%}", "-->", "]]", "[[", "\\", "\u2028"),
    ]
)
MIXED = st.lists(_PIECES, min_size=3, max_size=60).map("".join)
