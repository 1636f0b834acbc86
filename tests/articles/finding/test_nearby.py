import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.finding.nearby import related_pages
from articles.models import Article, Edition
from articles.publishing import publish, withdraw
from articles.reading import load_page
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def codes(editions):
    return [edition.code for edition in editions]


def test_rare_topic_counts_more_than_a_common_one():
    here = make_edition(code="1", tags=("common", "rare"))
    for code in ("2", "3", "4"):
        make_edition(code=code, tags=("common",))
    make_edition(code="5", tags=("rare",))
    make_edition(code="6", tags=("other",))
    assert codes(related_pages(here)) == ["5", "2", "3", "4"]
    assert codes(related_pages(here, limit=2)) == ["5", "2"]


def test_common_topics_are_left_out_where_rarer_ones_bring_enough_pages(monkeypatch):
    here = make_edition(code="1", tags=("common", "rare"))
    for code in ("2", "3", "4"):
        make_edition(code=code, tags=("common",))
    make_edition(code="5", tags=("rare",))
    monkeypatch.setattr("articles.finding.nearby.ENOUGH_PAGES", 5)
    assert codes(related_pages(here)) == ["5"]
    monkeypatch.setattr("articles.finding.nearby.ENOUGH_PAGES", 1)
    assert codes(related_pages(here)) == ["5"]


def test_two_shared_topics_count_more_than_one():
    here = make_edition(code="1", tags=("a", "b"))
    make_edition(code="2", tags=("a",))
    make_edition(code="3", tags=("a", "b"))
    assert codes(related_pages(here)) == ["3", "2"]


def test_links_both_ways_relate_pages():
    here = make_edition(code="10", body="See [[11]] and [[99]].", next_code="12")
    for code in ("11", "12", "13"):
        make_edition(code=code)
    make_edition(code="14", body="Back to [[10]].")
    make_edition(code="15", previous_code="10")
    assert codes(related_pages(here)) == ["11", "12", "14", "15"]


def test_link_to_and_fro_weighs_twice():
    here = make_edition(code="10", body="See [[11]] and [[12]].")
    make_edition(code="11")
    make_edition(code="12", body="Back to [[10]].")
    assert codes(related_pages(here)) == ["12", "11"]


def test_link_by_an_old_code_still_relates():
    other = make_edition(code="20")
    here = make_edition(code="21", body="See [[20]].")
    Article.objects.filter(pk=other.article_id).update(code="20b")
    publish(article=other.article, by=None, note="Renumbered.")
    Article.objects.filter(pk=here.article_id).update(code="30")
    moved = publish(article=here.article, by=None, note="Renumbered.")
    make_edition(code="22", body="See [[21]].")
    assert codes(related_pages(moved)) == ["20b", "22"]


def test_drafts_withdrawn_pages_and_old_editions_are_not_related():
    here = make_edition(code="1", tags=("a",), body="See [[2]] and [[3]].")
    make_article(code="2", tags=("a",))
    gone = make_edition(code="3", tags=("a",), body="See [[1]].")
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    changed = make_edition(code="4", tags=("a",), body="See [[1]].")
    changed.article.tags.clear()
    Article.objects.filter(pk=changed.article_id).update(body="Nothing.")
    publish(article=changed.article, by=None, note="Less.")
    assert related_pages(here) == []


@pytest.mark.parametrize("size", [0, 30])
def test_related_pages_take_two_queries(size, django_assert_num_queries):
    here = make_edition(code="1", tags=tuple(f"t{number}" for number in range(size)))
    for number in range(size):
        make_edition(tags=(f"t{number}", "more"), body="See [[1]].")
    with django_assert_num_queries(2):
        found = related_pages(here)
        assert all(edition.one_line and edition.title for edition in found)
    assert len(found) == min(size, 5)


def test_neighbours_are_the_nearest_written_pages():
    for code in ("2", "12", "14b", "15"):
        make_edition(code=code)
    make_article(code="13")
    here = make_edition(code="14")
    found = load_page(here, with_nearest=True).nearest
    assert (found.previous.code, found.next.code) == ("12", "14b")


def test_withdrawn_neighbour_is_passed_over():
    make_edition(code="1")
    gone = make_edition(code="2")
    here = make_edition(code="3")
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    found = load_page(here, with_nearest=True).nearest
    assert (found.previous.code, found.next) == ("1", None)


@pytest.mark.parametrize("size", [0, 20])
def test_neighbours_come_with_the_pages_that_are_named(size, django_assert_num_queries):
    here = make_edition(code="500")
    for number in range(size):
        make_edition(code=str(490 + number + (number >= 10)))
    here = Edition.objects.with_step_names().get(pk=here.pk)
    with CaptureQueriesContext(connection) as queries:
        load_page(here)
    # It names no page: the question for those that it names is what the nearest come with.
    with django_assert_num_queries(len(queries) + 1):
        found = load_page(here, with_nearest=True).nearest
    shown = [found.previous and found.previous.code, found.next and found.next.code]
    assert shown == (["499", "501"] if size else [None, None])
