import pytest
from django.http import Http404

from articles.finding.topics import (
    bearing,
    by_slug,
    commonest,
    counted,
    slug_of,
    topic_or_404,
    topics,
)
from articles.models import Edition
from articles.publishing import publish
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def test_counts_are_of_current_editions_only():
    edition = make_edition(tags=("sleep", "old"))
    make_edition(tags=("sleep",))
    make_article(tags=("sleep", "draft"))
    edition.article.tags.set(["sleep"])
    publish(article=edition.article, by=None, note="Topics.")
    assert [
        (topic.name, topic.count) for topic in commonest(Edition.objects.current(), limit=9)
    ] == [("sleep", 2)]


def test_topics_are_those_of_current_pages_by_name(django_assert_num_queries):
    make_edition(tags=("Zinc", "apples"))
    make_edition(tags=("Zinc",))
    make_article(tags=("draft",))
    with django_assert_num_queries(2):
        found = [(topic.name, topic.count) for topic in counted(topics())]
    assert found == [("apples", 1), ("Zinc", 2)]


def test_commonest_come_first_and_are_cut():
    make_edition(tags=("b", "c", "a"))
    make_edition(tags=("c", "a"))
    make_edition(tags=("c",))
    assert [topic.name for topic in commonest(Edition.objects.current(), limit=2)] == ["c", "a"]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Sleep", "sleep"),
        ("ME/CFS", "mecfs"),
        (" low-dose naltrexone ", "low-dose-naltrexone"),
        ("c_1", "c_1"),
        ("a\x00b", "ab"),
        ("!", ""),
    ],
)
def test_slug_of_any_spelling(words, slug):
    assert slug_of(words) == slug


def test_blank_slug_finds_nothing(django_assert_num_queries):
    make_edition(tags=("ελληνικά",))
    with django_assert_num_queries(0):
        assert by_slug([""]) == {}


def test_topic_is_found_in_any_case_and_only_among_current_pages():
    make_edition(tags=("Sleep",))
    make_article(tags=("draft",))
    assert topic_or_404("SLEEP").name == topic_or_404("sleep").name == "Sleep"
    for slug in ("draft", "none"):
        with pytest.raises(Http404):
            topic_or_404(slug)


def test_bearing_keeps_the_pages_of_a_topic():
    edition = make_edition(tags=("sleep",))
    make_edition()
    found = bearing(Edition.objects.current(), topic_or_404("sleep").pk)
    assert list(found) == [edition]
