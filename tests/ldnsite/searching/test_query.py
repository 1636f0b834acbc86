import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.searching.query import MAX_PHRASES, MAX_WORD, Phrase, fold, read


def phrases(raw):
    return [(" ".join(phrase.words), phrase.is_quoted) for phrase in read(raw).phrases]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("low dose", [("low", False), ("dose", False)]),
        ('"low dose" pain', [("low dose", True), ("pain", False)]),
        ("“low dose” pain", [("low dose", True), ("pain", False)]),
        ('low "dose pain', [("low", False), ("dose", False), ("pain", False)]),
        ("ME/CFS 4.5 mg", [("ME CFS", False), ("4 5", False), ("mg", False)]),
        ("a_b", [("a b", False)]),
        ("NOT (x OR y*)", [("NOT", False), ("x", False), ("y", False)]),
        ("pain, sleep, pain", [("sleep", False), ("pain", False)]),
        ('"', []),
        ('"" ""', []),
        ("!?*():^-+ …", []),
        ("", []),
    ],
)
def test_words_and_phrases(raw, expected):
    assert phrases(raw) == expected


def test_small_words_count_only_where_nothing_else_does():
    assert phrases("what is the dose") == [("dose", False)]
    assert phrases("to be or not to be") == [("not", False)]
    assert phrases("what is it") == [("what", False), ("is", False), ("it", False)]
    assert phrases('"the dose"') == [("the dose", True)]


def test_small_words_that_are_left_out_are_told():
    assert read("What is the dose").left_out == ("What", "is", "the")
    assert read("what is it").left_out == ()
    assert read('"the dose" dose').left_out == ()


def test_text_can_be_shown_again():
    assert read(" low\x00\n dose\ud800 ").text == "low dose"
    assert read("cafe\u0301").text == "café"


def test_only_so_much_is_read():
    asked = read(" ".join(f"word{number}" for number in range(5_000)))
    assert len(asked.phrases) == MAX_PHRASES
    assert len(asked.text) <= 300
    assert {len(word) for word in read("x" * 10_000).words} == {MAX_WORD}


@pytest.mark.parametrize(
    ("raw", "last"),
    [("low dos", "dos"), ("low mg", ""), ('"low dose"', ""), ("4.5 IL-61", ""), ("", "")],
)
def test_last_word_may_be_only_begun(raw, last):
    assert read(raw).last_word == last


def test_fold_drops_case_and_accents():
    assert fold("ÉCOLE") == fold("e\u0301cole") == "ecole"


@given(st.text(max_size=400))
def test_anything_is_read_as_plain_words(raw):
    asked = read(raw)
    assert all(isinstance(phrase, Phrase) and phrase.words for phrase in asked.phrases)
    assert all(word.isalnum() and 0 < len(word) <= MAX_WORD for word in asked.words)
    assert asked.text.isprintable()


@pytest.mark.parametrize(
    ("raw", "is_short", "rest"),
    [
        ("pain fi", True, ["pain"]),
        ("pain fib", False, ["pain"]),
        ("low-d", True, ["low"]),
        ('pain "fi"', False, ["pain"]),
        ("fi", True, []),
    ],
)
def test_a_last_word_may_be_left_out(raw, is_short, rest):
    asked = read(raw)
    assert asked.is_end_short == is_short
    assert [" ".join(phrase.words) for phrase in asked.without_end.phrases] == rest


def test_without_words_no_last_word_is_short():
    assert not read("").is_end_short
