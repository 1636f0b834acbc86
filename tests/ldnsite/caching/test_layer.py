"""The layer answers what the application would, byte for byte and header for header."""

import pytest
from django.urls import resolve

from articles.models import Article
from articles.publishing import publish, withdraw
from ldnsite.caching import layer, stamps
from ldnsite.caching.addresses import PUBLIC
from ldnsite.caching.middleware import CACHE_CONTROL
from ldnsite.caching.stamps import Stamp
from tests.ldnsite.caching.asking import Site, ask
from tests.ldnsite.caching.kept import KEPT, NEVER_KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

ERRORS = [("/pages/none/", 404), ("/pages", 301), ("/nothing/", 404), ("/pages/gone/", 410)]


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
    assert not site.beside.kept


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
    for address, status in ERRORS:
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
    assert len(site.beside.kept) == 1
