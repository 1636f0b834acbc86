import io

import pytest
from django.core.management import call_command
from django.db import connection

from ldnsite.planning import count_anew
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def known() -> int:
    """How many uses of topics the database's own statistics know of; 0 where it knows nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'taggit_taggeditem'")
            return max(0, int(cursor.fetchone()[0]))
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone():
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'articles_topic_uses'")
        row = cursor.fetchone()
        return int(row[0].split()[0]) if row else 0


def test_database_learns_what_its_tables_hold():
    make_edition(tags=("sleep", "dosing", "pacing"))
    count_anew()
    assert known() == 6  # of the draft and of the edition


def test_nightly_command_does_it():
    make_edition(tags=("sleep",))
    call_command("publish_due", stdout=io.StringIO())
    assert known() == 2
