"""What an editor should look at before publishing: errors, which block, and warnings, which do not.

A warning is a question to the editor, not a verdict. Bounds of length are those of plain-language
guides for health texts: sentences of 15 to 20 words on average, one thought a paragraph; what is
named here is twice that and more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.checking import Checked, texts_of
from articles.markup.problems import Problem
from articles.models import Article
from articles.page_rows import pages_by_code
from articles.publishing import missing
from articles.sentences import sentences
from references.models import Study

MAX_SENTENCE, MAX_PARAGRAPH = 40, 150  # words
MAX_WARNINGS = 200
PLAIN = ("synopsis", "importance_note")
# A paragraph beyond this is said to be too long; its sentences are not looked at one by one.
MAX_SPLIT = 6000

_UNIT = r"(?:mg|milligrams?|mcg|µg|μg|ug|micrograms?|g|grams?|ml|millilitres?|iu|units?|drops?)\b"
_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})?"
_DOSE = re.compile(rf"(?<![\w.,]){_NUMBER}\s?{_UNIT}", re.I)
# An amount, or several such as "1.5, 3 and 4.5", that no noun follows: "take 2 small tablets",
# "it takes 20 minutes" and "started on 12 March" say of what.
_BARE_DOSE = re.compile(
    r"\b(?:dos(?:e|es|age)|take|takes|taking|took|start(?:s|ed|ing)? (?:at|on|with))"
    r"(?: (?:is|was|were|of|at|about|around|up|to|only|a|the|usual|low|daily)){0,4} "
    rf"(?P<amount>{_NUMBER})(?>(?:,? ?(?:to|and|or|–|-|,) ?{_NUMBER}){{0,9}})(?!\w)"
    r"(?=\s*(?:\Z|[.,;:!?)](?!\d))|\s+(?:a|an|per|each|every|daily|nightly|once|twice|at|in|before"
    r"|after|for|then|until|and|or|but)\b)",
    re.I,
)
_SOURCE = re.compile(r"\[@|!\[\[|\]\[|\]\(")
_EMPTY_WORDS = re.compile(
    r"(?<!!)\[\s*(?P<words>here|click here|see here|this|this page|link|this link|more|read more"
    r"|click|click \d{1,3}|link \d{1,3})\s*\](?:\(|\s?\[(?![@\[]))",
    re.I,
)
_BARE_PICTURE = re.compile(r"!\[\s*\]\(")
_HEADING = re.compile(r"(#{1,6})[ \t]")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")
_QUOTED = re.compile(r"(?:[ ]{0,3}>[ ]?){1,9}")
_NOTATION = re.compile(
    r"!?\[\[[^\[\]\n]{0,300}\]\]|\[@[^\[\]\n]{0,300}\]|\]\[[^\[\]\n]{0,300}\]|\]\([^()\n]{0,2000}\)"
)


@dataclass
class Findings:
    """Errors block publishing, warnings do not; both sorted by field and line."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def findings_of(article: Article, checked: Checked) -> Findings:
    """Everything that the draft's check, its fields and its words give reason to say.

    One query for pages not yet written, and those of the draft's own validation.
    """
    errors = sorted({*missing(article), *checked.problems})
    warnings = [
        *_lost_ends(checked),
        *_old_or_withdrawn(article, checked),
        *(finding for name, text in texts_of(article).items() for finding in words_of(name, text)),
        *(finding for name in PLAIN for finding in plain_words_of(name, getattr(article, name))),
    ]
    return Findings(errors, sorted(set(warnings))[:MAX_WARNINGS])


def words_of(name: str, text: str) -> Iterator[Problem]:
    """Warnings that the words of one field alone give; `name` is the field's."""
    lines = text.split("\n")
    # Whatever sign the topmost headings have, they stand right below the page's title.
    above = min((len(found[1]) for found in map(_HEADING.match, lines) if found), default=1) - 1
    for number, line in enumerate(lines, start=1):
        if heading := _HEADING.match(line):
            if len(heading[1]) > above + 1:
                signs = "#" * (above + 1)
                message = f"a heading level is skipped here: write {signs} for {heading[1]}."
                yield Problem(name, number, message)
            above = len(heading[1])
        for found in _EMPTY_WORDS.finditer(line):
            yield Problem(
                name,
                number,
                f"“{found['words'].strip()}” does not say where the link leads; name it.",
            )
        for _ in _BARE_PICTURE.finditer(line):
            yield Problem(name, number, "say in words what the picture shows: ![words](address).")
    # Key messages are one on a line.
    for number, paragraph in _paragraphs(text, by_line=name == "key_messages"):
        yield from _lengths(name, number, paragraph)
        yield from _doses(name, number, paragraph)


def plain_words_of(name: str, text: str) -> Iterator[Problem]:
    """Warnings for a field that takes no notations, and so can name no source."""
    for number, paragraph in _paragraphs(text, by_line=False):
        yield from _lengths(name, number, paragraph)
        yield from _bare_doses(name, number, paragraph)


def _paragraphs(text: str, *, by_line: bool) -> Iterator[tuple[int, str]]:
    """Paragraphs and list items with the line, from 1, that each begins on."""
    begun, lines = 0, []
    for number, whole in enumerate([*text.split("\n"), ""], start=1):
        line = _QUOTED.sub("", whole, count=1) if whole.lstrip().startswith(">") else whole
        ends = not line.strip() or _HEADING.match(line) or line.lstrip().startswith("|")
        if (ends or by_line or _ITEM.match(line)) and lines:
            yield begun, "\n".join(lines)
            lines = []
        if not ends:
            begun = begun if lines else number
            lines.append(line)


def _lengths(name: str, number: int, paragraph: str) -> Iterator[Problem]:
    words = len(paragraph.split())
    if words > MAX_PARAGRAPH:
        yield Problem(name, number, f"a paragraph of {words} words is hard to read; split it.")
    if len(paragraph) > MAX_SPLIT:
        return
    for sentence in sentences(_NOTATION.sub(" ", paragraph)):
        words = len(sentence.split())
        if words > MAX_SENTENCE:
            begins = " ".join(sentence.split()[:5])
            yield Problem(
                name, number, f"the sentence “{begins} …” has {words} words; make two of it."
            )


def _doses(name: str, number: int, paragraph: str) -> Iterator[Problem]:
    yield from _bare_doses(name, number, paragraph)
    dose = _DOSE.search(paragraph)
    if dose and not _SOURCE.search(paragraph):
        yield Problem(name, number, f"{dose[0]} stands without a source; cite one.")


def _bare_doses(name: str, number: int, paragraph: str) -> Iterator[Problem]:
    for found in _BARE_DOSE.finditer(paragraph):
        yield Problem(name, number, f"{found['amount']} of what? Give the unit.")


def _lost_ends(checked: Checked) -> Iterator[Problem]:
    uses = checked.compiled.uses
    pages = uses.get("page", {})
    written = pages_by_code(pages.keys())
    for code, use in pages.items():
        if code not in written:
            for name, line in use["places"]:
                yield Problem(name, line, f"page {code} is not written yet; readers are told so.")
    for link in checked.links:
        if link.is_wanted:
            for name, line in uses["link"][link.key]["places"]:
                yield Problem(name, line, f"the address of “{link.key}” is wanted.")


def _old_or_withdrawn(article: Article, checked: Checked) -> Iterator[Problem]:
    uses = checked.compiled.uses
    for reference, _ in checked.references:
        study = reference.specific
        if not isinstance(study, Study):
            continue
        places = [
            place
            for kind in ("reference", "embed")
            for place in uses.get(kind, {}).get(study.key, {}).get("places", [])
        ] or [("body", 0)]
        if study.is_retracted:
            for name, line in places:
                yield Problem(name, line, f"“{study.key}” is retracted; readers see that here.")
        if article.reviewed_on and study.is_newer_than(article.reviewed_on):
            name, line = places[0]
            yield Problem(name, line, f"“{study.key}” is newer than the last review of this page.")
