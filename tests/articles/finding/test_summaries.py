import pytest
from django.utils.html import strip_tags

from articles.finding import summaries
from articles.finding.summaries import rated, step_names
from articles.models import Edition
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def test_editions_get_their_ratings_in_words(django_assert_num_queries):
    for _ in range(3):
        make_edition(relevance=5, technical_level=1, skill_level=2)
    with django_assert_num_queries(2):
        editions = rated(Edition.objects.current())
    assert len(editions) == 3
    for edition in editions:
        assert [" ".join(strip_tags(step).split()) for step in edition.steps] == [
            "Relevance 5 of 5: essential, do not skim",
            "Technical level 1 of 5: plain words",
            "Skill level 2 of 5: a little care",
        ]
        assert [step.count('class="step on"') for step in edition.steps] == [5, 1, 2]


def test_step_is_rendered_once_however_many_pages_stand_on_it(monkeypatch):
    made = []
    monkeypatch.setattr(
        summaries, "render_to_string", lambda name, context: made.append(context) or ""
    )
    rated([make_edition(relevance=level, technical_level=1) for level in (5, 5, 1)], {})
    assert len(made) == 4


def test_name_of_a_step_is_escaped():
    [edition] = rated([make_edition(relevance=5)], {("relevance", 5): "<b>all"})
    assert "&lt;b&gt;all" in edition.steps[0]


def test_names_at_hand_cost_no_query(django_assert_num_queries):
    edition = make_edition()
    names = step_names()
    with django_assert_num_queries(0):
        rated([edition], names)
