from ldnsite.searching.marking import found_by_beginning, marked
from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS


def shown(match_text, *texts):
    found = marked(match_text, [(number, *text) for number, text in enumerate(texts, start=7)])
    return {
        number: tuple(said.replace(MARK_BEGINS, "[").replace(MARK_ENDS, "]") for said in both)
        for number, both in found.items()
    }


def test_words_are_marked_by_their_stems_without_accents():
    assert shown('"study" OR "cafe"', ("Two studies", "In a café.", "")) == {
        7: ("Two [studies]", "In a [café].")
    }


def test_what_does_not_match_is_left_out_and_context_counts():
    texts = ("Sleep", "Dreams", "Naltrexone"), ("Sleep", "Dreams", "")
    assert shown('"sleep" AND "naltrexone"', *texts) == {7: ("[Sleep]", "Dreams")}


def test_nothing_of_an_earlier_question_is_left():
    assert shown('"pain"', ("Pain", "", ""))
    assert shown('"pain"', ("Sleep", "", "")) == {}


def test_beginning_of_a_stem_finds_the_word():
    words = ["inflammation", "inflammatory", "inflating"]
    assert found_by_beginning("inflam", words) == {"inflammation", "inflammatory"}
    assert found_by_beginning("inflammati", words) == set()
