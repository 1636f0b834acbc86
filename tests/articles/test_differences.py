import random
import time

from hypothesis import given
from hypothesis import strategies as st

from articles.differences import ADDED, REMOVED, SAME, Piece, compare, replaced


def pieces_of(before, after):
    return [
        [(piece.kind, piece.text) for piece in block.pieces] for block in compare(before, after)
    ]


def words_of(blocks, *kinds):
    """Every word that stands in pieces of these kinds; folded paragraphs count as the same."""
    texts = []
    for block in blocks:
        texts += block.folded if SAME in kinds else []
        texts += [piece.text for piece in block.pieces if piece.kind in kinds]
    return "".join("".join(texts).split())


def test_changed_word_is_shown_within_its_sentence():
    assert pieces_of("The dose is 3 mg at night.", "The dose is 4.5 mg at night.") == [
        [(SAME, "The dose is "), (REMOVED, "3 "), (ADDED, "4.5 "), (SAME, "mg at night.")]
    ]


def test_unchanged_paragraphs_are_folded():
    blocks = compare("One.\n\nTwo.\n\nThree.\n\nOld.", "One.\n\nTwo.\n\nThree.\n\nNew.")
    assert blocks[0].folded == ["One.", "Two.", "Three."]
    assert blocks[0].folded_text == "One.\n\nTwo.\n\nThree."
    assert [piece.kind for piece in blocks[1].pieces] == [REMOVED, ADDED, SAME]


def test_new_paragraph_beside_a_changed_one_stands_by_itself():
    before = "Take 3 mg at night."
    after = "Take 4 mg at night.\n\nSleep well."
    assert pieces_of(before, after)[1] == [(ADDED, "Sleep well.")]
    assert pieces_of(after, before)[1] == [(REMOVED, "Sleep well.")]


def test_lone_common_words_are_drawn_into_the_change():
    found = pieces_of(
        "a quick brown fox jumps over the dog today", "the quick red fox jumps over the dog today"
    )
    assert found == [
        [
            (REMOVED, "a quick brown "),
            (ADDED, "the quick red "),
            (SAME, "fox jumps over the dog today"),
        ]
    ]


def test_text_written_anew_is_not_cut_into_confetti():
    before, after = "alpha beta gamma delta the epsilon", "one two three the four five six seven"
    assert pieces_of(before, after) == [[(REMOVED, before), (ADDED, after)]]


def test_rewrapped_text_is_no_change():
    assert all(block.folded for block in compare("a b\nc d", "a  b c\nd"))


def test_replaced_leaves_out_what_is_blank():
    assert replaced("", "5 of 5")[0].pieces == [Piece(ADDED, "5 of 5")]
    assert replaced("5 of 5", "")[0].pieces == [Piece(REMOVED, "5 of 5")]


def test_space_behind_the_words_stands_apart():
    piece = Piece(ADDED, "two words \n")
    assert (piece.words, piece.space) == ("two words", " \n")


texts = st.text(st.sampled_from("ab c.\n[]“é\u00a0\u2028"), max_size=60) | st.text(max_size=60)


@given(texts, texts)
def test_nothing_is_lost_and_nothing_invented(before, after):
    blocks = compare(before, after)
    assert words_of(blocks, SAME, REMOVED) == "".join(before.split())
    assert words_of(blocks, SAME, ADDED) == "".join(after.split())


@given(texts)
def test_text_does_not_differ_from_itself(text):
    assert not any(block.pieces for block in compare(text, text))


def hostile_pairs():
    rng = random.Random(13)
    words = [f"word{number}" for number in range(2000)]
    long = [" ".join(rng.choices(words, k=80)) for _ in range(180)]
    other = [" ".join(rng.choices(words, k=80)) for _ in range(180)]
    mended = [text.replace(" ", " mended ", 3) for text in long]
    yield "\n\n".join(long), "\n\n".join(mended)
    yield "\n\n".join(long), "\n\n".join(other)
    yield "\n\n".join(long), "\n\n".join(rng.sample(long, len(long)))
    yield " ".join(long), " ".join(mended)
    yield "x " * 50_000, "x y " * 25_000
    yield "a\n\n" * 5_000, "a\n\nb\n\n" * 2_500
    yield "[(" * 50_000, "([" * 50_000
    yield "a" + " " * 100_000 + "b", "a" + "\n " * 50_000 + "c"
    yield "x" * 100_000, "y" * 100_000


def test_texts_of_100_kb_take_no_longer_than_a_second():
    for before, after in hostile_pairs():
        start = time.process_time()
        blocks = compare(before, after)
        assert time.process_time() - start < 1.5
        assert sum(len(block.pieces) for block in blocks) < 5_000
        assert words_of(blocks, SAME, REMOVED) == "".join(before.split())
        assert words_of(blocks, SAME, ADDED) == "".join(after.split())


def test_few_changes_in_a_long_text_are_found_one_by_one():
    before, after = next(hostile_pairs())
    changed = [block for block in compare(before, after) if block.pieces]
    assert len(changed) == 180
    assert sum(piece.kind == ADDED for block in changed for piece in block.pieces) <= 3 * 180
