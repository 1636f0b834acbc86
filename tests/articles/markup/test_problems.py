import pytest

from articles.markup.problems import Problem, Refused


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem("body", 3, "mend it."), "Text, line 3: mend it."),
        (Problem("body", 0, "mend it."), "Text: mend it."),
        (Problem("safety_notice", 1, "mend it."), "Safety notice, line 1: mend it."),
        (Problem("key_messages", 1, "mend it."), "Key messages, line 1: mend it."),
        (Problem("change_note", 0, "mend it."), "Change note: mend it."),
    ],
)
def test_problem_reads_as_a_sentence(problem, words):
    assert str(problem) == words


def test_problems_sort_by_field_and_line():
    problems = [Problem("key_messages", 1, "c"), Problem("body", 10, "b"), Problem("body", 9, "a")]
    assert [problem.message for problem in sorted(problems)] == ["a", "b", "c"]


def test_problem_survives_the_way_through_json():
    problem = Problem("body", 3, "mend it.")
    assert Problem(**problem.as_dict()) == problem


def test_refusal_says_its_problem():
    refusal = Refused(Problem("body", 3, "mend it."))
    assert str(refusal) == "Text, line 3: mend it."
    assert refusal.problem.line == 3
