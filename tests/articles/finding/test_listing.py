import pytest

from articles.finding.listing import by_number, entries
from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def numbers():
    return [(code, edition is not None) for code, edition in entries(by_number())]


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
