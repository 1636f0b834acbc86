"""The layer answers what the application would, byte for byte and header for header."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.urls import resolve

from articles.models import Article
from articles.publishing import publish, withdraw
from ldnsite.caching import layer, stamps
from ldnsite.caching.addresses import PUBLIC
from ldnsite.caching.middleware import CACHE_CONTROL
from ldnsite.caching.stamps import Stamp
from ldnsite.models import ContentVersion
from tests.factories import make_article, make_edition, make_study
from tests.ldnsite.caching.asking import Site, ask
from tests.ldnsite.caching.kept import KEPT, NEVER_KEPT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(db):
    make_study(key="younger-2013")
    edition = make_edition(
        code="13", slug="once", title="Low dose", body="Body [@younger-2013].", tags=("sleep",)
    )
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


def test_every_public_route_is_walked_here():
    names = {resolve(address.partition("?")[0]).view_name for address, _ in KEPT}
    # What is large or streamed, and so never kept, stands in the other list.
    large = {"export_articles", "export_reference_records", "export_site", "export_site_lines"}
    streamed = large | {"export_reference", "export_references", "sitemap_xml", "sitemap_part"}
    assert names == PUBLIC.keys() - streamed


@pytest.mark.parametrize("encoding", ["", "gzip", "gzip;q=0, br"])
def test_answer_is_the_applications_own(site, bare, encoding):
    for address, status in KEPT:
        expected = ask(bare, address, HTTP_ACCEPT_ENCODING=encoding)
        assert expected.status == status, address
        assert expected.headers["Cache-Control"] == CACHE_CONTROL
        assert ("Content-Encoding" in expected.headers) == (
            encoding == "gzip" and len(expected.text) > 300
        ), address
        for _ in range(2):
            assert site.ask(address, HTTP_ACCEPT_ENCODING=encoding) == expected, address


def test_second_answer_asks_the_database_for_the_version_alone(site, django_assert_num_queries):
    for address, status in KEPT:
        site.ask(address)
        rendered = site.rendered
        with django_assert_num_queries(0):  # the version is asked of the driver itself
            assert site.ask(address).status == status
        assert site.rendered == rendered, address


def test_what_is_no_public_answer_is_never_kept(site, bare):
    for address, status in NEVER_KEPT:
        expected = ask(bare, address)
        for _ in range(2):
            rendered = site.rendered
            answer = site.ask(address)
            assert (answer.status, answer.headers.keys()) == (status, expected.headers.keys())
            assert site.rendered == rendered + 1, address
    assert not site.plain.kept
    assert not site.asked.kept


def test_head_has_the_headers_of_get(site, bare):
    for address, _ in KEPT:
        expected = ask(bare, address, "HEAD")
        for _ in range(2):
            assert site.ask(address, "HEAD") == expected, address
            assert site.ask(address).headers == expected.headers


@pytest.mark.parametrize("is_warm", [True, False])
def test_conditional_request_is_answered_as_the_application_does(site, bare, is_warm):
    other = site if is_warm else Site()
    for address in [address for address, status in KEPT if status == 200]:
        tag = site.ask(address).headers["ETag"]
        for named in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            expected = ask(bare, address, HTTP_IF_NONE_MATCH=named)
            assert (expected.status, expected.body) == (304, b"")
            assert not {"Content-Type", "Content-Length"} & expected.headers.keys()
            assert other.ask(address, HTTP_IF_NONE_MATCH=named) == expected, address
            assert other.ask(address, "HEAD", HTTP_IF_NONE_MATCH=named) == expected
        assert other.ask(address, HTTP_IF_NONE_MATCH='W/"other"').status == 200


def test_readers_copy_of_this_version_needs_no_rendering(django_assert_num_queries):
    tag = Site().ask("/pages/page/").headers["ETag"]
    with django_assert_num_queries(0):
        assert Site().ask("/pages/page/", HTTP_IF_NONE_MATCH=tag).status == 304


def test_no_condition_hides_an_error(site):
    tag = site.ask("/pages/page/").headers["ETag"]
    for address, status in [NEVER_KEPT[0], *NEVER_KEPT[3:6], ("/pages/gone/", 410)]:
        for named in ("*", tag):
            for _ in range(2):
                assert site.ask(address, HTTP_IF_NONE_MATCH=named).status == status


def test_change_shows_at_once(site):
    before = site.ask("/pages/page/")
    article = Article.objects.get(code="13")
    article.body = "Other words."
    article.save()
    assert site.ask("/pages/page/") == before
    publish(article=article, by=None, note="Corrected.")
    after = site.ask("/pages/page/", HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert after.status == 200
    assert "Other words." in after.text
    withdraw(article=article, by=None, explanation="Wrong.")
    assert site.ask("/pages/page/").status == 410


def test_new_day_shows_at_once(site, monkeypatch):
    before = site.ask("/resources/").headers["ETag"]
    present = stamps.present()
    tomorrow = Stamp(present.version, present.day + 1)
    monkeypatch.setattr(layer, "present", lambda: tomorrow)
    assert site.ask("/resources/").headers["ETag"] != before
    assert site.rendered == 2


def test_hosts_schemes_and_encodings_are_kept_apart(site):
    answers = [
        site.ask("/pages/page/", HTTP_HOST=host, HTTP_ACCEPT_ENCODING=encoding, **scheme)
        for host in ("testserver", "localhost:8000")
        for scheme in ({}, {"wsgi.url_scheme": "https"})
        for encoding in ("identity", "gzip, br")
    ]
    assert site.rendered == len(answers) == 8
    assert len({answer.body for answer in answers}) == 8
    assert 'href="https://localhost:8000/pages/page/"' in answers[-1].text


def test_made_up_hosts_reach_the_application_and_are_not_kept(site):
    for number in range(3):
        assert site.ask("/", HTTP_HOST=f"evil-{number}.example").status == 400
    assert not site.plain.kept
    assert not site.hosts


def test_one_query_in_several_spellings_is_kept_once(site):
    first = site.ask("/search/?q=low%20dose")
    assert site.ask("/search/?q=low+dose") == first
    assert site.rendered == 1
    assert len(site.asked.kept) == 1


def test_made_up_questions_push_no_page_out(site):
    site.ask("/pages/page/")
    site.asked.max_entries = 3
    for number in range(6):
        site.ask(f"/search/?q=word{number}")
    assert len(site.asked.kept) == 3
    site.ask("/pages/page/")
    assert site.rendered == 7


@pytest.mark.parametrize(
    "doubt",
    [
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"SCRIPT_NAME": "/under"},
        {"HTTP_HOST": ""},
        {"REQUEST_METHOD": "OPTIONS"},
    ],
)
def test_doubtful_request_is_left_to_the_application(site, doubt):
    site.ask("/pages/page/")
    site.ask("/pages/page/", **doubt)
    assert site.rendered == 2


def test_cookies_change_nothing(site, publisher_client):
    bare = site.ask("/pages/page/")
    cookie = publisher_client.cookies.output(header="", sep=";")
    assert site.ask("/pages/page/", HTTP_COOKIE=cookie) == bare
    assert site.rendered == 1


def test_ranges_are_answered_whole(site):
    whole = site.ask("/pages/page/")
    assert site.ask("/pages/page/", HTTP_RANGE="bytes=0-9") == whole


def test_http_goes_to_https_where_that_is_set(site, settings):
    settings.SECURE_SSL_REDIRECT = True
    for _ in range(2):
        assert ask(Site(), "/pages/page/").headers["Location"] == "https://testserver/pages/page/"


def test_proxys_word_on_the_scheme_counts_where_it_is_trusted(site, settings):
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    assert "http://testserver" in site.ask("/pages/page/", **said).text
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = site.ask("/pages/page/", **said)
    assert "https://testserver" in answer.text
    assert answer.headers == ask(WSGIHandler(), "/pages/page/", **said).headers


def test_long_answers_are_not_kept(site, monkeypatch):
    monkeypatch.setattr(layer, "MAX_BODY", 100)
    site.ask("/pages/page/")
    site.ask("/pages/page/")
    assert site.rendered == 2


def test_site_without_a_version_yet_is_kept_too(site):
    ContentVersion.objects.all().delete()
    site.ask("/about/")
    site.ask("/about/")
    assert site.rendered == 1


def test_database_that_does_not_answer_leaves_all_to_the_application(site, monkeypatch):
    site.ask("/about/")
    monkeypatch.setattr(layer, "present", lambda: None)
    assert site.ask("/about/").status == 200
    assert site.rendered == 2


def test_broken_connection_is_let_go_of(monkeypatch):
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    def broken():
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "ensure_connection", broken)
    assert stamps.present() is None
    assert closed == [True]


def test_draft_is_never_kept(site):
    make_article(slug="draft")
    site.ask("/pages/draft/")
    assert not site.plain.kept


def test_development_server_forgets_all_when_a_file_changes(site):
    site.ask("/about/")
    tag = site.ask("/about/").headers["ETag"]
    site.forget()
    assert site.ask("/about/").headers["ETag"] == tag
    assert site.rendered == 2


class Elsewhere(dict):
    """A shared store, without the Redis."""

    def get(self, key, stamp):
        return super().get((key, stamp))

    def put(self, key, stamp, kept):
        self[key, stamp] = kept


def test_what_one_process_rendered_another_answers():
    shared = Elsewhere()
    one, other = Site(shared), Site(shared)
    answer = one.ask("/pages/page/")
    assert other.ask("/pages/page/") == answer
    assert other.rendered == 0
    ContentVersion.objects.bump()
    other.ask("/pages/page/")
    assert other.rendered == 1
    assert len(shared) == 2
