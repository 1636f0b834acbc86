"""The first use of each glossary term in a section gets a marker."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from articles.markup.collected import TAG, Collected

# Within these a link would nest in a link, or change what is quoted letter by letter.
_LEFT_ALONE = {"a", "code", "pre", "img", *(f"h{level}" for level in range(1, 7))}


def term_pattern(forms: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all forms, the longest first, whole words only; None for no forms.

    A form with a capital after its first letter (PEM, NK cell, mcg/L) is matched to the letter, so
    that "pem" in another word or language is not taken for it; others in either case.
    """
    alternatives = [
        _spelt(form) if re.search(r"(?<!^)[A-Z]", form) else f"(?i:{_spelt(form)})"
        for form in sorted(set(forms), key=lambda form: (-len(form), form))
    ]
    if not alternatives:
        return None
    # Python-Markdown's stand-ins begin with U+0002 and end with U+0003.
    return re.compile(rf"(?<![\w\x02-])(?:{'|'.join(alternatives)})(?![\w\x03-])")


def _spelt(form: str) -> str:
    """A form's words may stand on two lines of the text."""
    return r"\s+".join(re.escape(word) for word in form.split())


def _plain(form: str) -> str:
    return " ".join(form.casefold().split())


class GlossaryTerms(Treeprocessor):
    """`terms` maps a term's key to its forms."""

    def __init__(self, md: Markdown, collected: Collected, terms: dict[str, list[str]]) -> None:
        super().__init__(md)
        self.collected = collected
        self.pattern = term_pattern(form for forms in terms.values() for form in forms)
        self.keys = {_plain(form): key for key, forms in terms.items() for form in forms}
        self.seen: set[str] = set()

    def run(self, root: etree.Element) -> None:
        if self.pattern:
            self.walk(root)

    def walk(self, element: etree.Element) -> None:
        if re.fullmatch("h[1-6]", element.tag):
            self.seen = set()
        if element.tag in _LEFT_ALONE or (element.tag == TAG and self.is_link(element)):
            return
        children = list(element)
        if element.text:
            self.insert(element, 0, *self.split(element.text))
        for child in children:
            self.walk(child)
            if child.tail:
                tail, child.tail = child.tail, None
                place = list(element).index(child) + 1
                words, marks = self.split(tail)
                child.tail = words
                for offset, mark in enumerate(marks):
                    element.insert(place + offset, mark)

    def is_link(self, element: etree.Element) -> bool:
        return self.collected.mark_of(element)["type"] != "callout"

    def insert(
        self, element: etree.Element, place: int, words: str, marks: list[etree.Element]
    ) -> None:
        element.text = words
        for offset, mark in enumerate(marks):
            element.insert(place + offset, mark)

    def split(self, text: str) -> tuple[str, list[etree.Element]]:
        """The words before the first term, and a marker for each term with what follows it."""
        marks: list[etree.Element] = []
        lead, position = "", 0
        for found in self.pattern.finditer(text):
            key = self.keys.get(_plain(found[0]))
            if key is None or key in self.seen:
                continue
            self.seen.add(key)
            before = text[position : found.start()]
            if marks:
                marks[-1].tail = before
            else:
                lead = before
            marks.append(self.collected.mark({"type": "term", "key": key}, found[0]))
            position = found.end()
        if not marks:
            return text, []
        marks[-1].tail = text[position:]
        return lead, marks
