"""The copy, served by Python's own plain file server and read as a stranger would."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import feedparser
import html5lib
import httpx
import pytest
from django.core.management import CommandError, call_command

from articles.finding.views import PageList, WantedList
from articles.merging import merge
from articles.models import Edition
from articles.publishing import publish, withdraw
from ldnsite import changes
from ldnsite.static_copy import starting, writing
from references.views import ResourceList
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.test_visibility import make_canary_draft

pytestmark = pytest.mark.django_db
ADDRESS = "https://library.example.org"


def copy_to(folder, address=ADDRESS):
    call_command("publish_static", folder, "--address", address, verbosity=0)
    return folder


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = ["library.example.org"]


@pytest.fixture
def content(monkeypatch):
    """A small site with something of everything, in lists of several parts."""
    monkeypatch.setattr(PageList, "paginate_by", 2)
    monkeypatch.setattr(WantedList, "paginate_by", 1)
    monkeypatch.setattr(ResourceList, "paginate_by", 1)
    monkeypatch.setattr(changes, "FEED_SIZE", 3)
    study = make_study(key="a-study", link=make_link(url="https://example.org/study"))
    kept = make_study(key="kept-study")
    make_resource(key="a-book")
    make_resource(key="a-site", resource_kind="website", link=make_link(key="lost", url=""))
    make_link(key="also-lost", url="", label="A first")
    make_term(key="placebo")
    for number in (20, 21, 22):
        make_edition(code=str(number), slug=f"page-{number}", tags=("sleep", "dosing"))
    body = "## One & two\n\nSee [[20]] [@a-study; @kept-study] and [it][also-lost].\n\n"
    body += "![[a-book]]\n\n![[a-site]]"
    page = make_edition(code="13", slug="old-name", body=body, tags=("sleep",))
    page.article.slug = "ldn"
    page.article.save()
    publish(article=page.article, by=None, note="Moved.")
    merge(kept=kept, gone=study, values={})
    gone = make_edition(code="30", slug="gone", body="Secret words.")
    withdraw(article=gone.article, by=None, explanation="It was wrong.")
    make_canary_draft(code="40", slug="draft")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def served(content, tmp_path):
    """The address at which a plain server gives the copy, and its folder."""
    folder = copy_to(tmp_path / "site")
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def links_of(root):
    for element in root.iter():
        for name in ("href", "src", "action"):
            if element.get(name):
                yield element.get(name)
        if element.get("http-equiv") == "refresh":
            yield element.get("content").partition("url=")[2]


def crawl(client, start):
    """Every answer within the copy, by address; and each link with the address that has it."""
    waiting, answers, links = list(start), {}, []
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answers[address] = answer = client.get(address)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            root = html5lib.parse(answer.content, namespaceHTMLElements=False)
            for link in links_of(root):
                whole = urljoin(address, link)
                if not urlsplit(whole).scheme:
                    links.append((address, whole))
                    waiting.append(urldefrag(whole)[0])
    return answers, links


def ids_of(answer):
    root = html5lib.parse(answer.content, namespaceHTMLElements=False)
    return {element.get("id") for element in root.iter()} - {None}


def address_of(file, folder):
    return "/" + file.relative_to(folder).as_posix().removesuffix("index.html")


def test_every_link_asset_and_anchor_works(served):
    base, folder = served
    with httpx.Client(base_url=base) as client:
        files = [file for file in folder.rglob("*") if file.is_file()]
        answers, links = crawl(client, [address_of(file, folder) for file in files])
    assert len(links) > 200
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    for source, link in links:
        whole, fragment = urldefrag(link)
        assert "?" not in whole, (source, link)
        if fragment:
            assert fragment in ids_of(answers[whole]), (source, link)
    addresses = {"/static/css/site.css", "/static/js/reader.js", "/pages/ldn/", "/pages/_page-2/"}
    assert addresses <= answers.keys()


def test_everything_public_is_in_it_and_nothing_else(served):
    folder = served[1]
    for name in (
        *("index.html", "404.html", "robots.txt", "manifest.webmanifest", "sitemap.xml"),
        *("pages/ldn/index.html", "pages/ldn/short/index.html", "pages/ldn/sheet/index.html"),
        *("pages/ldn/history/index.html", "pages/ldn/editions/1/index.html"),
        *("tags/sleep/index.html", "studies/kept-study/index.html", "glossary/index.html"),
        *("export/articles/13.json", "export/references.ris", "export/references/a-book.bib"),
        *("changes.atom", "resources/_kind-book/index.html", "sitemap/_view-topic/index.html"),
    ):
        assert (folder / name).is_file(), name
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"canary-in-the-draft" not in content, file
            assert b"Secret words" not in content, file
            assert b"testserver" not in content, file


def test_old_addresses_lead_on(served):
    folder = served[1]
    for old, new in (
        ("pages/old-name", "/pages/ldn/"),
        ("pages/old-name/history", "/pages/ldn/history/"),
        ("p/13", "/pages/ldn/"),
        ("studies/a-study", "/studies/kept-study/"),
    ):
        text = (folder / old / "index.html").read_text()
        assert f'content="0; url={new}"' in text
        assert f'<link rel="canonical" href="{ADDRESS}{new}">' in text
    assert "It was wrong." in (folder / "pages/gone/index.html").read_text()
    assert "It was wrong." in (folder / "export/articles/30.json").read_text()


def test_entries_are_led_to_by_key(served):
    folder = served[1]
    for entry, place in (
        ("wanted/lost", "/wanted/_page-2/#wanted_lost"),
        ("wanted/also-lost", "/wanted/#wanted_also-lost"),
        ("resources/a-book", "/resources/_page-2/#a-book"),
        ("glossary/placebo", "/glossary/#placebo"),
    ):
        text = (folder / entry / "index.html").read_text()
        assert f'content="0; url={place}"' in text
        assert f'<link rel="canonical" href="{ADDRESS}{place.partition("#")[0]}">' in text


def test_addresses_and_dates_are_those_of_the_site(served):
    folder = served[1]
    assert f'href="{ADDRESS}/pages/ldn/"' in (folder / "pages/ldn/index.html").read_text()
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (folder / "robots.txt").read_text()
    edition = Edition.objects.current().get(code="13")
    root = ElementTree.parse(folder / "sitemap.xml").getroot()
    dates = {element[0].text: element[1].text for element in root if len(element) > 1}
    expected = edition.published_at.isoformat(timespec="seconds")
    assert dates[f"{ADDRESS}/pages/ldn/"] == expected
    for element in root:
        path = element[0].text.removeprefix(ADDRESS).lstrip("/")
        assert (folder / path / "index.html").is_file()


def test_pages_of_the_feed_lead_to_one_another(served):
    folder = served[1]
    told, name = [], "changes.atom"
    while name:
        found = feedparser.parse((folder / name).read_bytes())
        assert not found.bozo
        links = {link.rel: link.href for link in found.feed.links}
        assert links["self"] == f"{ADDRESS}/{name}"
        told += [entry.id for entry in found.entries]
        name = links.get("next", "").removeprefix(f"{ADDRESS}/")
    assert len(told) == len(set(told)) == Edition.objects.announced().count() > 3


def test_what_needs_a_server_is_left_out_or_explained(served):
    folder = served[1]
    for file in folder.rglob("*.html"):
        assert "<form" not in file.read_text(), file
    assert "Searching needs a server" in (folder / "search/index.html").read_text()


def test_next_copy_has_what_is_public_then(content, tmp_path):
    folder = copy_to(tmp_path / "site")
    assert (folder / "pages/page-20/index.html").is_file()
    article = Edition.objects.current().get(code="20").article
    withdraw(article=article, by=None, explanation="Old.")
    make_edition(slug="new-page")
    copy_to(folder)
    assert "Old." in (folder / "pages/page-20/index.html").read_text()
    assert "Old." in (folder / "pages/page-20/sheet/index.html").read_text()
    assert (folder / "pages/new-page/index.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_run_that_fails_replaces_nothing(tmp_path, monkeypatch):
    make_edition(slug="page")
    folder = copy_to(tmp_path / "site")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    make_edition(slug="other")
    monkeypatch.setattr(writing, "addresses", lambda: [*starting.addresses(), "/pages/none/"])
    with pytest.raises(CommandError, match=r"/pages/none/ answers 404 \(linked from the database"):
        copy_to(folder)
    monkeypatch.setattr(writing, "addresses", lambda: ["/", "/pages/?relevance=5"])
    with pytest.raises(CommandError, match="relevance=5, which needs a server"):
        copy_to(folder)
    monkeypatch.setattr(writing, "addresses", starting.addresses)
    monkeypatch.setattr(writing, "_put_in_place", lambda *paths: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy_to(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_folder_of_anything_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("Dear")
    with pytest.raises(CommandError, match="is no earlier copy"):
        copy_to(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_empty_site_and_empty_folder_are_fine(tmp_path):
    make_article()
    folder = copy_to(tmp_path)
    assert (folder / "index.html").is_file()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("library.example.org", "Write the address as"),
        ("ftp://library.example.org", "Write the address as"),
        ("https://library.example.org/copy/", "without a path"),
        ("https://elsewhere.example.org", "ALLOWED_HOSTS does not name elsewhere.example.org"),
    ],
)
def test_address_has_to_be_one_of_the_sites_own(address, words, tmp_path):
    with pytest.raises(CommandError, match=words):
        copy_to(tmp_path / "site", address)
    assert list(tmp_path.iterdir()) == []


def test_address_has_to_be_secure_where_the_site_is(settings, tmp_path):
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="has to begin with https"):
        copy_to(tmp_path / "site", "http://library.example.org")
    assert (copy_to(tmp_path / "site") / "index.html").is_file()


def test_styles_bear_the_names_that_collectstatic_gave_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    folder = copy_to(tmp_path / "site")
    [style] = (folder / "static/css").glob("site.*.css")
    assert f'href="/static/css/{style.name}"' in (folder / "index.html").read_text()
