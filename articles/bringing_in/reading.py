"""From the bytes of a file to a text that every database can hold, and what kind of text it is."""

import codecs
import re

from articles.bringing_in.report import Finding, Refused, Report
from ldnsite.text import normalise_newlines

MAX_BYTES = 2 * 1024 * 1024
FORMATS = ("text", "markdown", "html")
SUFFIXES = {
    "txt": "text",
    "text": "text",
    "md": "markdown",
    "markdown": "markdown",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
}
# What editors are likeliest to hand over by mistake, by its first bytes.
_OTHER_FILES = {
    b"PK\x03\x04": "a Word, OpenDocument or zip file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text (RTF) file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
# Form feeds and their like part lines; every other control, surrogate and noncharacter parts words.
_LINE_PARTERS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Five bytes mean nothing in Windows-1252: they stay controls, which `clean` takes out and tells of.
_WINDOWS_1252 = {
    code: sign for code in range(0x80, 0xA0) if (sign := bytes([code]).decode("cp1252", "ignore"))
}
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|h[1-6]|table|ul|ol|br)\b[^<>]{0,500}>", re.I
)
_MARKDOWN = re.compile(r"(?m)^#{1,6} \S|\]\(https?://|\*\*\w|^\[[^\]\n]{1,80}\]: ?http")


def decode(data: bytes, report: Report) -> str:
    """The text of a file; says in the report where its encoding had to be guessed.

    Raises Refused for what is too large or no text.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f}"
        raise Refused(f"The page has {size} MB; at most 2 MB can be brought in. Split it in two.")
    for start, name in _OTHER_FILES.items():
        if data.startswith(start):
            raise Refused(f"This is {name}. Save it as plain text or as HTML, and bring that in.")
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return _decode_utf16(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        report.guessed.append(
            Finding(
                data.count(b"\n", 0, fault.start) + 1,
                "",
                "the file is not UTF-8, so it was read as Windows-1252. Look at the accents, "
                "dashes and quotation marks",
            )
        )
    return data.decode("latin-1").translate(_WINDOWS_1252)


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise Refused(
            "The file begins as UTF-16 text and then breaks off in the middle of a character. "
            "Save it again as UTF-8."
        ) from None


def clean(text: str, report: Report) -> str:
    """The text with line feeds for line ends and without controls; says what was taken out.

    Raises Refused where so much of it is controls that it cannot be a text.
    """
    text = _LINE_PARTERS.sub("\n", normalise_newlines(text.removeprefix("\ufeff")))
    first = _UNSTORABLE.search(text)
    if not first:
        return text
    cleaned, count = _UNSTORABLE.subn(" ", text)
    if count > max(20, len(text) // 20):
        raise Refused("This is not a text. Save the page as plain text (UTF-8) or as HTML.")
    report.guessed.append(
        Finding(
            text.count("\n", 0, first.start()) + 1,
            "",
            f"{count:,} invisible control character{'s' if count > 1 else ''}, the first of them "
            "here, became a space",
        )
    )
    return cleaned


def guess_format(name: str, text: str) -> str:
    """One of FORMATS, by the file's name, else by what the text holds."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    start = text[:20_000]
    if _HTML.search(start):
        return "html"
    return "markdown" if _MARKDOWN.search(start) else "text"
