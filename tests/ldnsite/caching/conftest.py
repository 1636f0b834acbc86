import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import set_script_prefix

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.factories import make_edition, make_link, make_resource, make_study, make_term
from tests.ldnsite.caching.asking import Site


@pytest.fixture(autouse=True)
def always(connection_stays):
    """Every test here asks past Django's test client."""


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
