import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import set_script_prefix

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_edition, make_link, make_resource, make_study, make_term
from tests.ldnsite.caching.asking import Site


@pytest.fixture(autouse=True)
def connection_stays():
    """As Django's test client does: a test's transaction would end with its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def prefix_goes():
    """The handler keeps the path that it was last asked under, for whatever comes next."""
    yield
    set_script_prefix("/")


@pytest.fixture
def pages(db):
    make_study(key="younger-2013")
    make_resource(key="a-book")
    make_link(key="lost", url="")
    make_term(key="placebo")
    body = "Body [@younger-2013; @a-book] [x][lost]."
    edition = make_edition(code="13", slug="once", title="Low dose", body=body, tags=("sleep",))
    Article.objects.filter(pk=edition.article_id).update(slug="page")
    publish(article=edition.article, by=None, note="Moved.")
    gone = make_edition(code="14", slug="gone")
    withdraw(article=gone.article, by=None, explanation="Wrong.")


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def bare():
    """The application without the layer."""
    return WSGIHandler()
