"""What differs between two texts, word by word, within a fixed number of steps.

difflib takes cubic time where words repeat, which any long text with a table does. Here the
greedy algorithm of E. W. Myers ("An O(ND) difference algorithm and its variations", 1986) counts
its steps: first it matches whole paragraphs, then the words of what is left. A stretch that would
take too many steps, or has hardly a word in common, counts as written anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

STEPS = 250_000  # about a quarter of a second for one text
MIN_SHARED = 0.3  # below this share of common words a word-level comparison confuses
MAX_ISLAND = 2  # so few common words between two changes are drawn into them

SAME, ADDED, REMOVED = "same", "added", "removed"

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_TOKEN = re.compile(r"[\w’'-]+(?:[.,:/@][\w’'-]+)*\s*|[^\w\s]\s*")
_BREAK = "\n\n"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went; `kind` is SAME, ADDED or REMOVED."""

    kind: str
    text: str

    @property
    def words(self) -> str:
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """The white space behind the words, which is not underlined or struck through."""
        return self.text[len(self.words) :]


@dataclass
class Block:
    """A changed paragraph, in pieces; or, where `folded` is set, paragraphs that stayed."""

    pieces: list[Piece] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)

    @property
    def folded_text(self) -> str:
        return _BREAK.join(self.folded)


class _Budget:
    def __init__(self, steps: int) -> None:
        self.steps = steps


def compare(before: str, after: str, steps: int = STEPS) -> list[Block]:
    """The blocks of `after` in order, with what `before` had in their places.

    White space within a paragraph is no difference. Equal texts give at most one, folded, block.
    """
    budget = _Budget(steps)
    old, new = _paragraphs(before), _paragraphs(after)
    old_keys, new_keys = ([" ".join(text.split()) for text in texts] for texts in (old, new))
    blocks: list[Block] = []
    for is_same, olds, news in _stretches(old_keys, new_keys, budget):
        if is_same:
            blocks.append(Block(folded=new[news]))
        else:
            blocks += _changed(old[olds], new[news], budget)
    return blocks


def replaced(before: str, after: str) -> list[Block]:
    """One value in the place of another, where comparing their words would say nothing."""
    pieces = [Piece(REMOVED, before), Piece(ADDED, after)]
    return [Block(pieces=[piece for piece in pieces if piece.text])]


def _paragraphs(text: str) -> list[str]:
    return [part for part in _PARAGRAPH_END.split(text.strip()) if part.strip()]


@dataclass
class _Hunk:
    """Words that stayed, then what came in the place of what went."""

    same: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def _changed(old: list[str], new: list[str], budget: _Budget) -> list[Block]:
    old_words, new_words = _words(old), _words(new)
    hunks = [_Hunk()]
    for is_same, olds, news in _stretches(_keys(old_words), _keys(new_words), budget):
        if is_same:
            hunks.append(_Hunk(same=new_words[news]))
        else:
            hunks[-1].removed, hunks[-1].added = old_words[olds], new_words[news]
    shared = sum(2 * len(hunk.same) for hunk in hunks)
    if shared < MIN_SHARED * (len(old_words) + len(new_words)):
        return replaced(_BREAK.join(old), _BREAK.join(new))
    _begin_with_paragraphs(hunks)
    return list(_blocks_of(_without_islands(hunks)))


def _words(paragraphs: list[str]) -> list[str]:
    words: list[str] = []
    for paragraph in paragraphs:
        if words:
            words.append(_BREAK)
        words += _TOKEN.findall(paragraph.strip())
    return words


def _keys(words: list[str]) -> list[str]:
    return [word if word == _BREAK else word.rstrip() for word in words]


def _begin_with_paragraphs(hunks: list[_Hunk]) -> None:
    """Let a paragraph that came or went whole begin at its own beginning.

    Between "A." and "A. / B." a shortest path may as well insert ". / B" as "/ B.".
    """
    for hunk, following in pairwise(hunks):
        if bool(hunk.removed) == bool(hunk.added):
            continue
        words = hunk.removed or hunk.added
        size = words.index(_BREAK) if _BREAK in words else 0
        if size and _keys(words[:size]) == _keys(following.same[:size]):
            hunk.same += words[:size]
            words += following.same[:size]
            del words[:size], following.same[:size]


def _without_islands(hunks: list[_Hunk]) -> list[_Hunk]:
    """Draw a lone word or two between changes into them: whole phrases read more easily."""
    kept = [hunks[0]]
    for hunk in hunks[1:]:
        lone = len(hunk.same) <= MAX_ISLAND and _BREAK not in hunk.same
        if lone and (hunk.removed or hunk.added) and (kept[-1].removed or kept[-1].added):
            kept[-1].removed += hunk.same + hunk.removed
            kept[-1].added += hunk.same + hunk.added
        else:
            kept.append(hunk)
    return kept


def _blocks_of(hunks: list[_Hunk]) -> Iterator[Block]:
    block = Block()
    for hunk in hunks:
        for kind, words in ((SAME, hunk.same), (REMOVED, hunk.removed), (ADDED, hunk.added)):
            for is_break, run in groupby(words, key=lambda word: word == _BREAK):
                if not is_break:
                    block.pieces.append(Piece(kind, "".join(run)))
                elif block.pieces:
                    yield block
                    block = Block()
    if block.pieces:
        yield block


def _stretches(
    old: Sequence[str], new: Sequence[str], budget: _Budget
) -> Iterator[tuple[bool, slice, slice]]:
    """Cut both sequences into stretches that are the same and stretches that differ, by turns."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    matches = [
        (start + x, start + y)
        for x, y in _matches(old[start : len(old) - end], new[start : len(new) - end], budget)
    ]
    pairs = [*((place, place) for place in range(start)), *matches]
    pairs += ((len(old) - left, len(new) - left) for left in range(end, 0, -1))
    done_old = done_new = 0
    for x, y, length in _runs(pairs):
        if x > done_old or y > done_new:
            yield False, slice(done_old, x), slice(done_new, y)
        yield True, slice(x, x + length), slice(y, y + length)
        done_old, done_new = x + length, y + length
    if done_old < len(old) or done_new < len(new):
        yield False, slice(done_old, len(old)), slice(done_new, len(new))


def _runs(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Join pairs that follow one another in both sequences: their start and their length."""
    begin = 0
    for place in range(1, len(pairs) + 1):
        x, y = pairs[place - 1]
        if place == len(pairs) or pairs[place] != (x + 1, y + 1):
            yield (*pairs[begin], place - begin)
            begin = place


def _matches(old: Sequence[str], new: Sequence[str], budget: _Budget) -> list[tuple[int, int]]:
    """Places that match on a shortest path from `old` to `new`; none once the budget is spent."""
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for cost in range(len(old) + len(new) + 1):
        trail.append(dict(reach))
        for diagonal in range(-cost, cost + 1, 2):
            if _goes_down(reach, diagonal, cost):
                x = reach[diagonal + 1]
            else:
                x = reach[diagonal - 1] + 1
            y = begin = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            budget.steps -= 1 + y - begin
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(trail, len(old), len(new))
        if budget.steps < 0:
            break
    return []


def _goes_down(reach: dict[int, int], diagonal: int, cost: int) -> bool:
    return diagonal == -cost or (diagonal != cost and reach[diagonal - 1] < reach[diagonal + 1])


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for cost in range(len(trail) - 1, -1, -1):
        reach, diagonal = trail[cost], x - y
        came_from = diagonal + 1 if _goes_down(reach, diagonal, cost) else diagonal - 1
        old_x = reach[came_from]
        old_y = old_x - came_from
        while x > max(old_x, 0) and y > max(old_y, 0):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = old_x, old_y
    return pairs[::-1]
