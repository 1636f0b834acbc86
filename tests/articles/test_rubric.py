import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import RATINGS, ArticleContent, Rating, RatingLevel
from articles.models.rubric import LEVELS

pytestmark = pytest.mark.django_db


def test_every_step_of_every_rating_is_worded_from_the_start():
    steps = RatingLevel.objects.exclude(name="").exclude(description="")
    assert set(steps.values_list("rating", "level")) == {
        (rating.value, level) for rating in Rating for level in range(1, 6)
    }


def test_ratings_name_the_fields_of_a_page_and_ask_a_question():
    fields = {field.name for field in ArticleContent._meta.local_fields}
    assert RATINGS == ("relevance", "technical_level", "skill_level")
    assert set(RATINGS) <= fields
    questions = [rating.question for rating in Rating]
    assert len(set(questions)) == 3
    for question in questions:
        assert question.endswith("?")


def test_levels_run_from_1_to_5():
    assert list(LEVELS) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("rating", Rating)
@pytest.mark.parametrize("level", LEVELS)
def test_step_can_be_reworded(rating, level):
    step = RatingLevel.objects.get(rating=rating, level=level)
    step.name = "other words"
    step.full_clean()
    step.save()
    assert RatingLevel.objects.get(pk=step.pk).name == "other words"


@pytest.mark.parametrize(
    ("field", "value"), [("level", 0), ("level", 6), ("level", None), ("rating", "x"), ("name", "")]
)
def test_step_that_is_none_is_refused(field, value):
    RatingLevel.objects.all().delete()
    step = RatingLevel(**({"rating": "relevance", "level": 1, "name": "n"} | {field: value}))
    with pytest.raises(ValidationError) as refused:
        step.full_clean()
    assert field in refused.value.message_dict


def test_step_stands_once():
    with pytest.raises(ValidationError):
        RatingLevel(rating="relevance", level=1, name="n").full_clean()
    with (
        pytest.raises(IntegrityError, match=r"once_per_step|ratinglevel\.rating"),
        transaction.atomic(),
    ):
        RatingLevel.objects.bulk_create([RatingLevel(rating="relevance", level=1, name="n")])
    RatingLevel.objects.filter(rating="relevance", level=1).delete()
    RatingLevel.objects.bulk_create([RatingLevel(rating="relevance", level=1, name="n")])


@pytest.mark.parametrize("level", [0, 6])
def test_database_refuses_a_level_beyond_the_scale(level):
    with (
        pytest.raises(IntegrityError, match="articles_ratinglevel_level_from_1_to_5"),
        transaction.atomic(),
    ):
        RatingLevel.objects.filter(rating="relevance", level=1).update(level=level)


def test_step_is_named_by_rating_level_and_words():
    step = RatingLevel(rating="skill_level", level=5, name="with a clinician")
    assert str(step) == "Skill level 5: with a clinician"


def test_readers_can_open_the_whole_rubric(client):
    content = client.get("/ratings/").content.decode()
    names = [step.name for step in RatingLevel.objects.all()]
    assert len(names) == 15
    for name in names:
        assert name in content
