"""What the desk's list of articles can be narrowed to."""

import pytest

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"


def codes(client, **asked):
    response = client.get(ARTICLES, asked)
    assert response.status_code == 200
    return [row.code for row in response.context["cl"].result_list]


def test_articles_stand_as_their_last_edition_does(editor_client):
    make_article(code="1")
    make_edition(code="2")
    withdraw(article=make_edition(code="3").article, by=None, explanation="Wrong.")
    back = make_edition(code="4").article
    withdraw(article=back, by=None, explanation="Wrong.")
    publish(article=back, by=None, note="Mended.")
    found = {
        standing: codes(editor_client, standing=standing)
        for standing in ("never", "published", "withdrawn", "odd", "")
    }
    everything = ["1", "2", "3", "4"]
    assert found == {
        "never": ["1"],
        "published": ["2", "4"],
        "withdrawn": ["3"],
        "odd": everything,
        "": everything,
    }


@pytest.mark.parametrize("rating", ["relevance", "technical_level", "skill_level"])
def test_articles_are_found_by_each_rating(editor_client, rating):
    for level in range(1, 6):
        make_article(code=str(level), **{rating: level})
    blank = make_article(code="6")
    Article.objects.filter(pk=blank.pk).update(**{rating: None})
    for level in "12345":
        assert codes(editor_client, **{rating: level}) == [level]
    assert codes(editor_client, **{rating: "none"}) == ["6"]
    for odd in ("0", "7", "x"):
        assert len(codes(editor_client, **{rating: odd})) == 6
    # As the stock filter has it.
    assert codes(editor_client, **{f"{rating}__isnull": "True"}) == ["6"]


def test_steps_are_offered_without_asking_which_are_in_use(editor_client):
    text = editor_client.get(ARTICLES).content.decode()
    for choice in ("?relevance=5", "?skill_level=1", "?technical_level=none"):
        assert f'href="{choice}"' in text
    assert "not rated yet" in text
