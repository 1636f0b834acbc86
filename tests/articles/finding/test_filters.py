import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.finding.filters import MAX_TOPICS, Filters, offer, words_of
from articles.finding.summaries import step_names
from articles.models import Rating
from articles.publishing import withdraw
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def chosen(query):
    return Filters.of(QueryDict(query))


def offered(query):
    return offer(chosen(query), step_names())


@pytest.fixture
def pages():
    """Four pages: (relevance, technical level, topics)."""
    return [
        make_edition(code="1", relevance=5, technical_level=1, tags=("Dosing", "sleep")),
        make_edition(code="2", relevance=5, technical_level=2, tags=("Dosing",)),
        make_edition(code="3", relevance=3, technical_level=1, tags=("sleep",)),
        make_edition(code="4", relevance=3, technical_level=1),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", "1234"),
        ("relevance=5", "12"),
        ("relevance=5&technical_level=1", "1"),
        ("tag=dosing", "12"),
        ("tag=DOSING", "12"),
        ("tag=dosing&tag=sleep", "1"),
        ("relevance=3&tag=sleep", "3"),
        ("relevance=3&tag=dosing", ""),
        ("sort=newest", "4321"),
        ("relevance=5&sort=newest", "21"),
    ],
)
def test_filters_combine(pages, query, codes):
    filters = chosen(query)
    total = offered(query).total
    assert total == len(codes)
    assert "".join(edition.code for edition in filters.editions(total)[:]) == codes
    assert chosen(filters.query) == filters


def test_every_count_is_what_its_address_gives(pages):
    for query in ("", "relevance=5", "tag=sleep", "technical_level=1&tag=dosing&sort=newest"):
        found = offered(query)
        options = [option for facet in found.facets for option in facet.options]
        assert len(options) == 15
        for option in (*options, *found.topics, *found.sorts):
            shown = chosen(option.address.partition("?")[2]).rows()
            assert (option.words, shown.count()) == (option.words, option.count)


def test_chosen_one_is_removed_alone(pages):
    found = offered("relevance=5&tag=dosing&tag=sleep&sort=newest")
    assert [(option.words, option.address) for option in found.chosen] == [
        ("Relevance 5: essential, do not skim", "/pages/?tag=dosing&tag=sleep&sort=newest"),
        ("Dosing", "/pages/?relevance=5&tag=sleep&sort=newest"),
        ("sleep", "/pages/?relevance=5&tag=dosing&sort=newest"),
    ]
    assert [option.address for option in offered("tag=sleep").chosen] == ["/pages/"]


def test_list_without_pages_counts_what_each_removal_would_give(pages):
    found = offered("relevance=3&technical_level=1&tag=dosing")
    assert found.total == 0
    assert [(option.words[:9], option.count) for option in found.chosen] == [
        ("Relevance", 1),
        ("Technical", 0),
        ("Dosing", 2),
    ]


def test_topic_that_is_chosen_is_not_offered_again(pages):
    assert [option.words for option in offered("tag=dosing").topics] == ["sleep"]


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("relevance=9", ("Relevance 9",)),
        ("relevance=5&relevance=4", ("Relevance 4",)),
        ("relevance=%D9%A5", ("Relevance ٥",)),
        ("skill_level=1.0", ("Skill level 1.0",)),
        ("tag=nonsense", ("nonsense",)),
        ("tag=%00", ("\x00",)),
        ("tag=&relevance=&sort=upwards&colour=red", ()),
    ],
)
def test_what_is_unknown_is_left_out_and_named(pages, query, ignored):
    filters = chosen(query)
    assert filters.ignored == ignored
    expected = "relevance=5" if query.startswith("relevance=5") else ""
    assert filters.query == expected


def test_topics_beyond_the_sixth_are_left_out():
    names = [f"topic {number}" for number in range(MAX_TOPICS + 1)]
    make_edition(tags=tuple(names))
    query = "&".join(f"tag=topic-{number}" for number in range(MAX_TOPICS + 1))
    filters = chosen(query)
    assert [topic.name for topic in filters.topics] == names[:-1]
    assert filters.ignored == (names[-1],)
    assert offer(filters, {}).topics == []


def test_tag_of_drafts_and_withdrawn_pages_is_unknown():
    make_article(tags=("draft",))
    gone = make_edition(tags=("gone",))
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    make_edition(tags=("kept",))
    assert chosen("tag=draft&tag=gone").topics == ()
    found = offered("")
    assert (found.total, [option.words for option in found.topics]) == (1, ["kept"])


def test_words_of_a_step_without_a_rubric():
    assert words_of(Rating.RELEVANCE, 3, {}) == "3 of 5"


class OddAddresses(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.dictionaries(
            st.sampled_from(["relevance", "skill_level", "tag", "sort", "page", "view"]),
            st.one_of(st.text(max_size=40), st.integers().map(str)),
        )
    )
    def test_any_query_is_answered(self, query):
        response = self.client.get("/pages/", query)
        assert response.status_code == 200
        assert not Filters.of(response.wsgi_request.GET).rows()
