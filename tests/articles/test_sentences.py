import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sentences import MAX_CHARACTERS, first_sentence, whole_sentences


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("One, e.g. two. Three.", "One, e.g. two."),
        ("Drugs, e.g. Lyrica, help some. Others not.", "Drugs, e.g. Lyrica, help some."),
        ("Take 4.5 mg a day. Not more.", "Take 4.5 mg a day."),
        ("About 4.5 mg. Not more.", "About 4.5 mg."),
        (
            "Trials by Younger et al. 2013 found it. So did others.",
            "Trials by Younger et al. 2013 found it.",
        ),
        ("By J. Younger and Dr. Chia. Not by us.", "By J. Younger and Dr. Chia."),
        ("It is vitamin D. It helps bones.", "It is vitamin D."),
        ("See No. 5 of the list. Then rest.", "See No. 5 of the list."),
        ("Does it help? No. It harms.", "Does it help?"),
        ("No. It harms.", "No."),
        ("“It helped me.” So she said.", "“It helped me.”"),
        ("Rest, pace, etc. are first. Then more.", "Rest, pace, etc. are first."),
        ("It helps (a little). Not more.", "It helps (a little)."),
        ("It … helps. Not more.", "It … helps."),
        ("Wait… Then go.", "Wait…"),
        ("Stop! Go.", "Stop!"),
        ("A heading\n\nA sentence.", "A heading"),
        ("One line\nof two. More.", "One line of two."),
        ("No end at all", "No end at all"),
        ("Ends with U.S. trials. More.", "Ends with U.S. trials."),
        ("... and so on. More.", "... and so on."),
        ("", ""),
    ],
)
def test_first_sentence(text, first):
    assert first_sentence(text) == first


def test_long_sentence_is_cut_between_words():
    line = first_sentence("several words, " * 100)
    assert len(line) <= MAX_CHARACTERS
    assert line.endswith(("words…", "several…"))


@given(st.text(max_size=600))
def test_any_text_gives_one_short_line_of_it(text):
    line = first_sentence(text)
    assert len(line) <= MAX_CHARACTERS
    assert line.splitlines() in ([], [line])
    assert bool(line) == bool(text.split())
    if not line.endswith("…"):
        assert " ".join(text.split()).startswith(line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short.", "Short."),
        ("One is here. Two is here.", "One is here. …"),
        ("One. Two. Three. Four.", "One. Two. …"),
        ("A first sentence that is long. Two.", "A first sentence that is long. …"),
        ("No end at all in this text", "No end at all in this text"),
        ("Up to max. 6 mg a day. Not more.", "Up to max. 6 mg a day. …"),
        ("Six mg a day. 12 people took it.", "Six mg a day. 12 people took it."),
        ("Not with i.v. Morphine. Nor more.", "Not with i.v. Morphine. …"),
        ("Never (so they say. Never ever) stop. So.", "Never (so they say. Never ever) stop. …"),
        ("She said “Never. I stopped.” So be it.", "She said “Never. I stopped.” …"),
        ("It fell (P = 0.5. It was a trial.", "It fell (P = 0.5. It was a trial."),
        ("She said ‘Never. Not ever’ then. So.", "She said ‘Never. Not ever’ then. …"),
        ("It’s the patients’ own. So be it.", "It’s the patients’ own. …"),
        ("Mean rise in vit. D was 3 ng. So.", "Mean rise in vit. D was 3 ng. …"),
        ("Take it with max. Dose 3 mg. So.", "Take it with max. Dose 3 mg. …"),
    ],
)
def test_whole_sentences(text, shown):
    assert whole_sentences(text, 12) == shown


@pytest.mark.parametrize("piece", ["a. ", "A. b (", "n. s. ‘", "1.2 vs. 3.4; "])
def test_time_grows_with_the_text_and_not_with_its_square(piece):
    """A field of any length may be pasted in: this one would take minutes otherwise."""
    text = (piece * 400_000)[:400_000]
    before = time.process_time()
    assert whole_sentences(text, 85).startswith(text[:20])
    assert time.process_time() - before < 20
