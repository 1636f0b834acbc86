"""The content version is the first lock of every writer, so that no two wait for each other."""

import re

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.bringing_in.drafting import bring_in
from articles.merging import merge
from articles.models import Article, RatingLevel
from articles.publishing import publish, recompile, restore, withdraw
from ldnsite.importing import import_document
from ldnsite.management.commands.set_up import STARTER
from ldnsite.strict_json import read_document
from references.link_checking.answers import Answer, Outcome
from references.link_checking.moving import use_new_address
from references.link_checking.recording import write
from references.link_checking.running import Finding
from references.models import Link, LinkCheckRun, Study
from tests.articles.admin.forms import change_url, desk_url, form_of, publish_form
from tests.factories import make_edition, make_link, make_study

pytestmark = pytest.mark.django_db
MOVED = Answer(Outcome.MOVED, "The page has moved.", 200, "https://example.org/new")
# Rows that one request or one run has to itself.
OWN_ROWS = r'"(django_session|auth_user|references_linkcheckrun|articles_presence)"'


@pytest.fixture
def desk(admin_client: Client):
    """A function that posts to the desk and makes sure that it was taken."""

    def post(address, data):
        response = admin_client.post(address, data)
        assert response.status_code == 302, response.content.decode()

    return post


@pytest.fixture
def written():
    """A page that readers see, with a draft that differs, a study and a link."""
    edition = make_edition(slug="page", tags=("sleep",), body="As it was.")
    article = Article.objects.get(pk=edition.article_id)
    article.body, article.change_note = "As it is.", "Better."
    article.save()
    make_study(key="one")
    make_link(key="one", final_url=MOVED.final_url)
    return article


def form_data(row, **changes):
    shown = {name: "" if value is None else value for name, value in model_to_dict(row).items()}
    return shown | changes


def bring_back(desk, article):
    link = Link.objects.get()
    first = link.history.latest()
    link.label = "Other"
    link.save()
    return lambda: desk(
        reverse("admin:references_link_simple_history", args=[link.pk, first.history_id]), {}
    )


def check_link(desk, article):
    run = LinkCheckRun.objects.create(started_at=timezone.now())
    link = Link.objects.get()
    return lambda: write([Finding(link, MOVED)], run=run)


def merge_two(desk, article):
    one, two = Link.objects.get(), make_link()
    return lambda: merge(kept=one, gone=two, values={})


def import_again(desk, article):
    document = read_document(STARTER.read_bytes())
    import_document(document)
    # Nothing of it changes but the page's draft, which comes last.
    document["articles"][0] |= {"title": "Another title", "change_note": "Renamed."}
    return lambda: import_document(document)


VERBS = {
    "publish": lambda desk, page: lambda: publish(article=page, by=None, note="Better."),
    "publish at the desk": lambda desk, page: (
        lambda: desk(desk_url("publish", page), publish_form(page))
    ),
    "withdraw": lambda desk, page: lambda: withdraw(article=page, by=None, explanation="Wrong."),
    "restore": lambda desk, page: lambda: restore(edition=page.editions.get()),
    "recompile": lambda desk, page: lambda: recompile(edition=page.editions.get()),
    "save a draft": lambda desk, page: (
        lambda: desk(change_url(page), form_of(page, body="Anew.", tags="sleep, pain"))
    ),
    "add a draft": lambda desk, page: (
        lambda: desk(reverse("admin:articles_article_add"), form_of(page, code="77", slug="other"))
    ),
    "save a study": lambda desk, page: lambda: save_row(desk, Study.objects.get(), title="Anew"),
    "save a link": lambda desk, page: lambda: save_row(desk, Link.objects.get(), label="Anew"),
    "save a step": lambda desk, page: (
        lambda: save_row(desk, RatingLevel.objects.first(), name="Anew")
    ),
    "save a topic": lambda desk, page: lambda: save_row(desk, Tag.objects.get(), name="Rest"),
    "delete a link": lambda desk, page: (
        lambda: desk(
            reverse("admin:references_link_delete", args=[Link.objects.get().pk]), {"post": "yes"}
        )
    ),
    "delete a topic": lambda desk, page: (
        lambda: desk(
            reverse("admin:taggit_tag_delete", args=[Tag.objects.get().pk]), {"post": "yes"}
        )
    ),
    "update many": lambda desk, page: lambda: Link.objects.update(label="Anew"),
    "delete many": lambda desk, page: lambda: Link.objects.all().delete(),
    "add many": lambda desk, page: (
        lambda: Link.objects.bulk_create([Link(key="b", label="B", status="wanted")])
    ),
    "bring back": bring_back,
    "check a link": check_link,
    "follow a link": lambda desk, page: (
        lambda: use_new_address(pk=Link.objects.get().pk, offered=MOVED.final_url)
    ),
    "merge": merge_two,
    "import": import_again,
    "bring in": lambda desk, page: lambda: bring_in(source="# Old\n\n[a](https://example.org/)"),
}


def save_row(desk, row, **changes):
    desk(change_url(row), form_data(row, **changes))


@pytest.mark.parametrize("verb", VERBS)
def test_content_version_is_the_first_lock(verb, desk, written):
    act = VERBS[verb](desk, written)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    queries = [query["sql"] for query in captured]
    # As a reader of the log would: whatever asks for the row before the first write is the lock.
    writes = [
        place
        for place, sql in enumerate(queries)
        if re.match(r"(INSERT|UPDATE|DELETE)\b", sql) or "FOR UPDATE" in sql
        if not re.search(OWN_ROWS, sql.split(" VALUES ")[0].split(" SET ")[0])
    ]
    assert writes
    first = min(place for place, sql in enumerate(queries) if '"ldnsite_contentversion"' in sql)
    assert first <= writes[0], queries[writes[0]]
