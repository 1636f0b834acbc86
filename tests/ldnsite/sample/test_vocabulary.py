"""Few words often, most rarely: so the index of a generated site resembles a real one."""

from collections import Counter
from random import Random

from ldnsite.sample.vocabulary import SMALL, WORDS, Vocabulary


def test_frequencies_fall_like_those_of_english():
    vocabulary = Vocabulary(Random(1))
    random = Random(2)
    text = " ".join(vocabulary.new_sentence(random) for _ in range(4000))
    counts = Counter(text.lower().replace(",", "").split())
    ordered = [count for _, count in counts.most_common()]
    assert ordered[0] > 10 * ordered[50] > 50 * ordered[2000]
    assert sum(count == 1 for count in ordered) > 2000
    assert counts["the"] == ordered[0]


def test_words_are_distinct_and_plain():
    vocabulary = Vocabulary(Random(1))
    assert len(set(vocabulary.words)) == WORDS
    assert all(word.isascii() and word.isalpha() and word.islower() for word in vocabulary.words)


def test_word_says_something():
    vocabulary = Vocabulary(Random(1))
    random = Random(3)
    drawn = {vocabulary.word(random) for _ in range(3000)}
    assert not drawn & set(SMALL)
    assert len(drawn) > 1000
