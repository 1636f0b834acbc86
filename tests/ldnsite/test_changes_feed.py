"""The feed held to the rules of Atom (RFC 4287) and of paged feeds (RFC 5005)."""

import re
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client

from articles.models import Edition
from articles.publishing import publish, withdraw
from ldnsite import changes
from tests.factories import make_edition
from tests.references.formats.samples import HOSTILE

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# Of a feed and of an entry: what has to be there once, and what may be there once at most.
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}


def fetch(address="/changes.atom"):
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return response.content


def assert_follows_the_rules(content):
    feed = ElementTree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        kind = element.tag.removeprefix(ATOM)
        names = [child.tag.removeprefix(ATOM) for child in element]
        assert all(names.count(name) == 1 for name in ONCE)
        assert all(names.count(name) <= 1 for name in AT_MOST_ONCE[kind])
        assert re.match(r"[a-z]+:\S+\Z", element.findtext(f"{ATOM}id"))
        for name in ("updated", "published"):
            for date in element.findall(f"{ATOM}{name}"):
                assert DATE.fullmatch(date.text)
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        assert len(alternates) == len(set(alternates)) == 1
        assert all(re.match(r"https?://", link.get("href")) for link in element.iter(f"{ATOM}link"))
        for text in [*element.findall(f"{ATOM}title"), *element.findall(f"{ATOM}summary")]:
            assert text.get("type", "text") in ("text", "html")
            assert not list(text)
    # An author for the feed stands for each entry without one of its own.
    assert all(author.findtext(f"{ATOM}name") for author in feed.findall(f"{ATOM}author"))
    assert feed.find(f"{ATOM}author") is not None
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    # After the entries stands nothing of the feed's own.
    tags = [child.tag == f"{ATOM}entry" for child in feed]
    assert tags == sorted(tags)


def parsed(address="/changes.atom"):
    content = fetch(address)
    assert_follows_the_rules(content)
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def link_of(found, rel):
    links = [link.href for link in found.feed.links if link.rel == rel]
    return links[0].removeprefix("http://testserver") if links else None


def pages_of_the_feed():
    address = "/changes.atom"
    while address:
        found = parsed(address)
        assert link_of(found, "self") == address
        yield found
        address = link_of(found, "next")


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setattr(changes, "FEED_SIZE", 2)


def test_empty_feed_is_valid():
    assert parsed().entries == []


def test_published_changed_and_withdrawn_pages_are_valid_entries():
    edition = make_edition(title="A <b>bold</b> & “quoted” page", slug="page")
    publish(article=edition.article, by=None, note="a < b & <script>alert(1)</script> שלום 😀")
    other = make_edition()
    withdraw(article=other.article, by=None, explanation="It was\n\nwrong & <i>bad</i>.")
    found = parsed()
    assert len(found.entries) == 3
    assert "A <b>bold</b> & “quoted” page" in found.entries[1].title
    assert found.entries[0].summary == (
        "<p>It was</p>\n\n<p>wrong &amp; &lt;i&gt;bad&lt;/i&gt;.</p>"
    )


def test_pages_of_the_feed_tell_all_once(pages_of_two):
    editions = [make_edition() for _ in range(5)]
    # Two at the same moment, where a date alone would lose one.
    Edition.objects.filter(pk__in=[editions[2].pk, editions[3].pk]).update(
        published_at=editions[3].published_at
    )
    pages = list(pages_of_the_feed())
    assert [len(page.entries) for page in pages] == [2, 2, 1]
    assert len({page.feed.id for page in pages}) == 1
    told = [entry.link for page in pages for entry in page.entries]
    assert told == [f"http://testserver/pages/{edition.slug}/" for edition in editions[::-1]]


def test_next_page_is_the_same_while_editors_publish(pages_of_two):
    for _ in range(4):
        make_edition()
    following = link_of(parsed(), "next")
    told = [entry.id for entry in parsed(following).entries]
    make_edition()
    assert [entry.id for entry in parsed(following).entries] == told


def test_next_page_stays_when_the_last_of_this_one_is_withdrawn(pages_of_two):
    editions = [make_edition() for _ in range(3)]
    following = link_of(parsed(), "next")
    withdraw(article=editions[1].article, by=None, explanation="Wrong.")
    [entry] = parsed(following).entries
    assert entry.link.endswith(editions[0].get_absolute_url())


@pytest.mark.parametrize("before", ["", "x", "0", "-1", "1.5", "999999", "9" * 30, "%00", "１"])
def test_before_has_to_be_what_the_feed_gives(before):
    make_edition()
    assert Client().get(f"/changes.atom?before={before}").status_code == 404


@pytest.mark.parametrize("query", ["", "?before={}"])
def test_number_of_queries_does_not_grow(query, django_assert_num_queries, pages_of_two):
    for _ in range(7):
        make_edition()
    newest = Edition.objects.order_by("pk").last()
    address = f"/changes.atom{query}".format(newest.pk)
    with django_assert_num_queries(3 if query else 2):
        fetch(address)


def test_unchanged_feed_is_not_sent_again():
    make_edition()
    tag = Client().get("/changes.atom").headers["ETag"]
    again = Client().get("/changes.atom", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    make_edition()
    assert Client().get("/changes.atom", headers={"If-None-Match": tag}).status_code == 200


def test_post_is_not_allowed():
    assert Client().post("/changes.atom").status_code == 405


@pytest.mark.parametrize("note", [*HOSTILE, "]]>", "<![CDATA[x", "&#0;", "x" * 300])
def test_any_change_note_leaves_the_feed_valid(note):
    first = make_edition()
    publish(article=first.article, by=None, note=note)
    assert len(parsed().entries) == 2


@pytest.mark.parametrize("name", ["change_note", "explanation"])
def test_note_of_old_that_xml_refuses_stops_no_feed(name):
    """Such notes are refused now."""
    state = "withdrawn" if name == "explanation" else "published"
    make_edition(slug="page")
    Edition.objects.update(**{name: "Corrected\x0b it", "state": state})
    response = Client().get("/changes.atom")
    assert response.status_code == 200
    assert "Corrected it" in response.content.decode()
