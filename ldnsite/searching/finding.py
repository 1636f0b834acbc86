"""Put the index's answer together: what was found, how often, and what may have been meant."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.safestring import SafeString
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ldnsite.searching.backends import SINGLE_FILTERS, Filters, Match, Row, Tally, backend
from ldnsite.searching.models import Kind
from ldnsite.searching.query import Asked, fold
from ldnsite.searching.snippets import excerpt, highlighted, joined_ranges, ranges_of

# Endings of the last word that count as the word itself, the commonest first.
MAX_ENDINGS = 20
# A word of five letters may be one slip away from its suggestion, a word of ten three.
LEAST_LIKENESS = 0.7
SHORTEST_SUGGESTED_FOR = 4
KIND_NAMES = {
    Kind.PAGE: "Page",
    Kind.STUDY: "Study",
    Kind.RESOURCE: "Resource",
    Kind.QUOTE: "Quotation",
    Kind.TERM: "Glossary",
}


@dataclass(frozen=True)
class Hit:
    """A found entry, ready to be shown: title and excerpt are safe and marked."""

    kind_name: str
    title: SafeString
    context: str
    excerpt: SafeString
    warning: str
    address: str


class Found(Sequence):
    """What one question found. Counting asks the index once; a slice asks it for those rows."""

    def __init__(self, match: Match, filters: Filters) -> None:
        self.match = match
        self.filters = filters

    @cached_property
    def tallies(self) -> list[Tally]:
        """Everything that was found, whatever the filters."""
        return backend().tallies(self.match) if self.match.phrases else []

    def __len__(self) -> int:
        return sum(tally.count for tally in self.tallies if _passes(tally, self.filters))

    def __getitem__(self, place: slice) -> list[Hit]:
        if not self.match.phrases:
            return []
        begin, end = place.start or 0, place.stop
        return [
            _shown(row) for row in backend().ranked(self.match, self.filters, begin, end - begin)
        ]

    def counts(self, name: str) -> Counter:
        """How many entries each choice of one filter would leave, the other filters as they are."""
        others = self.filters if name == "tags" else replace(self.filters, **{name: None})
        counted: Counter = Counter()
        for tally in self.tallies:
            if _passes(tally, others):
                for value in tally.tag_ids if name == "tags" else [getattr(tally, name)]:
                    counted[value] += tally.count
        return counted

    @property
    def tag_ids(self) -> set[int]:
        return {tag for tally in self.tallies for tag in tally.tag_ids}


def find(asked: Asked) -> Found:
    """Entries with all of the words, or else, where there are none, with any of them.

    Three queries at most; `match.any_phrase` says which it came to.
    """
    endings: list[str] = []
    if asked.last_word and len(asked.phrases[-1].words) == 1:
        endings = backend().words_beginning(fold(asked.last_word), MAX_ENDINGS)
    match = Match(asked.phrases, tuple(endings), is_open=bool(asked.last_word))
    found = Found(match, Filters())
    if not found.tallies and len(asked.phrases) > 1:
        return Found(replace(match, any_phrase=True), Filters())
    return found


def suggestion(asked: Asked) -> str:
    """The question with words that the index does not hold put right; "" where nothing is."""
    words = {word: fold(word) for word in asked.words if len(word) >= SHORTEST_SUGGESTED_FOR}
    known = backend().known_words(list(words.values())) if words else set()
    better = {word: _nearest(folded) for word, folded in words.items() if folded not in known}
    text = asked.text
    for word, other in better.items():
        if other:
            text = re.sub(rf"(?<![^\W_]){word}(?![^\W_])", other, text)
    return text if text != asked.text else ""


def _nearest(word: str) -> str:
    """The likest word of the index, the commoner of equals; "" where none is like it."""
    counts = dict(backend().near_words(word, slack=2))
    near = process.extract(
        word,
        counts.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=LEAST_LIKENESS,
        limit=10,
    )
    return max(near, key=lambda found: (found[1], counts[found[0]]), default=("",))[0]


def _passes(tally: Tally, filters: Filters) -> bool:
    wanted = {name: getattr(filters, name) for name in SINGLE_FILTERS}
    return tally.tag_ids.issuperset(filters.tags) and all(
        getattr(tally, name) == value for name, value in wanted.items() if value is not None
    )


def _shown(row: Row) -> Hit:
    address = f"{row.address}#{row.anchor}" if row.anchor else row.address
    title_ranges = joined_ranges(row.title, ranges_of(row.marked_title))
    text_ranges = joined_ranges(row.text, ranges_of(row.marked_text))
    return Hit(
        kind_name=KIND_NAMES[Kind(row.kind)],
        title=highlighted(row.title, title_ranges),
        context=row.context,
        excerpt=excerpt(row.text, text_ranges),
        warning=row.warning,
        address=address,
    )
