"""Readers who break off in the middle of a long answer leave nothing open on the database.

PostgreSQL's driver would otherwise close what they left when Python comes to collect it; in the
middle of another question it would then wait for itself.
"""

import gc

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from ldnsite import sitemaps
from ldnsite.export import beside, pages, records
from ldnsite.export.documents import in_pieces
from ldnsite.export.formats import in_chunks
from tests.factories import make_edition, make_study

pytestmark = pytest.mark.django_db
SIZES = [
    *((sitemaps, "BATCH"), (records, "CHUNK"), (beside, "ROWS"), (pages, "BATCH")),
    (pages, "LONG_ROWS"),
]


@pytest.fixture
def small_steps(monkeypatch):
    """So that a few rows are many: each question is still being answered after the first piece."""
    for module, name in SIZES:
        monkeypatch.setattr(module, name, 1)
    for function in (in_chunks, in_pieces):
        monkeypatch.setattr(function, "__defaults__", (1,))


def open_cursors():
    """On SQLite a question that is not read to its end holds nothing up."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap.xml",
        "/sitemap-pages-1.xml",
        "/export/site.ndjson",
        "/export/site.json",
        "/export/references.ris",
    ],
)
@pytest.mark.parametrize("pieces", [1, 2, 4])
def test_nothing_is_left_open(small_steps, connection_stays, address, pieces):
    for number in range(1, 5):
        study = make_study(key=f"study-{number}")
        make_edition(code=f"{number}", slug=f"page-{number}", body=f"[@{study.key}]")
    gc.disable()
    try:
        response = WSGIHandler()(RequestFactory().get(address).environ, lambda *begun: None)
        assert response.streaming
        answer = iter(response)
        for _ in range(pieces):
            next(answer)
        response.close()
        assert open_cursors() == 0
    finally:
        gc.enable()
