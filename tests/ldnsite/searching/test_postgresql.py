"""What the functions of the database do, where it is PostgreSQL."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection

from ldnsite.searching import postgresql
from ldnsite.searching.backends import PART, Filters, Where
from ldnsite.searching.finding import find
from ldnsite.searching.query import read
from tests.factories import make_edition, make_study

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


@pytest.mark.parametrize("kind", ["page", None])
@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ('"low dose"', True),
        ("low-dos", True),
        ('"low dose" pain', True),
        ('"low dose" "of pain"', True),
        ("4.5mg", True),
        ("il6", True),
        ('"dose low"', False),
        ('"doses lower"', False),
    ],
)
def test_what_stands_side_by_side_is_found_as_the_database_itself_finds_it(asked, is_found, kind):
    for body in ("A low dose of pain.", "A dose too low for pain.", "Of pain, low. Dose it."):
        make_edition(title="Low hopes of a dose", body=f"{body} 4.5 mg of IL-6, or 4 of 5 mg.")
    make_edition(title="A low dosage, a low dose", body="Of pain. IL 6 and 6 IL, 4 mg. 5 mg.")
    make_study(title="A low dose of pain", summary="4.5 mg, IL6.")
    conditions, values = "".join(" AND kind = %s" for _ in [kind] if kind), [kind] if kind else []
    for is_any in (False, True):
        match = replace(find(read(asked)).match, any_phrase=is_any)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM ldnsite_searchentry "
                f"WHERE vector @@ to_tsquery('ldnsite_english', %s){conditions}",
                [postgresql.match_text(match), *values],
            )
            expected = {pk for (pk,) in cursor.fetchall()}
        for in_part in (False, True):
            found = postgresql.ranked(
                match, Filters(kind=kind), Where.ANYWHERE, 100, 100, in_part=in_part
            )
            assert {one.pk for one in found} == {
                pk for pk in expected if not in_part or pk % PART == 0
            }
        assert bool(expected) == is_found
