"""What a reader typed, read as words and phrases: nothing in it is an operator or an error."""

import re
import unicodedata
from dataclasses import dataclass, replace

from ldnsite.searching.spelling import one_spelling, other_words, visible

MAX_CHARACTERS = 300
MAX_PHRASES = 12
MAX_WORD = 60
# A shorter beginning of a word would find nearly everything.
MIN_PREFIX = 3
_CHUNK = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# Left out where other words remain: nearly every text holds them.
SMALL_WORDS = frozenset(
    """a about an and are as at be but by can do does for from has have how i if in is it its me my
    of on or that the their there they this to was what when where which who why will with you
    your""".split()  # noqa: SIM905 - fifty words read better than fifty strings
)


@dataclass(frozen=True)
class Phrase:
    """Words that stand side by side; most phrases are of one word.

    `other` are those of another way to write the same, which will do as well.
    """

    words: tuple[str, ...]
    is_quoted: bool = False
    other: tuple[str, ...] = ()

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The words, in each way to write them."""
        return [self.words, self.other] if self.other else [self.words]


@dataclass(frozen=True)
class Asked:
    """A reader's question. `text` is fit to be shown again; `phrases` is empty for no words.

    `left_out` are the small words that are not looked for, since others remain.
    """

    text: str
    phrases: tuple[Phrase, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def last_word(self) -> str:
        """The word that may be only begun; empty where the last word is in quotation marks."""
        if not self.phrases or self.phrases[-1].is_quoted:
            return ""
        word = self.phrases[-1].words[-1]
        return word if len(word) >= MIN_PREFIX else ""

    @property
    def is_end_short(self) -> bool:
        """Whether the last word may be only begun, and is too short to be looked for as that."""
        return bool(self.phrases) and not self.phrases[-1].is_quoted and not self.last_word

    @property
    def without_end(self) -> "Asked":
        """The question up to its last word; there may be nothing left."""
        *before, last = self.phrases
        rest = [replace(last, words=last.words[:-1], other=())] if last.words[1:] else []
        return replace(self, phrases=(*before, *rest))

    @property
    def is_joined(self) -> bool:
        """Whether some of the words have to stand side by side."""
        return any(len(phrase.words) > 1 for phrase in self.phrases)

    @property
    def words(self) -> list[str]:
        return [word for phrase in self.phrases for word in phrase.words]


def read(raw: str) -> Asked:
    """Take any text as words: what is invisible is dropped, quotation marks make phrases.

    What stands together without a space, such as “ME/CFS” or “4.5”, is a phrase as well, and
    “4.5mg” is read as “4.5 mg” is. Only the first MAX_CHARACTERS and MAX_PHRASES count.
    """
    seen = visible(raw[:MAX_CHARACTERS])
    printable = "".join(sign if sign.isprintable() else " " for sign in seen)
    text = " ".join(printable.split())
    phrases: dict[Phrase, None] = {}
    for found in _CHUNK.finditer(one_spelling(text).translate(_QUOTES)):
        said = found[1] or found[2] or ""
        words, other = (
            tuple(word[:MAX_WORD] for word in some)
            for some in (_WORD.findall(said), other_words(said))
        )
        if words:
            phrase = Phrase(words, is_quoted=found[1] is not None, other=other)
            # At its last place, since the last word is the one that may be only begun.
            phrases.pop(phrase, None)
            phrases[phrase] = None
    telling = [phrase for phrase in phrases if not _is_small(phrase)]
    left_out = [phrase.words[0] for phrase in phrases if telling and _is_small(phrase)]
    return Asked(text, tuple(telling or phrases)[:MAX_PHRASES], tuple(left_out))


def fold(word: str) -> str:
    """A word without case and accents, as the index's vocabulary has it."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _is_small(phrase: Phrase) -> bool:
    return (
        not phrase.is_quoted and len(phrase.words) == 1 and phrase.words[0].lower() in SMALL_WORDS
    )
