"""The starter content that tests begin with is what an import leaves, however it came there."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ldnsite.models import ContentVersion
from references.models import Study
from tests.factories import make_study
from tests.safety import invariants
from tests.starting import all_rows, put_starter

pytestmark = pytest.mark.django_db


def written():
    """What `put_starter` writes, and how much it asks; nothing of it stays."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asking:
        put_starter()
        asked = len(asking)
        rows = {model: Counter(found) for model, found in all_rows().items()}
        transaction.set_rollback(True)
    return rows, asked


def test_rows_that_are_put_back_are_those_of_the_import():
    imported, _ = written()
    put_back, asked = written()
    assert put_back == imported
    assert imported[Study].total() > 20
    # An import asks thousands.
    assert asked < 200


def test_index_is_whole_and_rows_can_be_added():
    written()
    put_starter()
    assert invariants.damage() == []
    make_study(key="another")
    assert invariants.damage() == []


def test_rows_that_are_there_already_stay():
    written()
    make_study(key="another")
    number = ContentVersion.objects.number()
    put_starter()
    assert ContentVersion.objects.number() > number + 200
    assert Study.objects.filter(key="another").exists()
