"""A made-up language that looks like English and has its frequencies: few words often, most rarely.

So the index of a generated site resembles a real one: a handful of words that stand on every page,
thousands that stand on a few.
"""

from itertools import accumulate
from random import Random

WORDS = 20_000
SENTENCES = 5_000


def _parts(text: str) -> list[str]:
    """A hyphen stands for nothing at all, and says how often that is met."""
    return [part.strip("-") for part in text.split()]


# What holds English together; these stand at the head of the list and are met most.
SMALL = _parts(
    "the of and to in a is that for with as on by it from at this be or are was which not their "
    "have more can may than but also most these who when after into some other between about"
)
_ONSETS = _parts(
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p ph pl pr qu r s sc sh sl sp st str t th "
    "tr v w"
)
_VOWELS = _parts("a a a e e e e i i i o o o u ai ea ee io ou")
_CODAS = _parts("b ck d g l ll m n n nd ng nt p r r rd rm s ss st t th x - - - - - - - - - - - -")
_ENDINGS = _parts("ing ed ion al ness ly er ity ment ous ive ic - - - - - - - - - - - - - - - -")


class Vocabulary:
    """Words, sentences and headings; what is drawn depends on the generator handed in alone."""

    def __init__(self, random: Random) -> None:
        self.words = list(dict.fromkeys(SMALL + [_word(random) for _ in range(WORDS * 2)]))[:WORDS]
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self.words) + 1)))
        self.telling = self.words[len(SMALL) :]
        low = self.weights[len(SMALL) - 1]
        self.telling_weights = [weight - low for weight in self.weights[len(SMALL) :]]
        self.pool = [self.new_sentence(random) for _ in range(SENTENCES)]

    def word(self, random: Random) -> str:
        """A word that says something: none of the small ones."""
        return self.phrase(random, 1)

    def phrase(self, random: Random, count: int) -> str:
        """So many words that say something."""
        words = random.choices(self.telling, cum_weights=self.telling_weights, k=count)
        return " ".join(words)

    def new_sentence(self, random: Random) -> str:
        """From 8 to 20 words, without the full stop."""
        words = random.choices(self.words, cum_weights=self.weights, k=random.randint(8, 20))
        if len(words) > 12:
            words[6] += ","
        return " ".join(words).capitalize()

    def sentence(self, random: Random) -> str:
        """One of those that many pages share: most words of most texts are common ones."""
        return self.pool[int(random.random() * len(self.pool))]

    def sentences(self, random: Random, count: int) -> str:
        return " ".join(f"{self.new_sentence(random)}." for _ in range(count))


def _word(random: Random) -> str:
    syllables = random.choice((1, 2, 2, 2, 3))
    parts = [
        random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
        for _ in range(syllables)
    ]
    return "".join(parts) + random.choice(_ENDINGS)
