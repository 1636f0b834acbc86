"""Fixtures for all tests."""

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client

from tests.broken_keys import tell_of_broken_keys
from tests.schemas import validate_answer
from tests.starting import put_starter

# Their tests start programs that ask the database, and ask it nothing themselves.
OF_PROGRAMS = ("tests/safety/", "tests/ldnsite/test_machines.py")
# Begun first, so that no process goes on alone at the end with what takes a minute.
LONGEST = ("tests/safety/", "tests/ldnsite/served/")
OF_A_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items):
    """pytest-django lets a test without its mark or fixtures reach no database at all: what such a
    test says of one, it says of every other."""
    for item in items:
        asks = item.get_closest_marker("django_db") or OF_A_DATABASE & set(item.fixturenames)
        if not asks and not item.nodeid.startswith(OF_PROGRAMS):
            item.add_marker("once")
    # Stable: else the order stays as pytest-django wants it.
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(autouse=True)
def exports_are_valid(monkeypatch):
    """Every document that any test fetches validates, whether or not it thinks of that."""
    ask = Client.request

    def request(client, **asked):
        response = ask(client, **asked)
        validate_answer(response)
        return response

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def streams_are_read(monkeypatch):
    """What a test leaves unread is read before its next request, or when it ends.

    A server reads or closes each. Else Python closes it whenever it comes to collect it: in the
    middle of a question, PostgreSQL's driver would wait for itself for ever.
    """
    ask, unread = Client.request, []

    def read():
        while unread:
            unread.pop().getvalue()

    def request(client, **asked):
        read()
        response = ask(client, **asked)
        if response.streaming:
            unread.append(response)
        return response

    monkeypatch.setattr(Client, "request", request)
    yield
    read()


@pytest.fixture(autouse=True)
def keys_are_told(monkeypatch):
    tell_of_broken_keys(monkeypatch)


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_by_their_rows():
    """PostgreSQL makes new files for each table that it truncates, and waits for the disk; after a
    test that commits, sixty tables hold a few rows. Keys are looked at when the emptying ends."""

    truncate = DatabaseOperations.sql_flush

    def sql_flush(operations, style, tables, *, reset_sequences=False, **options):
        if reset_sequences:
            return truncate(operations, style, tables, reset_sequences=True, **options)
        return [f"DELETE FROM {operations.quote_name(table)}" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="module", autouse=True)
def sizes_are_forgotten(django_db_blocker):
    """What a test has PostgreSQL count stays where all else is rolled back: tables that were empty
    then are taken for empty by every later test, and gone through again for each row of another."""
    yield
    if connection.vendor != "postgresql" or not connection.settings_dict["NAME"].startswith(
        "test_"
    ):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE relkind = 'r' "
            "AND relnamespace = current_schema()::regnamespace AND reltuples >= 0 "
            "AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        )


@pytest.fixture
def connection_stays():
    """Requests past Django's test client leave the connection open that a test's transaction is
    on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def transactional_db(transactional_db):
    """Tests that commit get every row back by its number; what is remembered of content types has
    to be as new as the rows."""
    ContentType.objects.clear_cache()


@pytest.fixture
def starter(db):
    """The starter content, published."""
    put_starter()


@pytest.fixture
def publisher(db) -> User:
    """An editor who may publish."""
    user = User.objects.create_user("publisher", password="a long password", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label__in=["articles", "references"])
    )
    return user


@pytest.fixture
def editor(db) -> User:
    """An editor who may change drafts and references, and publish nothing."""
    user = User.objects.create_user("editor", password="a long password", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label__in=["articles", "references"]).exclude(
            codename="publish_article"
        )
    )
    return user


@pytest.fixture
def publisher_client(publisher: User) -> Client:
    client = Client()
    client.force_login(publisher)
    return client


@pytest.fixture
def editor_client(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client
