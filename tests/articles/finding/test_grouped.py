import pytest

from articles.finding.grouped import by_rating, by_topic
from articles.models import Rating
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    """Twelve pages under topics of several sizes, two of them under none."""
    for number in range(1, 13):
        tags = [] if number > 10 else [f"t{number % 4}", f"s{number % 3}", "all"][: number % 3 + 1]
        make_edition(code=str(number), relevance=1 + number % 3, tags=tuple(tags))


def test_by_topic_goes_by_name_in_any_case_and_ends_with_pages_without_one():
    make_edition(code="3", tags=("Zinc", "apples"))
    make_edition(code="2", tags=("Zinc",))
    make_edition(code="1")
    make_article(tags=("draft",))
    rows = [(row["topic_name"], row["code"]) for row in by_topic()[:]]
    assert rows == [("apples", "3"), ("Zinc", "2"), ("Zinc", "3"), (None, "1")]


def test_by_rating_begins_with_what_matters_most_or_is_easiest():
    make_edition(code="1", relevance=2, skill_level=4)
    make_edition(code="2", relevance=5, skill_level=5)
    make_edition(code="3", relevance=5, skill_level=1)
    assert [(row["level"], row["code"]) for row in by_rating(Rating.RELEVANCE)[:]] == [
        (5, "2"),
        (5, "3"),
        (2, "1"),
    ]
    assert [row["code"] for row in by_rating(Rating.SKILL_LEVEL)[:]] == ["3", "1", "2"]


@pytest.mark.parametrize(
    "make", [by_topic, *(lambda rating=rating: by_rating(rating) for rating in Rating)]
)
def test_any_part_is_the_same_stretch_of_the_whole(pages, make):
    rows = make()
    whole = rows[:]
    assert len(whole) == len(rows) >= 12
    for start in range(len(whole) + 2):
        for size in (1, 4, 9):
            assert rows[start : start + size] == whole[start : start + size]


def test_part_is_one_query_however_many_groups_it_meets(pages, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = by_topic()
    for part in (slice(0, 1), slice(2, 9), slice(0, 100)):
        with django_assert_num_queries(1):
            assert rows[part]
