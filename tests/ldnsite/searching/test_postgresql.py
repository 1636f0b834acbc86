"""What the functions of the database do, where it is PostgreSQL."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection

from ldnsite.searching import postgresql
from ldnsite.searching.backends import NO_FILTERS, Where
from ldnsite.searching.finding import find
from ldnsite.searching.query import read
from tests.factories import make_edition

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="functions of PostgreSQL"),
]


def test_each_sign_becomes_a_space_and_nothing_else_does():
    signs = import_module("ldnsite.migrations.0002_search").SIGNS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(chr(n) ORDER BY n) FROM generate_series(1, 131071) n "
            "WHERE n NOT BETWEEN 55296 AND 57343 AND ldnsite_parted(chr(n)) <> chr(n)"
        )
        assert cursor.fetchone() == (sorted({*signs} - {" "}),)
        text = f"a{signs}b\n\t c👩🏽‍⚕️e\u0301"
        cursor.execute("SELECT ldnsite_parted(%s)", [text])
        assert cursor.fetchone() == (f"a{' ' * len(signs)}b\n\t c👩🏽‍⚕️e\u0301",)


def going_through_tables():
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        return cursor.fetchone()[0]


def test_index_is_asked_without_going_through_the_table():
    find(read("pain"))
    # The test is one transaction, so that it sees what the question was told.
    assert going_through_tables() == "off"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_other_queries_are_answered_as_before():
    find(read("pain"))
    assert going_through_tables() == "on"


@pytest.mark.parametrize(
    "asked", ['"low dose"', "low-dose", '"low dose" pain', '"low dose" "of pain"', '"dose low"']
)
def test_words_side_by_side_are_told_by_the_ranking_as_by_the_index(asked, monkeypatch):
    for body in ("A low dose of pain.", "A dose too low for pain.", "Of pain, low. Dose it."):
        make_edition(title="Low hopes of a dose", body=body)
    make_edition(title="A low dose", body="Pain.")
    question, found = read(asked), []
    for common in (10**9, 0):
        monkeypatch.setattr(postgresql, "_COMMON", common)
        # All of the words, and any of them.
        match = find(question).match
        for one in (replace(match, any_phrase=False), replace(match, any_phrase=True)):
            found.append(postgresql.ranked(one, NO_FILTERS, Where.ANYWHERE, 100, 100))
    assert found[:2] == found[2:]
    assert bool(found[0]) == (asked != '"dose low"')
