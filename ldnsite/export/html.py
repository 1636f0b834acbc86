"""A page's HTML for programs: what the compiler made, its markers put into words.

A pure function of the page's own record and of the addresses that it names. What stands in records
of its own is named by its key, in attributes, and not told again: so a page's record changes only
when the page does, and never with the day on which it is read.

| in the text | here |
|---|---|
| citation | `<sup class="cite"><a href="#ref_2" data-reference="key">2</a></sup>` |
| page | `<a href="/pages/slug/" data-page="14b">`; `<span class="unwritten" data-page="99">` |
| link | `<a href="…" data-link="key">`; `<span class="wanted" …>`, `<span class="broken" …>` |
| term | `<span class="term" data-term="key">` |
| quote, study, resources | `<div class="embed" data-embed="key key"></div>` |
| callout | `<div class="callout callout-warning" role="note" aria-label="Warning">` |
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from articles.markup.collected import MARKER, TAG
from references.models import LinkStatus

# Most marks have plain words or none between their tags: these are replaced whole.
_TOKEN = re.compile(rf"{MARKER.pattern}([^<]*)</{TAG}>|{MARKER.pattern}|</{TAG}>")
_ODD = re.compile("[&<>\"']")


@dataclass(slots=True)
class Named:
    """What the markers of one page lead to: `links` maps a key to what `link_tags` made."""

    numbers: dict[str, int]
    links: dict[str, tuple[str, str]]
    pages: dict[str, tuple[str, str, str]]
    terms: dict[str, str]


def expand(html: str, marks: list[dict[str, Any]], named: Named) -> str:
    """The HTML of one field with every marker replaced."""
    closings: list[str] = []

    def put(found: re.Match[str]) -> str:
        whole, words, begun = found.groups()
        number = whole or begun
        if number is None:
            return closings.pop()
        mark = marks[int(number)]
        opening, closing = _TAGS[mark["type"]](mark, named)
        if whole:
            return f"{opening}{words}{closing}"
        closings.append(closing)
        return opening

    return _TOKEN.sub(put, html)


def quoted(words: str) -> str:
    """`escape`, for words of which most have nothing to escape."""
    return escape(words) if _ODD.search(words) else words


def link_tags(key: str, url: str, status: str, archived_url: str) -> tuple[str, str]:
    """What stands before and after the words of a link."""
    if status == LinkStatus.WANTED:
        return (
            f'<span class="wanted" data-link="{key}">',
            " <small>(address wanted)</small></span>",
        )
    if status == LinkStatus.BROKEN:
        copy = f', <a href="{quoted(archived_url)}">archived copy</a>' if archived_url else ""
        return (
            f'<span class="broken" data-link="{key}">',
            f" <small>(link broken{copy})</small></span>",
        )
    return f'<a href="{quoted(url)}" data-link="{key}">', "</a>"


def _cite(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    cited = []
    for item in mark["items"]:
        number = named.numbers.get(item["key"])
        if number is None:
            continue
        locator = item["locator"]
        where = f'<span class="locator"> {quoted(locator)}</span>' if locator else ""
        cited.append(f'<a href="#ref_{number}" data-reference="{item["key"]}">{number}</a>{where}')
    return (f'<sup class="cite">{", ".join(cited)}</sup>' if cited else ""), ""


def _page(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    asked, has_words = mark["code"], mark["words"]
    page = named.pages.get(asked)
    if page is None:
        asked = quoted(asked)
        words = "" if has_words else f"page {asked}"
        note = f"page {asked}, not written yet" if has_words else "not written yet"
        opening = f'<span class="unwritten" data-page="{asked}">{words}'
        return opening, f" <small>({note})</small></span>"
    code, path, title = page
    words = "" if has_words else f"{code} {quoted(title)}"
    return f'<a href="{path}" data-page="{code}">{words}', "</a>"


def _link(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    return named.links.get(mark["key"], ("", ""))


def _term(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    key = mark["key"]
    return (f'<span class="term" data-term="{key}">', "</span>") if key in named.terms else ("", "")


def _callout(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    kind, title = mark["kind"], mark["kind"].capitalize()
    return (
        f'<div class="callout callout-{kind}" role="note" aria-label="{title}">'
        f'<p class="callout-title">{title}</p>',
        "</div>",
    )


def _embed(mark: dict[str, Any], named: Named) -> tuple[str, str]:
    return f'<div class="embed" data-embed="{" ".join(mark["keys"])}"></div>', ""


_TAGS = {
    "cite": _cite,
    "page": _page,
    "link": _link,
    "term": _term,
    "callout": _callout,
    "embed": _embed,
}
