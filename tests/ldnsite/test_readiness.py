"""What is not ready is named in plain words, and nothing else is told."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.ldnsite.caching.test_stores import redis_at

pytestmark = pytest.mark.django_db
SECRET = "connection to server at db.internal failed for user ldnsite"


def ask():
    response = Client().get("/readyz")
    return response.status_code, response.content.decode()


def test_ready_in_everything(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert ask() == (200, "database: ready\ncache: ready\nmigrations: ready\nstyles: ready\n")


def test_answer_is_kept_nowhere_and_needs_no_tls(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_database_that_does_not_answer(monkeypatch, caplog):
    def fail(*_):
        raise DatabaseError(SECRET)

    with connection.execute_wrapper(fail), caplog.at_level("WARNING"):
        status, text = ask()
    assert status == 503
    assert "database: does not answer" in text
    assert "migrations: cannot be looked up" in text
    assert SECRET not in text
    assert SECRET in caplog.text


def test_cache_that_does_not_answer():
    with redis_at("redis://:password@127.0.0.1:1/0"):
        status, text = ask()
    assert status == 503
    assert "database: ready\ncache: does not answer; pages are served without it" in text
    assert "password" not in text


def test_migrations_that_were_not_run():
    MigrationRecorder(connection).record_unapplied("articles", "0001_initial")
    status, text = ask()
    assert status == 503
    assert "\nmigrations: 1 to be run: manage.py migrate\n" in text


def test_migrations_of_a_newer_version_stop_nothing():
    MigrationRecorder(connection).record_applied("articles", "9999_newer")
    assert ask()[0] == 200
