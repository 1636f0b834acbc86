import pytest

from references.summary import section_sentence, sentence, short_sentence, tallies
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def trial(**fields):
    values = {"comparator": "Placebo", "result": "better", "participants": 10}
    return make_study(**values | fields)


def one(*studies):
    [tally] = tallies(studies)
    return tally


def test_trials_are_counted_with_people_and_results():
    tally = one(
        trial(participants=31),
        trial(participants=58, result="no_difference", year=2023),
        trial(participants=99, result="no_difference", year=2024),
    )
    assert sentence(tally) == (
        "3 placebo-controlled trials, 188 participants: 1 better than placebo, 2 no difference; "
        "newest 2024."
    )
    assert short_sentence(tally).startswith("Fibromyalgia: 3 placebo-controlled trials")


def test_participants_of_a_further_report_are_counted_once():
    main = trial(participants=99)
    tally = one(main, trial(participants=92, secondary_of=main))
    assert "1 placebo-controlled trial, 99 participants" in sentence(tally)
    assert "1 further report on the same participants" in sentence(tally)


def test_unknown_numbers_are_told_and_not_taken_as_none():
    assert "10 participants (not known for 1)" in sentence(one(trial(), trial(participants=None)))


def test_no_controlled_trial_is_said_first():
    tally = one(make_study(design="case_series", participants=218, comparator="None"))
    assert sentence(tally).startswith("No controlled trial. 1 study without a comparison group")
    assert "no controlled trial; 1 study without" in short_sentence(tally)


def test_comparator_without_placebo_is_not_called_placebo():
    tally = one(trial(comparator="No placebo comparison; usual care"))
    assert sentence(tally).startswith("1 controlled trial, 10 participants: 1 better than the")


def test_what_is_only_registered_is_no_evidence():
    tally = one(make_study(status="registered", result="pending", participants=80))
    assert "80" not in sentence(tally)
    assert "1 registered without a result" in short_sentence(tally)


def test_retracted_study_is_told_and_not_counted():
    tally = one(trial(), trial(retraction_status="retracted", participants=500))
    assert "510" not in sentence(tally)
    assert "1 retracted and not counted" in sentence(tally)


def test_people_of_pooled_analyses_are_not_counted_again():
    tally = one(trial(), make_study(design="systematic_review", participants=222, result="better"))
    assert "222" not in sentence(tally)
    assert "1 pooled analysis or review: 1 better than the comparator" in sentence(tally)


def test_illnesses_are_never_pooled():
    words = section_sentence([trial(condition="me_cfs"), trial(condition="fibromyalgia")])
    assert words == "ME/CFS: 1 placebo-controlled trial; Fibromyalgia: 1 placebo-controlled trial"


def test_withdrawn_study_raises_no_hope():
    tally = one(
        trial(status="registered", result=""), trial(status="withdrawn", result="", design="")
    )
    told = "1 registered without a result. 1 withdrawn before it began."
    assert sentence(tally) == f"No controlled trial. {told}"
    assert "1 withdrawn before it began" in section_sentence([*tally.withdrawn])
