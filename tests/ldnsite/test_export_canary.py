"""A word in every field of every kind of draft stands in no public export."""

import pytest
from django.db import models
from django.test import Client

from articles.models import Article, Quote
from articles.publishing import publish
from references.models import Link, Resource, Study
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
)

pytestmark = pytest.mark.django_db

# Short enough for every field.
CANARY = "zqcanary"
# Named in texts and addresses, or one of a few words: a canary there would be no sound row.
NOT_FREE = {"key", "code", "code_order", "slug", "previous_code", "next_code", "former_keys"}
EXPORTS = [
    "/export/",
    "/export/articles.json",
    "/export/articles.json?modified_since=1",
    "/export/articles.json?relevance=5",
    "/export/articles/13.json",
    "/export/references.json",
    "/export/site.json",
    "/export/site.json?modified_since=1",
    "/export/site.ndjson",
    "/export/schema.json",
    "/export/openapi.json",
    "/export/references.csl.json",
    "/export/references.ris",
    "/export/references.bib",
]


def with_canaries(row, *others):
    """The canary in every field that takes free text but `others`, past all checks; how many."""
    fields = [
        field.name
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NOT_FREE.union(others)
    ]
    for table in (*row._meta.get_parent_list(), type(row)):
        own = {field.name for field in table._meta.local_fields}
        changes = {name: CANARY for name in fields if name in own}
        if changes:
            models.QuerySet(table).filter(pk=row.pk).update(**changes)
    return len(fields)


def make_drafts():
    """One of every kind that is not public until a page uses it; and a draft that uses them."""
    link = make_link(key="draft-link")
    study = make_study(key="draft-study", link=link)
    make_study(key="draft-report", secondary_of=study)
    resource = make_resource(key="draft-resource", link=make_link(key="draft-other-link"))
    quote = make_quote(key="draft-quote", source=resource.reference_ptr)
    body = "[@draft-study] [x][draft-link]\n\n![[draft-resource]]\n\n![[draft-quote]]"
    article = make_article(code="14", slug="draft", body=body, tags=(CANARY,))
    # No two studies have one number.
    with_canaries(Study.objects.get(key="draft-report"), "doi", "pmid")
    rows = [*Link.objects.all(), study, resource, quote, article]
    counts = {type(row): with_canaries(row) for row in rows}
    assert counts.keys() == {Link, Study, Resource, Quote, Article}
    assert min(counts.values()) >= 3
    return article


def read(address):
    response = Client().get(address)
    return response.getvalue().decode() + repr(dict(response.headers))


def test_draft_and_what_only_it_uses_stand_nowhere():
    make_edition(code="13", body="Public words.")
    make_drafts()
    for address in [*EXPORTS, "/export/articles/14.json", "/export/references/draft-study.ris"]:
        text = read(address)
        assert CANARY not in text, address
        assert "draft-" not in text.replace(address, ""), address


def test_draft_of_a_published_page_stands_nowhere():
    edition = make_edition(code="13", body="Public words.")
    article = edition.article
    with_canaries(article)
    article.refresh_from_db()
    article.tags.set([CANARY])
    for address in EXPORTS:
        assert CANARY not in read(address), address
    assert "Public words." in read("/export/site.json")


def test_canary_is_found_once_it_is_published():
    """So that the tests above are not passed by looking in the wrong place."""
    article = make_drafts()
    Article.objects.filter(pk=article.pk).update(
        body="zqcanary [@draft-study]\n\n![[draft-quote]]", change_note=""
    )
    publish(article=Article.objects.get(pk=article.pk), by=None)
    for address in EXPORTS:
        is_about_content = address not in (
            "/export/schema.json",
            "/export/openapi.json",
            "/export/articles/13.json",
        )
        assert (CANARY in read(address)) == is_about_content, address
