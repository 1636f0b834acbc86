"""The list of changes and its feed; the feed is read by a parser that knows nothing of Django."""

import uuid
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article
from articles.publishing import publish, withdraw
from ldnsite.changes import announcements, entry_id
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read(address):
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def feed():
    response = Client().get("/changes.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries():
    return feed().findall(f"{ATOM}entry")


def part(element, name):
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0]


def test_changes_are_told_newest_first():
    first = make_edition(slug="page", title="A page")
    publish(article=first.article, by=None, note="Says it better.")
    other = make_edition(slug="other", title="Another page")
    withdraw(article=other.article, by=None, explanation="It was wrong.")
    text = read("/changes/")
    places = [text.index(words) for words in ("It was wrong.", "Says it better.", "First publ")]
    assert places == sorted(places)
    assert "Another page" not in text
    assert 'href="/pages/page/history/?to=2#history_comparison"' in text


def test_page_published_again_tells_its_whole_story():
    first = make_edition(code="13", slug="page", title="A page")
    withdraw(article=first.article, by=None, explanation="It was wrong.")
    publish(article=first.article, by=None, note="Mended.")
    text = read("/changes/")
    assert "Page 13 A page: withdrawn" in text
    assert 'href="/pages/page/history/#edition_2"' in text
    assert 'href="/pages/page/editions/1/"' in text


def test_new_site_says_that_nothing_is_published():
    assert 'class="empty"' in read("/changes/")


@pytest.mark.parametrize(("page", "status"), [("2", 200), ("3", 404), ("x", 404), ("", 200)])
def test_long_list_is_paged(page, status):
    for _ in range(51):
        make_edition()
    response = Client().get(f"/changes/?page={page}")
    assert response.status_code == status
    assert read("/changes/").count("<h3>") == 50


@pytest.mark.parametrize("size", [1, 20])
@pytest.mark.parametrize(("address", "queries"), [("/changes/", 3), ("/changes.atom", 2)])
def test_changes_have_a_constant_number_of_queries(
    address, queries, size, django_assert_num_queries
):
    for _ in range(size):
        first = make_edition()
        publish(article=first.article, by=None, note="Again.")
    with django_assert_num_queries(queries):
        read(address)


def test_feed_has_what_atom_requires():
    edition = make_edition(code="13", slug="page", title="IL-6 <3 & more", body="Words.")
    root = feed()
    assert root.tag == f"{ATOM}feed"
    assert part(root, "id").text == "http://testserver/changes/"
    assert part(root, "title").text == "The Patients’ Library: changes"
    assert part(part(root, "author"), "name").text == "The Patients’ Library"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/changes.atom"
    (entry,) = root.findall(f"{ATOM}entry")
    assert part(entry, "title").text == "Page 13 IL-6 <3 & more: edition 1"
    assert part(entry, "title").get("type") in (None, "text")
    assert part(entry, "summary").text == "<p>First published.</p>"
    assert part(entry, "link").get("href") == "http://testserver/pages/page/"
    for element in (root, entry):
        assert parse_datetime(part(element, "updated").text) == edition.published_at


def test_summary_is_html_in_which_hostile_words_are_text():
    first = make_edition()
    publish(article=first.article, by=None, note="<script>alert(1)</script>")
    summary = part(entries()[0], "summary")
    assert summary.get("type") == "html"
    assert summary.text == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_entry_keeps_its_id_whatever_becomes_of_the_page():
    first = make_edition(code="13", slug="old")
    before = part(entries()[0], "id").text
    assert uuid.UUID(before.removeprefix("urn:uuid:"))
    Article.objects.filter(pk=first.article_id).update(code="14", slug="new", title="New")
    publish(article=first.article, by=None, note="Moved.")
    ids = [part(entry, "id").text for entry in entries()]
    assert len(set(ids)) == 2
    assert ids[1] == before
    links = [part(entry, "link").get("href") for entry in entries()]
    assert links == [
        "http://testserver/pages/new/",
        "http://testserver/pages/new/editions/1/",
    ]


def test_ids_differ_by_page_and_number():
    uids = [uuid.UUID(int=1), uuid.UUID(int=2)]
    ids = {entry_id(uid, number) for uid in uids for number in (1, 2, 11)}
    assert len(ids) == 6
    assert entry_id(uids[0], 1) == entry_id(uuid.UUID(int=1), 1)


def test_withdrawal_is_told_with_its_explanation_and_nothing_else():
    edition = make_edition(code="13", slug="page", title="Secret", synopsis="Secret.")
    publish(article=edition.article, by=None, note="A secret note.")
    withdraw(article=edition.article, by=None, explanation="It was\n\nwrong & <bad>.")
    (entry,) = entries()
    assert part(entry, "title").text == "Page 13: withdrawn"
    assert part(entry, "summary").text == "<p>It was</p>\n\n<p>wrong &amp; &lt;bad&gt;.</p>"
    assert "ecret" not in ElementTree.tostring(feed(), encoding="unicode")


def test_draft_is_not_in_the_feed():
    make_article(title="Draft")
    edition = make_edition(title="Published")
    Article.objects.filter(pk=edition.article_id).update(title="Draft")
    (entry,) = entries()
    assert "Published" in part(entry, "title").text
    assert "Draft" not in ElementTree.tostring(feed(), encoding="unicode")


def test_empty_feed_is_sound_and_always_the_same():
    root = feed()
    assert parse_datetime(part(root, "updated").text) == datetime(1970, 1, 1, tzinfo=UTC)
    assert root.findall(f"{ATOM}entry") == []


def test_feed_holds_the_newest_fifty():
    for _ in range(52):
        make_edition()
    assert len(entries()) == 50


def test_editions_of_one_moment_come_in_the_order_of_their_numbers():
    """As the feed's next page goes on: by the number of the edition, whatever the page's code."""
    moment = timezone.now()
    for code in ("9", "7", "8"):
        publish(article=make_article(code=code), by=None, at=moment)
    found = [row.edition.code for row in announcements()]
    assert found == ["8", "7", "9"]
    assert "JOIN" not in str(announcements().query)
