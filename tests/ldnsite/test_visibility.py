"""A draft's words appear nowhere; what was published stays until it is withdrawn."""

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import publish, withdraw
from ldnsite.urls import urlpatterns
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
)

pytestmark = pytest.mark.django_db

EXPORTS = [
    "/export/articles.json",
    "/export/references.json",
    "/export/site.json",
    "/export/site.ndjson",
    "/export/site.json?modified_since=1",
]
LISTS = [
    "/",
    "/pages/",
    "/tags/",
    "/wanted/",
    "/studies/",
    "/resources/",
    "/glossary/",
    "/resources/draft-resource/",
    "/wanted/draft-lost/",
    "/glossary/draft-term/",
    "/ratings/",
    "/search/",
    "/search/?q=canary",
    "/sitemap/",
    "/sitemap/?view=topic",
    "/sitemap/?view=rating",
    "/sitemap.xml",
    "/sitemap-lists-1.xml",
    "/changes/",
    "/changes.atom",
    "/about/",
    "/export/",
    "/export/references.csl.json",
    "/export/references.ris",
    "/export/references.bib",
    "/robots.txt",
    "/manifest.webmanifest",
    "/healthz",
    *EXPORTS,
    "/export/schema.json",
    "/export/openapi.json",
    "/readyz",
]
CANARY = "canary-in-the-draft"
# What exists only while a page that uses it is public.
USED_ONLY = [
    "/studies/draft-study/",
    f"/tags/{CANARY}/",
    *(f"/export/references/draft-study.{form}" for form in ("csl.json", "ris", "bib")),
    "/export/references/draft-resource.ris",
]


def addresses_of(code, slug):
    return [
        f"/pages/{slug}/",
        f"/pages/{slug}/short/",
        f"/pages/{slug}/history/",
        f"/pages/{slug}/editions/1/",
        f"/pages/{slug}/sheet/",
        f"/p/{code}/",
        f"/export/articles/{code}.json",
        *USED_ONLY,
    ]


def read(address):
    response = Client().get(address, follow=True)
    text = response.getvalue().decode()
    return response.status_code, text


def make_canary_draft(**fields):
    """A draft with the canary in every field and in everything that only it uses."""
    study = make_study(key="draft-study", title=f"{CANARY} study", summary=CANARY)
    resource = make_resource(key="draft-resource", title=f"{CANARY} resource")
    quote = make_quote(key="draft-quote", words=CANARY)
    link = make_link(key="draft-link", label=CANARY, url=f"https://example.org/{CANARY}")
    lost = make_link(key="draft-lost", label=CANARY, note=CANARY, url="")
    return make_article(
        title=f"{CANARY} title",
        synopsis=CANARY,
        key_messages=f"{CANARY} [@draft-study]",
        body=f"{CANARY} [@{study.key}] [x][{link.key}] [y][{lost.key}]"
        f"\n\n![[{resource.key}]]\n\n![[{quote.key}]]",
        importance_note=CANARY,
        safety_notice=CANARY,
        relevance_reason=CANARY,
        technical_level_reason=CANARY,
        skill_level_reason=CANARY,
        tags=(CANARY,),
        **fields,
    )


def test_every_public_address_is_walked_here():
    """Whoever adds a route has to think of drafts: it stands in LISTS or in addresses_of."""
    routes = set()
    for pattern in urlpatterns:
        nested = getattr(pattern, "url_patterns", [pattern])
        if str(pattern.pattern) != "admin/":
            routes |= {str(part.pattern) for part in nested}
    assert routes == {
        "",
        "pages/",
        "pages/<slug:slug>/",
        "pages/<slug:slug>/short/",
        "pages/<slug:slug>/history/",
        "pages/<slug:slug>/editions/<ordinal:number>/",
        "pages/<slug:slug>/sheet/",
        "tags/",
        "tags/<slug:slug>/",
        "wanted/",
        "wanted/<slug:key>/",
        "p/<code:code>/",
        "glossary/",
        "glossary/<slug:key>/",
        "ratings/",
        "studies/",
        "studies/<slug:key>/",
        "resources/",
        "resources/<slug:key>/",
        "search/",
        "sitemap/",
        "sitemap.xml",
        "sitemap-<slug:name>-<ordinal:part>.xml",
        "changes/",
        "changes.atom",
        "about/",
        "robots.txt",
        "manifest.webmanifest",
        "export/",
        "export/articles/<code:code>.json",
        "export/articles.json",
        "export/references.json",
        "export/site.json",
        "export/site.ndjson",
        "export/schema.json",
        "export/openapi.json",
        "export/references.<reference_form:form>",
        "export/references/<slug:key>.<reference_form:form>",
        "healthz",
        "readyz",
    }


@pytest.mark.parametrize("address", LISTS + addresses_of("13", "draft"))
def test_draft_appears_nowhere(address):
    make_canary_draft(code="13", slug="draft")
    status, text = read(address)
    assert CANARY not in text
    assert "draft-study" not in text.replace(address, "")
    assert status == (200 if address in LISTS else 404)


@pytest.mark.parametrize("address", LISTS + addresses_of("13", "page"))
def test_draft_of_a_published_page_appears_nowhere(address):
    edition = make_edition(code="13", slug="page", title="Public title")
    draft = make_canary_draft(code="14", slug="draft")
    fields = {name: getattr(draft, name) for name in Article.content_fields()}
    for name in ("code", "code_order", "slug"):
        del fields[name]
    Article.objects.filter(pk=edition.article_id).update(**fields)
    status, text = read(address)
    assert CANARY not in text
    assert status == (404 if address in USED_ONLY else 200)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/pages/",
        "/tags/",
        "/wanted/",
        "/sitemap/",
        "/changes/",
        "/changes.atom",
        *EXPORTS,
        *addresses_of("13", "draft"),
    ],
)
def test_published_page_appears(address):
    publish(article=make_canary_draft(code="13", slug="draft"), by=None)
    status, text = read(address)
    assert (status, CANARY in text) == (200, True)


def test_renamed_draft_leaves_readers_at_the_published_address():
    edition = make_edition(code="13", slug="page", title="Public title")
    Article.objects.filter(pk=edition.article_id).update(slug="renamed", code="99")
    assert read("/pages/page/")[0] == 200
    assert read("/pages/renamed/")[0] == 404
    assert read("/p/99/")[0] == 404


@pytest.mark.parametrize("address", [*LISTS, *USED_ONLY])
def test_withdrawn_page_leaves_every_list(address):
    article = make_canary_draft(code="13", slug="page")
    publish(article=article, by=None)
    withdraw(article=article, by=None, explanation="It was wrong.")
    status, text = read(address)
    assert CANARY not in text
    assert status == (200 if address in LISTS else 404)


@pytest.mark.parametrize(
    "address",
    [
        "/pages/page/",
        "/pages/older/",
        "/p/13/",
        "/p/12/",
        "/export/articles/13.json",
        "/pages/page/history/",
        "/pages/page/history/?from=1&to=2",
        "/pages/page/editions/1/",
        "/pages/older/editions/2/",
        "/pages/page/sheet/",
    ],
)
def test_withdrawn_page_answers_410_with_the_explanation_only(address):
    edition = make_edition(code="12", slug="older", body="Secret words.")
    article = edition.article
    Article.objects.filter(pk=article.pk).update(code="13", slug="page")
    publish(article=article, by=None, note="Moved.")
    withdraw(article=article, by=None, explanation="It was wrong.")
    status, text = read(address)
    assert status == 410
    assert "It was wrong." in text
    assert "Secret words" not in text


def test_link_to_a_withdrawn_page_says_so_little_as_not_written():
    other = make_edition(code="20", slug="other", title="Secret title")
    make_edition(code="21", slug="page", body="See [[20]].")
    withdraw(article=other.article, by=None, explanation="Wrong.")
    text = read("/pages/page/")[1]
    assert "Secret title" not in text
    assert "not written yet" in text


def test_signed_in_editor_sees_what_readers_see(publisher_client):
    make_canary_draft(code="13", slug="draft")
    for address in LISTS:
        assert CANARY not in publisher_client.get(address).getvalue().decode()
    assert publisher_client.get("/pages/draft/").status_code == 404
