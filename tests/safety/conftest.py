"""Databases that a test has to itself. They are the run's own kind: SQLite, or PostgreSQL."""

import os

import pytest
from django.db import connection

from tests.safety.sites import new_database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database with every migration and a few pages, to be copied and never used."""
    folder = tmp_path_factory.mktemp("migrated")
    with new_database(connection.vendor, os.environ["DATABASE_URL"], folder, None) as site:
        site.manage("migrate", "--verbosity", "0")
        site.ask("fill")
        yield site


@pytest.fixture
def site(tmp_path, migrated):
    """A site with a few pages that readers see, and a database that is this test's own."""
    with new_database(connection.vendor, os.environ["DATABASE_URL"], tmp_path, migrated) as site:
        yield site
