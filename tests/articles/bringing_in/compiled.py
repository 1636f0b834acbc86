"""What readers would see of an assembled page, and whether any of its words went missing."""

import html
import re
from collections import Counter

from articles.bringing_in.assembling import Assembled, assemble
from articles.bringing_in.inline import TOKEN
from articles.bringing_in.reading import clean
from articles.bringing_in.report import Report
from articles.markup.compiling import Compiled, compile_page
from tests.articles.bringing_in.samples import words_in

_PARTING = re.compile(r"</?(?:p|li|h\d|blockquote|tr|td|th|table|br|hr|ul|ol)\b[^>]*>")
_NUMBERED = re.compile(r'<ol(?: start="(\d+)")?>(.*?)</ol>', re.S)


def assembled(source: str, kind: str = "text", **options: str) -> Assembled:
    report = Report()
    return assemble(clean(source, report), kind, report, **options)


def compiled(page: Assembled) -> Compiled:
    return compile_page({"body": TOKEN.sub(r"link-\1", page.body)}, {})


def text_of(page: Assembled) -> str:
    """The words that a browser shows of the text, the numbers of lists among them."""
    made = compiled(page).html["body"]
    numbers = [
        str(int(found[1] or 1) + place)
        for found in _NUMBERED.finditer(made)
        for place in range(found[2].count("<li>"))
    ]
    shown = html.unescape(re.sub("<[^>]*>", "", _PARTING.sub(" ", made)))
    return " ".join([shown, *numbers])


def lost(source: str, page: Assembled) -> Counter[str]:
    """Words of the source that stand neither in the draft nor in what was recognised."""
    kept = words_in(text_of(page)) + words_in(str(page.values["title"]))
    for finding in page.report.recognised:
        kept += words_in(finding.words)
    return words_in(source) - kept
