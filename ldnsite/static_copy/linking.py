"""What an answer leads to, and the answer with its links as they lie in the copy."""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from ldnsite.static_copy.placing import placed

# An address in a style, and one of the site's own in a feed or a sitemap.
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")
_PATH = r"(/[^\s<>\"'&]*)"


class Linked:
    """A text with the addresses of the site that it leads to, as the site has them."""

    def __init__(self, text: str, addresses: set[str]) -> None:
        self.text = text
        self.addresses = addresses


def link(text: str, kind: str, address: str, base: str) -> Linked:
    """Raises NotKept for a link to what a copy has no place for."""
    if kind == "text/html":
        page = _Page(address)
        page.feed(text)
        page.close()
        return Linked("".join(page.written), page.addresses)
    if kind == "text/css":
        found = {urljoin(address, one) for one in _IN_STYLE.findall(text)}
        return Linked(text, {urldefrag(one)[0] for one in found if one.startswith("/")})
    if kind in ("application/xml", "application/atom+xml"):
        addresses: set[str] = set()

        def replaced(found: re.Match) -> str:
            one, fragment = urldefrag(found[1])
            addresses.add(one)
            return base + placed(one) + (f"#{fragment}" if fragment else "")

        return Linked(re.sub(re.escape(base) + _PATH, replaced, text), addresses)
    return Linked(text, set())


class _Page(HTMLParser):
    """Writes a page as it is but for the links that lie elsewhere in the copy."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.address = address
        self.written: list[str] = []
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        changed = [(name, self.turned(name, value)) for name, value in attrs]
        if changed == attrs:
            self.written.append(self.get_starttag_text() or "")
            return
        words = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in changed
        )
        self.written.append(f"<{tag}{words}>")

    def turned(self, name: str, value: str | None) -> str | None:
        if name not in ("href", "src") or not value or value.startswith("#"):
            return value
        parts = urlsplit(value)
        if parts.scheme or parts.netloc:
            return value
        whole, fragment = urldefrag(urljoin(self.address, value))
        self.addresses.add(whole)
        place = placed(whole)
        if place == whole and value.startswith("/"):
            return value
        return place + (f"#{fragment}" if fragment else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")
