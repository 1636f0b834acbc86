"""Put the index's answer together: what was found, how often, and what may have been meant."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

from django.utils.safestring import SafeString
from rapidfuzz.distance import OSA

from ldnsite.searching.backends import NO_FILTERS, Candidate, Filters, Match, Row, backend
from ldnsite.searching.models import Kind
from ldnsite.searching.query import Asked, fold, read
from ldnsite.searching.ranking import candidates
from ldnsite.searching.snippets import excerpt, highlighted, joined_ranges, ranges_of
from ldnsite.searching.words import known_words, near_words

# As many are ranked, counted and shown, whatever is found: nobody reads further, and a common word
# costs no more than its look-up in the index.
MOST = 500
# Endings of the last word that count as the word itself, the commonest first.
MAX_ENDINGS = 20
SHORTEST_SUGGESTED_FOR = 4
# In a word this short, another letter makes another word: beta and meta, heart and heat.
SHORT = 7
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


@dataclass(frozen=True)
class Pool:
    """Found entries, the best first; where it `is_cut`, more were found than it holds."""

    candidates: list[Candidate]
    is_cut: bool = False


class Counts(Counter):
    """How many entries each choice of one filter would leave, or that many at least."""

    is_least = False


class Found(Sequence):
    """What one question found, MOST entries of it at the most.

    The index is asked once, and once more for the filters where there is more than MOST without
    them; a slice asks for the rows of its entries. Where filters are `to_come`, what was found
    without them is counted and not shown, so that it need not be the best.
    """

    def __init__(self, match: Match, *, to_come: bool = False) -> None:
        self.match = match
        self.filters = NO_FILTERS
        self._to_come = to_come
        self._pools: dict[tuple[Filters, bool], Pool] = {}

    @property
    def best(self) -> Pool:
        """What was found, whatever the filters."""
        return self._pool(NO_FILTERS, only_counted=self._to_come)

    @property
    def chosen(self) -> Pool:
        """What was found and passes the filters."""
        return self._pool(self.filters)

    def _pool(self, filters: Filters, *, only_counted: bool = False) -> Pool:
        if not self.match.phrases:
            return Pool([])
        if (filters, only_counted) not in self._pools:
            if (filters or self._to_come) and not only_counted and not self.best.is_cut:
                pool = Pool(filters.passing(self.best.candidates))
            else:
                rows = candidates(self.match, filters, MOST + 1, only_counted=only_counted)
                pool = Pool(rows[:MOST], is_cut=len(rows) > MOST)
            self._pools[filters, only_counted] = pool
        return self._pools[filters, only_counted]

    @property
    def is_nothing(self) -> bool:
        """Nothing was found, whatever the filters."""
        return not self.best.candidates

    def __len__(self) -> int:
        return len(self.chosen.candidates)

    def __getitem__(self, place: slice) -> list[Hit]:
        pks = [one.pk for one in self.chosen.candidates[place]]
        rows = {row.pk: row for row in backend().shown(self.match, pks)} if pks else {}
        # What was taken away between the two questions is left out.
        return [_shown(rows[pk]) for pk in pks if pk in rows]

    def counts(self, name: str) -> Counts:
        """How many entries each choice of one filter would leave, the other filters as they are."""
        pool = self.chosen
        if name != "tags" and getattr(self.filters, name) is not None:
            others = replace(self.filters, **{name: None})
            pool = Pool(others.passing(self.best.candidates), self.best.is_cut)
        if name == "tags":
            counts = _tags_of(pool.candidates)
        else:
            counts = Counts(map(itemgetter(Candidate._fields.index(name)), pool.candidates))
        counts.is_least = pool.is_cut
        return counts

    @cached_property
    def tag_ids(self) -> set[int]:
        """The tags of what was found, whatever the filters."""
        return set(_tags_of(self.best.candidates))


def _tags_of(candidates: list[Candidate]) -> Counts:
    met = Counter("|".join([one.tags for one in candidates]).split("|"))
    return Counts({int(tag): count for tag, count in met.items() if tag})


@dataclass(frozen=True)
class Suggestion:
    """What may have been meant: `words` that stand somewhere in the place of those `missing`."""

    text: str
    missing: tuple[str, ...]
    words: tuple[str, ...]


def find(asked: Asked, *, to_come: bool = False) -> Found:
    """Entries with all of the words, or else, where there are none, with any of them.

    Whoever will set filters says that they are `to_come`.

    A few queries, however much there is; `match.any_phrase` says which it came to.
    """
    held = _held(asked)
    found = Found(_match(asked, held), to_come=to_come)
    if found.is_nothing and len(asked.phrases) > 1:
        match = replace(found.match, any_phrase=True, held=max(held))
        return Found(match, to_come=to_come)
    return found


def _match(asked: Asked, held: list[int]) -> Match:
    """All of the words; `held` is how many entries hold each phrase."""
    match = Match(asked.phrases, is_open=bool(asked.last_word), held=min(held, default=0))
    if asked.last_word and len(asked.phrases[-1].words) == 1:
        endings = tuple(backend().endings(fold(asked.last_word), MAX_ENDINGS))
        is_common = len(asked.phrases) == 1 and match.held > MOST
        match = replace(match, endings=endings, is_common=is_common)
    return match


def _held(asked: Asked) -> list[int]:
    """How many entries at most hold the rarest word of each phrase as it stands."""
    phrases = [[list(map(fold, words)) for words in phrase.ways] for phrase in asked.phrases]
    words = [word for ways in phrases for way in ways for word in way]
    known = known_words(words) if words else {}
    return [sum(min(known.get(word, 0) for word in way) for way in ways) for ways in phrases]


def suggestion(asked: Asked) -> Suggestion | None:
    """The question with words that the index does not hold put right, where that finds all of it.

    A word with a figure is left as it is: another figure is another dose.
    """
    long_enough = (word for word in asked.words if len(word) >= SHORTEST_SUGGESTED_FOR)
    words = {word: fold(word) for word in long_enough if word.isalpha()}
    known = known_words(list(words.values())) if words else {}
    nearest = {word: _nearest(folded) for word, folded in words.items() if folded not in known}
    better = {word: other for word, other in nearest.items() if other}
    text = asked.text
    for word, other in better.items():
        text = re.sub(rf"(?<![^\W_]){word}(?![^\W_])", other, text)
    if text == asked.text:
        return None
    put_right = read(text)
    if Found(_match(put_right, _held(put_right)), to_come=True).is_nothing:
        return None
    return Suggestion(text, tuple(better), tuple(dict.fromkeys(better.values())))


def _nearest(word: str) -> str:
    """The commonest word of the index that may have been meant; "" where none may."""
    counts = near_words(word)
    near = [other for other in counts if _is_slip(word, other)]
    return max(near, key=lambda other: (counts[other], other), default="")


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one word may be a slip of the hand for the other.

    One slip, and no more in long words: naloxone is three from naltrexone, prednisone two from
    prednisolone. In a short word only a letter left out, doubled or put before its neighbour.
    """
    if OSA.distance(typed, meant, score_cutoff=1) != 1:
        return False
    is_left_out, is_moved = len(typed) < len(meant), sorted(typed) == sorted(meant)
    return len(typed) > SHORT or is_left_out or is_moved or _undoubled(typed) == _undoubled(meant)


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


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
