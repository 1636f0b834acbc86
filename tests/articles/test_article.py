from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def faults_of(article):
    with pytest.raises(ValidationError) as fault:
        article.full_clean()
    return fault.value.message_dict


def test_draft_needs_only_code_address_and_title():
    Article(code="13", slug="ldn", title="LDN").full_clean()


def test_articles_sort_in_the_natural_order_of_codes():
    for code in ("15", "14b", "2", "14", "12"):
        make_article(code=code, slug=f"page-{code}-x")
    assert [article.code for article in Article.objects.all()] == ["2", "12", "14", "14b", "15"]


@pytest.mark.parametrize("slug", ["Big", "two--hyphens", "with space", "-edge", "ünicode", "a/b"])
def test_slug_is_refused(slug):
    assert "slug" in faults_of(Article(code="1", slug=slug, title="T"))


@pytest.mark.parametrize("field", ["previous_code", "next_code"])
def test_page_is_not_its_own_neighbour(field):
    article = Article(code="13", slug="ldn", title="T", **{field: "13"})
    assert faults_of(article) == {field: ["This is the page’s own code."]}


@pytest.mark.parametrize("field", ["relevance", "technical_level", "skill_level"])
@pytest.mark.parametrize("level", [0, 6])
def test_rating_is_from_1_to_5(field, level):
    article = make_article()
    setattr(article, field, level)
    assert field in faults_of(article)
    with (
        pytest.raises(IntegrityError, match=f"articles_article_{field}_from_1_to_5"),
        transaction.atomic(),
    ):
        Article.objects.filter(pk=article.pk).update(**{field: level})


@pytest.mark.parametrize("field", ["code", "slug"])
def test_code_and_slug_are_unique(field):
    one, other = make_article(), make_article()
    setattr(one, field, getattr(other, field))
    assert field in faults_of(one) or "__all__" in faults_of(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=one.pk).update(**{field: getattr(other, field)})


def test_next_review_is_after_the_last():
    article = make_article()
    article.reviewed_on, article.review_due = date(2026, 2, 1), date(2026, 1, 1)
    assert faults_of(article) == {"__all__": ["The next review has to be after the last one."]}


def test_body_has_a_bound():
    article = make_article()
    article.body = "x" * 200_001
    assert faults_of(article) == {"body": ["At most 200,000 characters; split the page in two."]}


def test_null_character_is_refused_with_its_line():
    article = make_article()
    article.body = "one\ntwo\x00"
    assert faults_of(article)["body"][0].startswith("Line 2 holds an invisible control character")


def test_line_ends_of_browsers_are_normalised():
    article = make_article()
    article.body = "one\r\ntwo"
    article.full_clean()
    assert article.body == "one\ntwo"
