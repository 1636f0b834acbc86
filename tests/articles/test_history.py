from datetime import date

import pytest
from django.utils.text import capfirst
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.forms import ArticleForm
from articles.history import choose, compare_editions
from articles.models import Article, Edition
from articles.publishing import publish
from tests.factories import make_edition


def editions(*withdrawn, count=4):
    """The newest first, as the view hands them; those numbered in `withdrawn` are withdrawals."""
    return [
        Edition(number=number, state="withdrawn" if number in withdrawn else "published")
        for number in range(count, 0, -1)
    ]


def numbers(choice):
    return (choice.older and choice.older.number, choice.newer and choice.newer.number)


@pytest.mark.parametrize(
    ("asked", "pair"),
    [
        ({"from": "1", "to": "3"}, (1, 3)),
        ({"from": "3", "to": "1"}, (1, 3)),
        ({"from": " 1", "to": "3 "}, (1, 3)),
        ({"to": "3"}, (2, 3)),
        ({"from": "2"}, (2, 4)),
        ({"from": "", "to": ""}, (3, 4)),
    ],
)
def test_choice_names_an_older_and_a_newer_edition(asked, pair):
    choice = choose(editions(), asked)
    assert (numbers(choice), choice.advice) == (pair, "")


def test_edition_before_a_withdrawal_is_the_one_before():
    assert numbers(choose(editions(3), {"to": "4"})) == (2, 4)


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ({"from": "2", "to": "2"}, "two different editions"),
        ({"to": "1"}, "two different editions"),
        ({"from": "1", "to": "9"}, "no edition with that number"),
        ({"from": "x", "to": "2"}, "no edition with that number"),
        ({"from": "9" * 6000, "to": "2"}, "no edition with that number"),
        ({"from": "1", "to": "3"}, "is a withdrawal"),
    ],
)
def test_bad_choice_gets_advice(asked, advice):
    choice = choose(editions(3), asked)
    assert numbers(choice) == (None, None)
    assert advice in choice.advice


def test_nothing_asked_is_nothing_chosen():
    choice = choose(editions(), {"page": "2"})
    assert (numbers(choice), choice.advice) == ((None, None), "")


@given(st.dictionaries(st.sampled_from(["from", "to"]), st.text(max_size=8)))
def test_whatever_a_reader_types_gets_an_answer(asked):
    choice = choose(editions(2), asked)
    assert bool(choice.advice) != bool(choice.older) or not asked


@pytest.fixture
def pair(db):
    older = make_edition(
        title="Old title",
        synopsis="Old synopsis.",
        key_messages="Old message.",
        safety_notice="Old notice.",
        importance_note="Old importance.",
        body="Old text.",
        relevance=5,
        relevance_reason="Old reason.",
        reviewed_on=date(2025, 1, 31),
        tags=("old tag", "kept tag"),
    )
    Article.objects.filter(pk=older.article_id).update(
        title="New title",
        synopsis="New synopsis.",
        key_messages="New message.",
        safety_notice="New notice.",
        importance_note="New importance.",
        body="New text.",
        relevance=4,
        relevance_reason="New reason.",
        reviewed_on=date(2026, 2, 28),
    )
    older.article.tags.set(["new tag", "kept tag"])
    return older, publish(article=older.article, by=None, note="All new.")


def test_fields_are_named_as_in_the_form(pair):
    comparison = compare_editions(*pair)
    named = [*comparison.same, *(change.label for change in comparison.changes)]
    form = {capfirst(field.label) for field in ArticleForm().fields.values() if field.label}
    assert set(named) == form - {"Change note"}


def test_every_field_that_readers_see_is_compared(pair):
    comparison = compare_editions(*pair)
    found = {
        change.label: [(piece.kind, piece.text) for piece in change.blocks[0].pieces]
        for change in comparison.changes
    }
    assert list(found) == [
        "Title",
        "Synopsis",
        "Key messages",
        "Safety notice",
        "Importance note",
        "Text",
        "Relevance reason",
        "Relevance",
        "Last reviewed on",
        "Topics",
    ]
    assert found["Relevance"] == [("removed", "5 of 5"), ("added", "4 of 5")]
    assert found["Last reviewed on"] == [
        ("removed", "31 January 2025"),
        ("added", "28 February 2026"),
    ]
    assert found["Topics"] == [("removed", "kept tag, old tag"), ("added", "kept tag, new tag")]
    assert found["Title"] == [("removed", "Old "), ("added", "New "), ("same", "title")]
    assert {"Technical level", "Skill level", "Review due"} <= set(comparison.same)


def test_editions_that_say_the_same_show_no_change(db):
    older = make_edition(body="Words.", tags=("one",))
    newer = publish(article=older.article, by=None, note="Nothing.")
    assert compare_editions(older, newer).changes == []
