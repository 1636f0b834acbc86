"""Which pages an editor finds by number, address and words."""

import pytest

from articles.admin import looking_up
from articles.admin.looking_up import DRAFTS_READ, articles_found, numbered
from articles.models import Article
from articles.publishing import publish
from ldnsite.searching import owners
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db

ARTICLES, EDITIONS = "/admin/articles/article/", "/admin/articles/edition/"


def found(asked):
    return set(
        Article.objects.filter(pk__in=articles_found(asked).articles).values_list("code", flat=True)
    )


@pytest.fixture
def shelf(db):
    """Page 14b is read by readers, and its draft says something else; page 20 is a draft."""
    article = make_edition(
        code="14b", slug="low-dose", title="Dosing at night", body="Naltrexone in drops."
    ).article
    article.title, article.body = "Dosing by day", "Tablets are bitter."
    article.save()
    Article.objects.filter(pk=article.pk).update(has_changes=True)
    make_article(code="20", slug="sleep-well", title="Sleep", synopsis="Rest.", body="Valerian.")
    make_edition(code="141", slug="other", title="Other", body="Nothing.")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("14", {"14b", "141"}),
        ("14B", {"14b"}),
        ("low-d", {"14b"}),
        ("Sleep", {"20"}),
        # Readers' words, as readers search.
        ("drop", {"14b"}),
        ("naltrexone drops", {"14b"}),
        ("naltre", {"14b"}),
        ("night", {"14b"}),
        # What only the draft says, in any part of a word.
        ("osing by", {"14b"}),
        ("itter", {"14b"}),
        ("valerian", {"20"}),
        ("ep-we", {"20"}),
        ("valerian bitter", set()),
        ("xylophonist", set()),
        ("", set()),
        ("  ", set()),
        ("100%", set()),
        ("_", set()),
    ],
)
def test_found(shelf, asked, expected):
    assert found(asked) == expected


def test_page_is_found_by_the_number_and_address_that_it_once_bore():
    article = make_edition(code="500", slug="before").article
    article.code, article.slug = "502", "after"
    article.save()
    publish(article=article, by=None, note="Moved.")
    assert found("500") == found("before") == found("502") == found("after") == {"502"}


def test_words_of_a_former_edition_are_not_searched():
    article = make_edition(body="Formerly.").article
    article.body = "Presently."
    article.save()
    publish(article=article, by=None, note="Changed.")
    assert found("formerly") == set()
    assert found("presently") == {article.code}


def test_texts_of_the_drafts_saved_last_are_looked_through(monkeypatch):
    monkeypatch.setattr(looking_up, "DRAFTS_READ", 2)
    for code in ("1", "2", "3"):
        make_article(code=code, title=f"Draft {code}", body="Valerian.")
    Article.objects.get(code="1").save()
    assert found("valerian") == {"1", "3"}
    assert found("raft") == {"1", "2", "3"}
    assert DRAFTS_READ == 300


def codes(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return [row.code for row in response.context["cl"].result_list]


def test_lists_of_articles_and_editions_are_searched_so(editor_client, shelf):
    assert codes(editor_client, ARTICLES, q="14") == ["14b", "141"]
    assert codes(editor_client, ARTICLES, q="14", standing="withdrawn") == []
    assert codes(editor_client, ARTICLES, q=" ") == ["14b", "20", "141"]
    publish(article=Article.objects.get(code="14b"), by=None, note="By day.")
    assert codes(editor_client, EDITIONS, q="tablets") == ["14b", "14b"]
    text = editor_client.get(ARTICLES).content.decode()
    assert "by any part of the text" in text


@pytest.mark.parametrize(("most", "told"), [(2, "at least 1 found"), (3, '">1 found')])
def test_filter_of_what_was_not_found_whole_tells_so(editor_client, monkeypatch, most, told):
    monkeypatch.setattr(looking_up, "ENOUGH", most)
    for code in ("1", "2", "3"):
        make_edition(code=code, title="Valerian", relevance=int(code))
    listed = editor_client.get(ARTICLES, {"q": "valerian", "relevance": "1"})
    assert told in " ".join(listed.content.decode().split())
    assert ("only some of them were looked at" in listed.content.decode()) == (most == 2)
    assert "at least" not in editor_client.get(ARTICLES, {"relevance": "1"}).content.decode()


def test_beginning_of_too_many_words_tells_so(editor_client, monkeypatch):
    monkeypatch.setattr(owners, "MAX_ENDINGS", 3)
    for code, word in (("1", "valerian"), ("2", "valine"), ("3", "valley")):
        make_edition(code=code, title=word.title())
    words = "only some of them were looked at"
    for address in (ARTICLES, EDITIONS):
        assert words in editor_client.get(address, {"q": "val"}).content.decode()
        assert words not in editor_client.get(address, {"q": "vale"}).content.decode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", ["1", "1b", "10", "14", "14b", "15", "141"]),
        ("14", ["14", "14b", "141", "1410"]),
        ("14b", ["14b"]),
        ("141", ["141", "1410"]),
        ("9", []),
    ],
)
def test_numbers_go_on_from_the_one_asked_for(code, expected):
    for each in ("1", "1b", "2", "10", "14", "14b", "15", "141", "1410", "100000"):
        make_article(code=each)
    rows = Article.objects.filter(numbered(code)).order_by("code_order")
    assert list(rows.values_list("code", flat=True)) == expected


@pytest.mark.parametrize("odd", ["", "x", "0", "1bcd", "1234567", "１"])
def test_what_is_no_number_begins_none(odd):
    assert numbered(odd) is None
