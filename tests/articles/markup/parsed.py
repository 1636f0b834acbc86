"""What the tests of the markup share: rows in memory, and HTML read by html5lib.

html5lib shares no code with nh3, which has the last word in the source.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as etree

import html5lib

from articles.markup.compiling import Compiled, compile_page
from articles.markup.expanding import Expander, Rows
from articles.models import Edition, Quote, Term
from references.models import Link, Resource, Study

TERMS = {"ldn": ["LDN", "low dose naltrexone"], "pem": ["PEM"]}
TEXT_ELEMENTS = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li"),
    *("ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
TEMPLATE_ELEMENTS = {
    *("dd", "div", "dl", "dt", "figcaption", "figure", "section", "small", "span", "sup"),
}
ATTRIBUTES = {
    *("align", "alt", "aria-label", "class", "href", "id", "role", "src", "start", "title"),
}
# What a browser leads to, after it dropped what browsers drop.
GOOD_ADDRESS = re.compile(r"https?://[^/?#]|mailto:|tel:|[#?]|/(?!/)", re.I)


def compiled(text: str, terms: dict[str, list[str]] | None = None, name: str = "body") -> Compiled:
    return compile_page({name: text}, terms or {})


def html_of(text: str, terms: dict[str, list[str]] | None = None) -> str:
    """The compiled HTML of a body that is expected to be free of problems."""
    page = compiled(text, terms)
    assert page.problems == []
    return page.html["body"]


def messages(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in compiled(text).problems]


def make_rows() -> Rows:
    """Rows that were never saved, with words that would break out of a careless template."""
    evil = '"><script>x()</script>'
    studies = {
        key: Study(key=key, title=f"Study {evil}", people=f"Ada {evil}", year=2013)
        for key in ("a", "b")
    }
    link = Link(key="k", label=evil, url="https://example.org/?a=1&b=2", status="ok")
    resource = Resource(key="r", title=evil, resource_kind="book", description=evil)
    broken = Link(
        key="broken",
        label="Broken",
        url="https://example.org/gone",
        status="broken",
        archived_url="https://archive.example/'onclick=x()/&",
    )
    return Rows(
        references={**studies, "r": resource},
        numbers={"a": 1, "b": 2},
        quotes={"q": Quote(key="q", words=evil, speaker=evil, role="patient", note=evil)},
        links={"k": link, "broken": broken, "wanted": Link(key="wanted", status="wanted")},
        terms={"ldn": Term(key="ldn", term="LDN")},
        pages={"14b": Edition(code="14b", slug="dosing", title=f"Dosing {evil}")},
    )


def expanded(page: Compiled) -> dict[str, str]:
    expander = Expander(page.marks, make_rows())
    return {name: str(expander.expand(html)) for name, html in page.html.items()}


def parse(html: str) -> etree.Element:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def parse_errors(html: str) -> list[str]:
    """Where html5lib had to mend the HTML, such as a link within a link."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(html)
    return [name for _, name, _ in parser.errors]


def words_of(html: str) -> str:
    return " ".join("".join(parse(html).itertext()).split())


def faults(html: str, elements: set[str]) -> list[str]:
    """Everything in the HTML that no text may bring about."""
    return [
        fault
        for element in parse(html).iter()
        if element.tag != "DOCUMENT_FRAGMENT"
        for fault in _faults_of(element, elements)
    ]


def _faults_of(element: etree.Element, elements: set[str]) -> Iterator[str]:
    if element.tag not in elements:
        yield f"element {element.tag}"
    for name, value in element.attrib.items():
        if name not in ATTRIBUTES and (element.tag, name) != ("ld-mark", "n"):
            yield f"attribute {name} of {element.tag}"
        if name in ("href", "src") and not GOOD_ADDRESS.match(as_browsers_read(value)):
            yield f"address {value!r}"
        if name == "id" and ("_" in value) == (element.tag in ("h2", "h3", "h4", "h5", "h6")):
            yield f"id {value} of {element.tag}"
        if name == "class" and element.tag not in TEMPLATE_ELEMENTS | {
            "a",
            "li",
            "p",
            "strong",
            "ul",
        }:
            yield f"class of {element.tag}"


def as_browsers_read(address: str) -> str:
    trimmed = address.strip("".join(map(chr, range(0x21))))
    return re.sub(r"[\t\n\r]", "", trimmed).replace("\\", "/")
