import pytest
from django.test import Client

from references.glance import evidence_of
from tests.factories import make_edition, make_study

pytestmark = pytest.mark.django_db


def first_lane(evidence):
    return [study.key for study in evidence.glances[0].lanes[0][1]]


@pytest.mark.parametrize(
    ("sort", "keys"),
    [
        ("year", ["b", "a"]),
        ("people", ["a", "b"]),
        ("study", ["a", "b"]),
        ("", ["b", "a"]),
        ("drop table", ["b", "a"]),
    ],
)
def test_tables_sort_by_link(sort, keys):
    studies = [
        make_study(key="a", year=2010, participants=50, people="Ann Able"),
        make_study(key="b", year=2020, participants=5, people="Bob Best"),
    ]
    assert first_lane(evidence_of(studies, sort)) == keys


def test_page_shows_sentence_drawing_and_sorted_table():
    make_study(key="a", year=2010, participants=50, comparator="Placebo", result="better")
    make_edition(slug="page", body="## Part\n\nWords [@a].")
    text = Client().get("/pages/page/?sort=people").content.decode()
    assert "1 placebo-controlled trial, 50 participants: 1 better than placebo" in text
    assert "<svg" in text
    assert 'aria-sort="descending">People' in text
    assert '<p class="tally">Cited in this section: Fibromyalgia: 1 placebo-controlled' in text


def test_newer_study_is_named_with_its_date():
    make_study(key="new", year=2026, published_on="2026-03-04", people="Ann Able")
    make_study(key="old", year=2024, people="Bob Best")
    make_edition(slug="page", body="[@new; @old]", reviewed_on="2025-12-30")
    text = Client().get("/pages/page/").content.decode()
    notice = text[text.index("Newer evidence") :][:600]
    assert "Able" in notice
    assert "4 March 2026" in notice
    assert "Best" not in notice
