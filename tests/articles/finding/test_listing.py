import pytest

from articles.finding.listing import ByNumber, entries
from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def numbers():
    return [(code, edition is not None) for code, edition in entries(ByNumber()[:])]


def test_codes_named_and_not_written_stand_in_natural_order():
    make_edition(code="13", body="See [[2]] and [[14]].", previous_code="12", next_code="14b")
    make_edition(code="15", previous_code="14b", body="See [[13]].")
    assert numbers() == [
        ("2", False),
        ("12", False),
        ("13", True),
        ("14", False),
        ("14b", False),
        ("15", True),
    ]


def test_code_named_by_drafts_and_former_editions_is_absent():
    make_article(code="1", next_code="2", body="[[3]]")
    edition = make_edition(code="4", next_code="5", body="[[6]]")
    Article.objects.filter(pk=edition.article_id).update(next_code="", body="Nothing.")
    publish(article=edition.article, by=None, note="Less.")
    gone = make_edition(code="7", next_code="8")
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    assert numbers() == [("4", True)]


def test_old_code_of_a_written_page_is_not_unwritten_but_a_withdrawn_one_is():
    moved = make_edition(code="20")
    gone = make_edition(code="22")
    make_edition(code="21", body="[[20]] and [[22]]")
    Article.objects.filter(pk=moved.article_id).update(code="20b")
    publish(article=moved.article, by=None, note="Renumbered.")
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    assert numbers() == [("20b", True), ("21", True), ("22", False)]


def test_every_stretch_is_the_same_from_either_end():
    for code in ("13", "2", "14b"):
        make_edition(code=code, body="See [[14]] and [[1]].")
    whole = ByNumber()[:]
    assert whole == sorted(whole)
    assert len(whole) == len(ByNumber()) == 5
    for start in range(6):
        for stop in range(7):
            assert ByNumber()[start:stop] == whole[start:stop]


def test_part_takes_one_query(django_assert_num_queries):
    make_edition(code="13", body="See [[14]].")
    listed = ByNumber()
    with django_assert_num_queries(1):
        assert len(listed[1:2]) == 1
