import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import publish
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


@pytest.fixture
def client():
    return Client()


def page_text(client, slug):
    response = client.get(f"/pages/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_page_13_stays_within_eight_queries(client, starter, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get("/pages/ldn/").status_code == 200


@pytest.mark.parametrize("size", [1, 60])
def test_queries_of_a_page_do_not_grow_with_its_length(client, size, django_assert_num_queries):
    parts = []
    for number in range(size):
        make_study(key=f"s{number}")
        make_resource(key=f"r{number}", link=make_link(key=f"rl{number}"))
        make_quote(key=f"q{number}", source=make_study(key=f"qs{number}"))
        make_link(key=f"l{number}")
        make_term(key=f"t{number}", term=f"term{number}")
        make_edition(code=str(5000 + number), slug=f"other-{number}")
        parts.append(
            f"## Part {number}\n\nterm{number} [@s{number}] [x][l{number}] [[{5000 + number}]]\n\n"
            f"![[r{number}]]\n\n![[q{number}]]"
        )
    make_edition(
        slug="long",
        body="\n\n".join(parts),
        previous_code="5000",
        next_code="9999",
        tags=("one", "two"),
    )
    with django_assert_num_queries(8):
        text = page_text(client, "long")
    assert text.count('class="voice"') == size


def test_page_compiles_nothing_on_a_get(client, monkeypatch):
    make_edition(slug="page", body="Words.")

    def refuse(*args, **options):
        raise AssertionError("compiled on a GET")

    monkeypatch.setattr("articles.checking.compile_within_deadline", refuse)
    monkeypatch.setattr("markdown.Markdown.convert", refuse)
    assert "Words." in page_text(client, "page")


@pytest.mark.parametrize("size", [1, 30])
def test_page_list_has_a_constant_number_of_queries(client, size, django_assert_num_queries):
    for _ in range(size):
        make_edition(tags=("one",))
    with django_assert_num_queries(5):
        response = client.get("/pages/")
    assert response.content.decode().count('class="page-summary"') == size


@pytest.mark.parametrize(("address", "queries"), [("/glossary/", 2), ("/ratings/", 1)])
def test_lists_have_a_constant_number_of_queries(
    client, address, queries, django_assert_num_queries
):
    for _ in range(20):
        make_term()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_page_shows_what_a_reader_needs(client, starter):
    text = page_text(client, "ldn")
    for words in (
        "Safety first",
        "5 of 5: essential, do not skim",
        "5 of 5: reads like a paper",
        "5 of 5: intricate; with a clinician",
        "Last reviewed",
        "next review due",
        "Edition 1",
        "Key messages",
        "References",
        "not written yet",
        "One person’s experience",
        "address wanted",
    ):
        assert words in text


def test_every_link_within_a_page_has_its_target(client, starter):
    import html5lib

    tree = html5lib.parse(page_text(client, "ldn"), namespaceHTMLElements=False)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = [
        element.get("href")[1:]
        for element in tree.iter("a")
        if (element.get("href") or "").startswith("#")
    ]
    assert len(targets) > 100
    assert set(targets) <= set(ids)


def test_page_in_short_lists_what_it_cites_itself_and_nothing_of_the_text(client):
    make_study(key="in-text", title="Only in the text")
    make_study(key="in-short", title="In the messages")
    for key in ("text-word", "message-word"):
        make_term(key=key, term=key, definition=f"Meaning of {key}.")
    make_edition(
        slug="page",
        body="A text-word and [@in-text], then [@in-short].",
        key_messages="* The message-word [@in-short].",
    )
    text = page_text(client, "page/short")
    assert "In the messages" in text
    assert "Meaning of message-word." in text
    for words in ("Only in the text", "Meaning of text-word."):
        assert words not in text
        assert words in page_text(client, "page")


def test_wanted_address_says_how_to_suggest_it(client, settings):
    settings.CONTACT_EMAIL = "help@example.org"
    make_link(key="lost", url="", label="A lost list")
    make_link(key="there", label="Still there")
    make_edition(slug="page", body="See [it][lost] and [that][there].")
    text = page_text(client, "page")
    assert 'href="/wanted/lost/"' in text
    assert text.count("mailto:help@example.org?subject=") == 1
    assert client.get("/wanted/lost/").url == "/wanted/#wanted_lost"


def test_old_slug_redirects_to_the_present_one(client):
    edition = make_edition(slug="old")
    article = edition.article
    for slug in ("middle", "new"):
        Article.objects.filter(pk=article.pk).update(slug=slug)
        publish(article=article, by=None, note="Moved.")
    for slug in ("old", "middle"):
        response = client.get(f"/pages/{slug}/")
        assert (response.status_code, response.url) == (301, "/pages/new/")


def test_code_redirects_to_the_page_also_by_an_old_code(client):
    edition = make_edition(code="13", slug="ldn")
    Article.objects.filter(pk=edition.article_id).update(code="13b")
    publish(article=edition.article, by=None, note="Renumbered.")
    for code in ("13", "13b"):
        response = client.get(f"/p/{code}/")
        assert (response.status_code, response.url) == (301, "/pages/ldn/")


def test_link_by_an_old_code_leads_to_the_page(client):
    edition = make_edition(code="20", slug="other", title="Other page")
    make_edition(code="21", slug="page", body="See [[20]].")
    Article.objects.filter(pk=edition.article_id).update(code="20b")
    publish(article=edition.article, by=None, note="Renumbered.")
    assert '<a href="/pages/other/">20b Other page</a>' in page_text(client, "page")


@pytest.mark.parametrize("address", ["/pages/none/", "/p/99/", "/p/none/", "/pages/NONE/"])
def test_unknown_address_is_404_in_kind_words(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_corrected_study_is_right_on_the_page_at_once(client):
    study = make_study(key="s", title="Wrong title")
    make_edition(slug="page", body="[@s]")
    study.title = "Right title"
    study.save()
    text = page_text(client, "page")
    assert "Right title" in text
    assert "Wrong title" not in text


def test_hostile_content_is_shown_as_text(client):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    make_study(
        key="s", title=hostile, people=hostile, journal=hostile, summary=hostile, dose=hostile
    )
    make_resource(key="r", title=hostile, description=hostile, people=hostile)
    make_quote(key="q", words=hostile, speaker=hostile, note=hostile)
    make_term(key="t", term="word", definition=hostile)
    make_edition(
        slug="page",
        title=hostile,
        synopsis=hostile,
        importance_note=hostile,
        safety_notice=hostile,
        key_messages=hostile,
        body=f"{hostile} word [@s]\n\n![[s]]\n\n![[r]]\n\n![[q]]",
        tags=(hostile[:90],),
    )
    for address in ("/pages/page/", "/pages/", "/studies/", "/studies/s/", "/resources/", "/"):
        text = client.get(address).content.decode()
        assert "<script>" not in text
        assert "alert(1)</script" not in text
        assert "<img" not in text


@pytest.mark.parametrize(
    "address", ["/", "/pages/", "/studies/", "/resources/", "/glossary/", "/sitemap/"]
)
def test_new_site_looks_intended(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode() or address == "/glossary/"


def test_draft_article_class_is_not_what_views_read():
    make_article(slug="draft")
    assert Client().get("/pages/draft/").status_code == 404


def test_list_of_pages_is_in_natural_order(client):
    for code in ("15", "14b", "2", "14"):
        make_edition(code=code, slug=f"p-{code}")
    text = client.get("/pages/").content.decode()
    places = [text.index(f"/pages/p-{code}/") for code in ("2", "14", "14b", "15")]
    assert places == sorted(places)
