"""Put together what one old page says: fields, Markdown and links, without the database."""

import re
from dataclasses import dataclass, field

from articles.bringing_in import html, markdown, text
from articles.bringing_in.inline import TOKEN, Links, cut, plain
from articles.bringing_in.recognising import Recogniser, code_in_name, split_title
from articles.bringing_in.report import Finding, Line, Refused, Report, check_size

MAX_TITLE = 200


@dataclass
class Assembled:
    """`values` are fields of an Article; in `body`, tokens stand for the keys of `links`."""

    values: dict[str, str | int]
    body: str
    links: Links
    report: Report = field(default_factory=Report)


def assemble(
    source: str, kind: str, report: Report, *, name: str = "", code: str = ""
) -> Assembled:
    """Read a clean text of one of `reading.FORMATS`.

    `name` is the file's, which may hold the page's code; `code` is one that the editor chose.
    Raises Refused where there are no words or too many links.
    """
    links = Links()
    page_title = ""
    if kind == "html":
        lines, page_title = html.to_markdown(source, links, report)
    else:
        lines = [Line(number, line) for number, line in enumerate(source.split("\n"), start=1)]
        check_size(len(source), sum(bool(line.text.strip()) for line in lines))
    if kind == "markdown":
        lines = markdown.to_markdown(lines, links, report)
    words_of = _spaced if kind == "text" else plain
    recogniser = Recogniser(lines, report, words_of, code, code_in_name(name))
    found = recogniser.run()
    lines = [
        Line(line.number, "") if place in found.taken else line for place, line in enumerate(lines)
    ]
    if kind == "text":
        lines = text.to_markdown(lines, links, report)
    if not any(line.text.strip() for line in lines):
        raise Refused("There are no words to bring in.")
    values = dict(found.values)
    lines = _take_title(lines, page_title, values, report)
    if page_title and page_title != values["title"]:
        report.left.append(Finding(0, page_title, "the title of the old page’s window is not used"))
    body = "\n".join(line.text for line in lines)
    return Assembled(values, re.sub(r"\n{3,}", "\n\n", body).strip("\n"), links, report)


def used_links(body: str) -> set[int]:
    """The places of the links that the Markdown names."""
    return {int(found[1]) for found in TOKEN.finditer(body)}


def _spaced(words: str) -> str:
    return " ".join(words.split())


def _take_title(
    lines: list[Line], page_title: str, values: dict[str, str | int], report: Report
) -> list[Line]:
    """Set the title; a heading that stands first leaves the text, since readers see the title."""
    first = next(place for place, line in enumerate(lines) if line.text.strip())
    heading = next((line for line in lines if _is_heading(line)), None)
    # A line of signs alone has no plain words.
    words = plain(lines[first].text) or lines[first].text.strip()
    own, title = split_title(words)
    if own and values.get("code") == own:
        # “Page 13: Title” says both, whatever its form.
        report.recognised.append(
            Finding(lines[first].number, words, f"this page’s code {own}, and its title")
        )
    elif _is_heading(lines[first]):
        title = words
    else:
        title = page_title or (plain(heading.text) if heading else words)
        number = 0 if page_title else (heading or lines[first]).number
        values["title"] = cut(title, MAX_TITLE)[0].strip()
        report.guessed.append(
            Finding(number, str(values["title"]), "title; its words stay in the text too")
        )
        return lines
    values["title"] = cut(title, MAX_TITLE)[0].strip()
    report.guessed.append(Finding(lines[first].number, title, "title"))
    if len(title) > MAX_TITLE or not title:
        return lines
    return lines[:first] + lines[first + 1 :]


def _is_heading(line: Line) -> bool:
    return re.match(r"#{1,6}\s+\S", line.text) is not None
