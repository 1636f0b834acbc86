import pytest

from articles.bringing_in.anchors import Anchors
from articles.bringing_in.inline import Links
from articles.bringing_in.report import Report
from tests.articles.markup.hostile import ADDRESSES


def written(address, words="some words", around="", base=""):
    links, report = Links(), Report()
    markdown = Anchors(links, report, base).write(words, address, 3, around)
    return markdown, links.found, report


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("//example.org/a", "https://example.org/a"),
        ("www.example.org/a", "https://www.example.org/a"),
    ],
)
def test_web_address_becomes_a_row(address, url):
    markdown, (link,), report = written(address)
    assert markdown == "[some words][\x1a0\x1a]"
    assert (link.label, link.url, link.line) == ("some words", url, 3)
    assert not report.sections()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_hostile_address_becomes_a_row_or_a_link(address):
    markdown, found, _ = written(address)
    assert "](" not in markdown
    for link in found:
        assert link.url == "" or link.url.startswith(("https://", "http://"))


def test_address_that_no_browser_opens_is_told():
    markdown, found, report = written("http://nowhere")
    assert (markdown, found) == ("some words", [])
    assert "http://nowhere" in report.left[0].said


def test_address_within_the_old_site_is_wanted_with_a_note():
    _, (link,), _ = written("../other.html")
    assert (link.url, link.note) == (
        "",
        "On the old page this led to “../other.html” of its own site.",
    )


def test_known_base_makes_it_whole():
    _, (link,), _ = written("../b.html", base="https://example.org/x/a.html")
    assert link.url == "https://example.org/b.html"


def test_mail_stays_a_link_in_the_text():
    assert written("mailto:ida@example.org")[0] == "[some words](mailto:ida@example.org)"


def test_vague_words_take_their_sentence_for_a_label():
    _, (link,), _ = written("https://example.org/", "here", "First. Walks of the town are here.")
    assert link.label == "Walks of the town are"
    _, (link,), _ = written("https://example.org/", "here", "here")
    assert link.label == "here: https://example.org/"
