"""From the editor's text to the reader's page, through the database."""

import pytest

from articles.checking import check
from articles.models import Article
from articles.publishing import PublishingError, publish
from articles.reading import load_page
from references.models import LinkStatus
from tests.articles.markup.parsed import parse, parse_errors, words_of
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db


def places(article: Article) -> list[tuple[str, int, str]]:
    return [(problem.field, problem.line, problem.message) for problem in check(article).problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[@gone]", "no study or resource has the key “gone”."),
        ("x [@a; @gone, p. 4]", "no study or resource has the key “gone”."),
        ("![[gone]]", "no quote, study or resource has the key “gone”."),
        ("[x][gone]", "no link has the key “gone”."),
    ],
)
def test_unknown_key_is_named_at_every_line(text, message):
    make_study(key="a")
    article = make_article(body=f"{text}\n\nwords\n\n{text}", safety_notice=f"\n{text}")
    assert sorted(places(article)) == [
        ("body", 1, message),
        ("body", 5, message),
        ("safety_notice", 2, message),
    ]


def test_all_unknown_keys_are_named_at_once():
    article = make_article(body="[@x]\n\n[@y] [z][w]\n\n![[v]]\n\n[@x]", key_messages="a\n[@x]")
    assert {(field, line) for field, line, _ in places(article)} == {
        *(("body", line) for line in (1, 3, 5, 7)),
        ("key_messages", 2),
    }
    with pytest.raises(PublishingError) as error:
        publish(article=article, by=None)
    assert len(error.value.problems) == 6


def test_unknown_key_blocks_no_saving():
    article = make_article(body="[@gone]")
    article.full_clean()
    article.save()
    assert Article.objects.get(pk=article.pk).body == "[@gone]"


def test_page_that_is_not_written_is_no_problem():
    edition = make_edition(body="[[77]]")
    assert words_of(load_page(edition).html["body"]) == "page 77 (not written yet)"


def test_numbers_follow_the_readers_order():
    for key in "abcd":
        make_study(key=key)
    edition = make_edition(body="[@d; @b] [@a]", key_messages="One [@c]", safety_notice="Care [@b]")
    page = load_page(edition)
    assert [(entry.number, entry.reference.key) for entry in page.references] == [
        (1, "b"),
        (2, "c"),
        (3, "d"),
        (4, "a"),
    ]
    assert [words_of(page.html[name]) for name in ("safety_notice", "key_messages", "body")] == [
        "Care1",
        "One2",
        "3, 14",
    ]
    assert page.references[0].places == ["cite_1_1", "cite_1_2"]


def test_link_to_a_page_whose_code_changed_leads_there():
    other = make_article(code="14", slug="dosing", title="Dosing")
    publish(article=other, by=None)
    other.refresh_from_db()
    other.code = "15b"
    other.save()
    publish(article=other, by=None, note="Another code.")
    page = load_page(make_edition(code="1", body="[[14]] and [[15b|words]]"))
    links = list(parse(page.html["body"]).iter("a"))
    assert [link.text for link in links] == ["15b Dosing", "words"]
    assert len({link.get("href") for link in links}) == 1


def test_register_links_follow_the_register():
    link = make_link(key="k", url="https://example.org/old")
    edition = make_edition(body="[pharmacies][k]")
    (shown,) = parse(load_page(edition).html["body"]).iter("a")
    assert shown.get("href") == "https://example.org/old"
    link.status = LinkStatus.BROKEN
    link.archived_url = "https://archive.example/old"
    link.save()
    html = load_page(edition).html["body"]
    assert words_of(html) == "pharmacies (link broken, archived copy)"
    assert [shown.get("href") for shown in parse(html).iter("a")] == [link.archived_url]
    link.status, link.url, link.archived_url = LinkStatus.WANTED, "", ""
    link.save()
    assert words_of(load_page(edition).html["body"]) == "pharmacies (address wanted)"


def test_resources_in_a_row_become_one_list():
    for key in "rst":
        make_resource(key=key, title=f"Book {key}")
    make_quote(key="q")
    make_study(key="a")
    edition = make_edition(body="![[r]]\n![[s]]\n\n![[t]]\n\n![[q]]\n\n![[a]]\n\n![[r]]")
    html = load_page(edition).html["body"]
    lists = list(parse(html).iter("ul"))
    assert [len(list(found.iter("li"))) for found in lists] == [3, 1]
    assert parse_errors(html) == []


def test_term_leads_to_its_definition():
    make_term(key="ldn", term="LDN", forms="low dose naltrexone")
    page = load_page(make_edition(body="LDN\n\n# LDN\n\nLow dose naltrexone"))
    links = list(parse(page.html["body"]).iter("a"))
    assert [(link.text, link.get("href")) for link in links] == [
        ("LDN", "#word_ldn"),
        ("Low dose naltrexone", "#word_ldn"),
    ]
    assert [(entry.term.key, entry.places) for entry in page.words] == [
        ("ldn", ["use_ldn_1", "use_ldn_2"])
    ]


def test_key_of_quote_and_reference_alike_is_a_problem():
    make_quote(key="same")
    make_study(key="same")
    article = make_article(body="x\n\n![[same]]")
    assert [(line, "rename one" in message) for _, line, message in places(article)] == [(3, True)]


def test_text_beyond_the_bounds_is_a_problem_like_others():
    assert places(make_article(body="a\n" + ">" * 9)) == [
        ("body", 2, "quotations nest at most 8 deep.")
    ]
