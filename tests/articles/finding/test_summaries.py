import pytest

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
    assert [(rating.rating.label, rating.level, rating.name) for rating in editions[0].ratings] == [
        ("Relevance", 5, "essential, do not skim"),
        ("Technical level", 1, "plain words"),
        ("Skill level", 2, "a little care"),
    ]


def test_names_at_hand_cost_no_query(django_assert_num_queries):
    edition = make_edition()
    names = step_names()
    with django_assert_num_queries(0):
        rated([edition], names)
