"""The list of resources: its kinds, what was confirmed when, addresses that are wanted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from references.views import ResourceList
from tests.factories import make_link, make_resource
from tests.references.test_views import RESOURCES, cite, text_of

pytestmark = pytest.mark.django_db


def test_resources_of_one_kind_with_the_counts_of_all(client):
    cite(
        make_resource(resource_kind="book", title="A book"),
        make_resource(resource_kind="book", title="B book"),
        make_resource(resource_kind="video", title="A film"),
    )
    make_resource(resource_kind="wiki", title="Of nobody")
    response = client.get("/resources/?kind=book")
    assert [row.title for row in response.context["resources"]] == ["A book", "B book"]
    assert (response.context["kinds"], response.context["total"]) == (
        [("book", 2), ("video", 1)],
        3,
    )
    assert 'href="/resources/?kind=video"' in response.content.decode()
    assert response.context["paginator"].count == 2


@pytest.mark.parametrize("kind", ["", "books", "\x00", "' OR 1=1"])
def test_unknown_kind_shows_all_resources(client, kind):
    cite(make_resource(resource_kind="book"), make_resource(resource_kind="video"))
    assert len(client.get(RESOURCES, {"kind": kind}).context["resources"]) == 2


def test_kind_without_resources_leads_back_to_all(client):
    cite(make_resource(resource_kind="book"))
    words = text_of(client, "/resources/?kind=video")
    assert "No page points to a resource of this kind yet." in words
    assert '<a href="/resources/">All 1 resources</a>' in words


def test_parts_of_one_kind_keep_it(client, monkeypatch):
    monkeypatch.setattr(ResourceList, "paginate_by", 1)
    cite(make_resource(resource_kind="book"), make_resource(resource_kind="book"))
    assert 'href="/resources/?kind=book&page=2"' in text_of(client, "/resources/?kind=book")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "Not confirmed yet."),
        (365, "</time>."),
        (366, "</time>, more than a year ago; it may have changed since."),
    ],
)
def test_resource_says_when_it_was_last_confirmed(client, days, words):
    on = timezone.localdate() - timedelta(days=days) if days else None
    cite(make_resource(confirmed_on=on))
    assert words in text_of(client, RESOURCES)


def test_wanted_address_of_a_resource_says_how_to_suggest_it(client, settings):
    cite(make_resource(key="lost", title="Lost & found", link=make_link(url="")))
    words = text_of(client, RESOURCES)
    subject = "Address%20for%20%E2%80%9CLost%20%26%20found%E2%80%9D%20%28lost%29"
    assert f'href="mailto:editors@example.org?subject={subject}"' in words
    settings.CONTACT_EMAIL = ""
    assert "mailto:" not in text_of(client, RESOURCES)


def test_caution_of_a_link_stands_beside_the_resource(client):
    cite(make_resource(link=make_link(status="caution", note="Asks for money.")))
    assert "Asks for money." in text_of(client, RESOURCES)
