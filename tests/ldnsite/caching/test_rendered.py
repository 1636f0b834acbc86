"""A page is rendered anew whenever anything that it shows has changed, and not otherwise."""

import datetime

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from taggit.models import Tag

from articles import views
from articles.models import RatingLevel
from articles.publishing import publish, withdraw
from ldnsite.caching import rendered
from ldnsite.caching.memory import Memory
from ldnsite.caching.rendered import once
from tests.factories import (
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def renderings(monkeypatch):
    """The addresses that were rendered, in order."""
    made, render = [], views.render
    for name in ("_pages", "_parts"):
        monkeypatch.setattr(rendered, name, Memory(max_bytes=10**7, max_entries=100))

    def counted(request, *arguments, **options):
        made.append(request.get_full_path())
        return render(request, *arguments, **options)

    monkeypatch.setattr(views, "render", counted)
    return made


@pytest.fixture
def site(renderings):
    """A page with one of everything that it can show."""
    rows = {
        "study": make_study(key="study", link=make_link(key="of-study")),
        "resource": make_resource(key="resource", link=make_link(key="of-resource")),
        "quote": make_quote(key="quote", source=make_study(key="of-quote").reference_ptr),
        "link": make_link(key="link"),
        "term": make_term(key="term", term="pacing"),
        "named": make_edition(code="20", slug="named", tags=("shared",)),
        "related": make_edition(code="40", slug="related", tags=("shared",)),
        "page": make_edition(
            code="30",
            slug="page",
            tags=("shared",),
            body="Pacing [@study], [[20]], [words][link].\n\n![[quote]]\n\n![[resource]]",
        ),
    }
    assert "shared" in text()
    return rows


def text(address="/pages/page/", **headers):
    return Client(headers=headers).get(address).content.decode()


def test_same_rows_are_rendered_once_whatever_else_changes(site, renderings):
    before = text()
    make_link(key="elsewhere")
    make_study(key="cited-nowhere")
    assert text() == before
    assert renderings == ["/pages/page/"]


def saved(row, **values):
    row = type(row).objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def published(edition, **values):
    article = edition.article
    for name, value in values.items():
        setattr(article, name, value)
    article.save()
    publish(article=article, by=None, note="Changed.")


CHANGES = {
    "study": lambda site: saved(site["study"], title="Changed words"),
    "retraction": lambda site: saved(
        site["study"],
        retraction_status="retracted",
        retraction_checked_on=datetime.date(2026, 1, 2),
        retraction_notice="Changed words",
    ),
    "resource": lambda site: saved(site["resource"], title="Changed words"),
    "link of a resource": lambda site: saved(site["resource"].link, url="https://changed.example/"),
    "quote": lambda site: saved(site["quote"], words="Changed words"),
    "source of a quote": lambda site: saved(site["quote"].source.study, title="Changed words"),
    "link": lambda site: saved(site["link"], url="https://changed.example/words"),
    "term": lambda site: saved(site["term"], definition="Changed words"),
    "named page": lambda site: published(site["named"], title="Changed words"),
    "named page withdrawn": lambda site: withdraw(
        article=site["named"].article, by=None, explanation="Wrong."
    ),
    "related page": lambda site: published(site["related"], title="Changed words"),
    "topic": lambda site: Tag.objects.filter(name="shared").update(name="Changed words"),
    "rubric": lambda site: saved(
        RatingLevel.objects.get(rating="relevance", level=5), name="Changed words"
    ),
    "page": lambda site: published(site["page"], synopsis="Changed words"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_the_page_shows_is_shown_as_it_is_now(site, renderings, name):
    before = text()
    CHANGES[name](site)
    after = text()
    assert after != before
    assert renderings == ["/pages/page/"] * 2
    # Neither the page nor any of its parts was kept too long.
    rendered.forget()
    assert text() == after


def test_each_address_and_order_has_its_own(site, renderings):
    for address in ("/pages/page/", "/pages/page/?sort=people", "/pages/page/?sort=odd"):
        text(address)
    assert "http://127.0.0.1/pages/page/" in text(host="127.0.0.1")
    assert "http://testserver/pages/page/" in text()
    # An order that there is not is the first one.
    assert len(renderings) == 3


def test_next_day_has_its_own(site, renderings, monkeypatch):
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(rendered.timezone, "localdate", lambda: tomorrow)
    text()
    assert len(renderings) == 2


def test_settings_that_pages_show_have_their_own(site, renderings, settings):
    settings.CONTACT_EMAIL = "others@example.org"
    assert "others@example.org" in text()


def test_errors_are_not_kept(renderings):
    request = RequestFactory().get("/")
    answers = [HttpResponse("fault", status=500), HttpResponse("well")]
    assert once(request, "", [], answers.pop).content == b"well"
    assert once(request, "", [], answers.pop).content == b"well"
    assert once(request, "other", [], answers.pop).status_code == 500
