"""A writer waits for another one, longer than SQLite itself would, and not for ever."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from ldnsite import turns
from references.models import Link
from tests.factories import make_link

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has locks of its own"),
]


@pytest.fixture
def other_writer(monkeypatch):
    """Another connection that is at work until the writer here was turned away three times."""
    began, turned_away = threading.Event(), threading.Event()
    tries = []

    def wait(execute, sql, params, many, context):
        try:
            return execute(sql, params, many, context)
        except OperationalError:
            tries.append(sql)
            if len(tries) == 3:
                turned_away.set()
            raise

    def write():
        try:
            with transaction.atomic():
                make_link(key="theirs")
                began.set()
                turned_away.wait(timeout=60)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    began.wait(timeout=60)
    with connection.execute_wrapper(wait):
        yield tries
    turned_away.set()
    thread.join()


@pytest.mark.parametrize("whole", [True, False])
def test_writer_waits_for_another(other_writer, whole):
    if whole:
        make_link(key="mine")
    else:
        # One statement outside of any transaction.
        Link.history.filter(key="theirs").update(history_change_reason="Mine")
    assert len(other_writer) == 3
    assert Link.objects.filter(key="theirs").exists()
    assert Link.objects.filter(key="mine").exists() == whole


def test_nobody_waits_for_ever(other_writer, monkeypatch):
    monkeypatch.setattr(turns, "IN_ALL", 0)
    with pytest.raises(OperationalError, match="locked"):
        make_link(key="mine")
    assert len(other_writer) == 1


def test_other_errors_are_told_at_once():
    tries = []

    def fail(*_):
        tries.append(1)
        raise OperationalError("no such table: nowhere")

    with pytest.raises(OperationalError, match="nowhere"):
        turns.try_again(fail, "SELECT 1", None, False, {})
    assert tries == [1]
