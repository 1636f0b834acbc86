import pytest
from django.urls import reverse

from articles.publishing import publish, withdraw
from tests.factories import make_article, make_edition
from tests.ldnsite.documents import article_document

pytestmark = pytest.mark.django_db


def address(code):
    return f"/export/articles/{code}.json"


@pytest.fixture
def withdrawn():
    edition = make_edition(
        code="900",
        title="Secret title",
        synopsis="Secret synopsis.",
        body="Secret body.",
        key_messages="Secret message.",
        tags=("secret tag",),
        slug="secret-slug",
    )
    return withdraw(article=edition.article, by=None, explanation="It was wrong.")


def test_address_stays_as_it_is():
    assert reverse("export_article", args=["14b"]) == address("14b")


def test_published_page_is_exported(client):
    edition = make_edition(code="900")
    response = client.get(address("900"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.json() == article_document(edition)


def test_text_is_written_as_utf8_and_ends_with_a_line_end(client):
    make_edition(code="900", title="“Größe” <b>")
    content = client.get(address("900")).content
    assert "“Größe” <b>".encode() in content
    assert content.endswith(b"}\n")


def test_any_site_may_read_it_and_no_cookie_is_set(client, withdrawn):
    make_edition(code="901")
    for code in ("900", "901"):
        response = client.get(address(code))
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_it_is_only_read(client):
    make_edition(code="900")
    assert client.head(address("900")).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(address("900")).status_code == 405


@pytest.mark.parametrize("code", ["900", "999999"])
def test_draft_and_unknown_page_are_not_found(client, code):
    make_article(code="900", title="Secret")
    response = client.get(address(code))
    assert response.status_code == 404
    assert b"Secret" not in response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing here: no page has this address.",
    }


@pytest.mark.parametrize("code", ["0", "013", "14B", "x", "14b.json"])
def test_what_is_no_code_is_not_found(client, code):
    assert client.get(address(code)).status_code == 404


def test_withdrawn_page_is_gone_with_its_explanation_and_no_text(client, withdrawn):
    response = client.get(address("900"))
    assert response.status_code == 410
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    document = response.json()
    assert document.keys() == {"code", "state", "withdrawn_at", "explanation"}
    assert document["code"] == "900"
    assert document["state"] == "withdrawn"
    assert document["explanation"] == "It was wrong."
    assert document["withdrawn_at"].endswith("Z")
    assert "secret" not in response.content.decode().lower()


def test_page_published_again_is_exported_again(client, withdrawn):
    publish(article=withdrawn.article, by=None, note="Mended.")
    response = client.get(address("900"))
    assert response.status_code == 200
    assert response.json()["articles"][0]["edition"] == 3


def test_old_code_leads_to_the_new_one(client):
    article = make_edition(code="900").article
    article.code = "901"
    article.save()
    publish(article=article, by=None, note="Moved.")
    response = client.get(address("900"))
    assert response.status_code == 301
    assert response.headers["Location"] == address("901")
    assert client.get(address("901")).json()["articles"][0]["code"] == "901"


def test_old_code_of_a_withdrawn_page_leads_to_its_explanation(client):
    article = make_edition(code="900").article
    article.code = "901"
    article.save()
    publish(article=article, by=None, note="Moved.")
    withdraw(article=article, by=None, explanation="It was wrong.")
    response = client.get(address("900"), follow=True)
    assert response.redirect_chain == [(address("901"), 301)]
    assert response.status_code == 410


def test_html_in_the_export_is_sanitised(client):
    make_edition(code="900", body="<script>alert(1)</script>")
    [record] = client.get(address("900")).json()["articles"]
    assert record["body"] == "<script>alert(1)</script>"
    assert "<script" not in record["html"]["body"]
    assert "&lt;script&gt;" in record["html"]["body"]
