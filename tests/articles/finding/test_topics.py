import pytest
from django.http import Http404

from articles.finding.topics import (
    as_topics,
    bearing,
    by_slug,
    commonest,
    commonest_beside,
    page_count,
    slug_of,
    topic_or_404,
    topics,
)
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def test_counts_are_of_current_editions_only():
    edition = make_edition(tags=("sleep", "old"))
    make_edition(tags=("sleep",))
    make_article(tags=("sleep", "draft"))
    edition.article.tags.set(["sleep"])
    publish(article=edition.article, by=None, note="Topics.")
    assert [(topic.name, topic.count) for topic in commonest({}, limit=9)] == [("sleep", 2)]


def test_topics_are_those_of_current_pages_by_name(django_assert_num_queries):
    make_edition(tags=("Zinc", "apples"))
    make_edition(tags=("Zinc",))
    make_article(tags=("draft",))
    with django_assert_num_queries(1):
        found = [(topic.name, topic.count) for topic in as_topics(topics())]
    assert found == [("apples", 1), ("Zinc", 2)]


def test_commonest_come_first_and_are_cut():
    make_edition(tags=("b", "c", "a"))
    make_edition(tags=("c", "a"))
    make_edition(tags=("c",), relevance=2)
    assert [topic.name for topic in commonest({}, limit=2)] == ["c", "a"]
    assert [topic.name for topic in commonest({"relevance": 2}, limit=2)] == ["c"]


def test_commonest_beside_others_are_counted_on_the_pages_that_bear_them_all():
    make_edition(tags=("a", "b", "c", "d"), relevance=5)
    make_edition(tags=("a", "b", "c"), relevance=4)
    make_edition(tags=("a", "d"), relevance=4)
    found = by_slug(["a", "b"])

    def beside(names, **levels):
        topics = commonest_beside([found[name] for name in names], levels, limit=9)
        return [(topic.name, topic.count) for topic in topics]

    assert beside("a") == [("b", 2), ("c", 2), ("d", 2)]
    assert beside("a", relevance=4) == [("b", 1), ("c", 1), ("d", 1)]
    assert beside("ab") == [("c", 2), ("d", 1)]
    assert beside("ab", relevance=4) == [("c", 1)]


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


def test_bearing_keeps_the_pages_of_every_topic():
    edition = make_edition(tags=("sleep", "pain"))
    make_edition(tags=("sleep",))
    make_edition()
    chosen = by_slug(["sleep", "pain"]).values()
    assert [row.edition for row in bearing(chosen)] == [edition]
    assert bearing([topic_or_404("sleep")]).count() == 2
    assert bearing([]).count() == 3


def test_pages_are_counted_as_they_come_and_go():
    assert page_count() == 0
    edition = make_edition()
    make_article()
    assert page_count() == 1
    withdraw(article=edition.article, by=None, explanation="Wrong.")
    assert page_count() == 0
