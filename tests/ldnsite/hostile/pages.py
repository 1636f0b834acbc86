"""What html5lib finds in a page, and what of it no text may bring about.

html5lib shares no code with what writes the pages.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import html5lib

from tests.articles.markup.parsed import GOOD_ADDRESS, TEXT_ELEMENTS

ACTIVE = {"iframe", "object", "embed", "base", "frame", "applet", "foreignobject", "evil"}
# Django’s admin has its words for scripts at an address.
OWN_SCRIPTS = ("/static/", "/admin/jsi18n/")
ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
DATA = ("application/ld+json", "application/json")


def _nodes(page: str) -> Iterator[tuple[str, Any]]:
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if isinstance(node.tag, str):
            yield node.tag.rpartition("}")[2], node


def faults(page: str) -> list[str]:
    """Everything in a page, or a piece of one, that runs, leads astray or bears a text's mark."""
    found = []
    for tag, node in _nodes(page):
        if tag in ACTIVE or (tag == "meta" and node.get("http-equiv")):
            found.append(tag)
        if tag == "script":
            found += _faults_of_script(node)
        for name, value in node.attrib.items():
            name = name.rpartition("}")[2]
            if name.startswith("on") or name in ("style", "srcdoc"):
                found.append(name)
            # A speaker's place is made of letters, figures and hyphens of the name, behind ours.
            is_place = name == "id" and re.fullmatch(r"voice_[\w-]+", value)
            named = name in ("id", "class", "name", "for", "type", "rel") and not is_place
            if named and "evil" in value:
                found.append(f"{name}={value}")
            if name in ADDRESSES and not is_good_address(value):
                found.append(f"{name}={value}")
    return found


def _faults_of_script(node: Any) -> list[str]:
    if node.get("type", "") in DATA:
        return faults_of_data(json.loads(node.text))
    if (node.text or "").strip() or not node.get("src", "").startswith(OWN_SCRIPTS):
        return ["script"]
    return []


def is_good_address(value: str) -> bool:
    bare = re.sub(r"[\x00-\x20]", "", value)
    is_relative = not re.match(r"[^/?#]*:", bare) and not re.match(r"[/\\]{2}", bare)
    return is_relative or bool(GOOD_ADDRESS.match(bare))


# Of JSON: the keys under which programs expect an address, and those that hold HTML.
LEADING = {"url", "@id", "item", "sameAs", "final_url", "archived_url", "next", "doi_url", "href"}
HTML = {"html", "body_html"}


def faults_of_data(value: Any, key: str = "") -> list[str]:
    """The same of JSON: addresses lead to the web, and HTML within it has nothing active."""
    if isinstance(value, dict):
        inner = [(part, key if key in HTML else name) for name, part in value.items()]
    elif isinstance(value, list):
        inner = [(part, key) for part in value]
    else:
        inner = []
        if key in LEADING and value and not re.match(r"https?://[^/]|mailto:|tel:|/(?!/)", value):
            return [f"{key}: {value}"]
        if key in HTML and isinstance(value, str):
            return faults(value)
    return [fault for part, name in inner for fault in faults_of_data(part, name)]


def shape(page: str) -> set[tuple[str, ...]]:
    """The elements, attributes, ids and classes of a page, whatever its words and numbers.

    Ids of a text's own headings are left out: they are made of its words, and hold no underscore.
    """
    found: set[tuple[str, ...]] = set()
    for tag, node in _nodes(page):
        if tag not in TEXT_ELEMENTS:
            found.add(("element", tag))
        for name, value in node.attrib.items():
            if name == "id" and tag in HEADINGS and "_" not in value:
                continue
            found.add(("attribute", tag, name))
            if name == "class":
                found |= {("class", word) for word in value.split()}
            elif name == "id":
                found.add(("id", re.sub(r"[0-9]+", "1", value)))
    return found
