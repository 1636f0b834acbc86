"""A generated site is what publishing would have made of the same texts."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client

from articles.checking import check
from articles.models import Article, Citation, Edition, NamedPage, Quote, Term
from articles.publishing import citations_of, has_unpublished_changes, publish, stored
from ldnsite.models import ContentVersion
from ldnsite.searching.models import SearchEntry
from references.evidence import Condition
from references.models import Link, Resource, Study
from tests.factories import make_article, make_link

pytestmark = pytest.mark.django_db
PAGES = 120


def make(pages=PAGES, seed=13):
    out = io.StringIO()
    call_command("make_sample_site", "--pages", str(pages), "--seed", str(seed), stdout=out)
    return out.getvalue()


def digest():
    """Every value of the rows that tell sites apart."""
    return (
        list(Article.objects.order_by("pk").values_list()),
        list(Edition.objects.order_by("pk").values_list("pk", "compiled", "published_at", "body")),
        list(Citation.objects.order_by("edition", "order").values_list("reference", "number")),
        sorted(SearchEntry.objects.values_list("kind", "owner", "place", "title", "text", "tags")),
    )


def test_what_was_compiled_is_what_the_compiler_makes():
    make()
    editions = list(Edition.objects.current().order_by("pk")[:40])
    assert len(editions) == 40
    for edition in editions:
        checked = check(edition)
        assert not checked.problems
        assert edition.compiled == stored(checked)
        made = [(c.reference_id, c.order, c.number) for c in citations_of(edition, checked)]
        kept = edition.citations.order_by("order").values_list("reference", "order", "number")
        assert list(kept) == made
        assert [use.quote for use in edition.quote_uses.order_by("order")] == checked.quotes
        assert [use.link for use in edition.link_uses.order_by("order")] == checked.links
        codes = {*checked.compiled.uses["page"], edition.previous_code, edition.next_code} - {""}
        assert set(edition.named_pages.values_list("code", flat=True)) == codes


def test_every_row_is_sound_by_its_own_rules():
    make(40)
    for model in (Link, Study, Resource, Quote, Term, Article):
        rows = list(model.objects.all())
        assert rows
        for row in rows:
            row.full_clean()
            assert not hasattr(row, "history") or row.history.count() == 1


def test_search_finds_what_it_would_after_publishing():
    make(60)
    kept = sorted(entry.said for entry in SearchEntry.objects.all())
    assert {said[0] for said in kept} == {"page", "study", "resource", "quote", "term"}
    for model in (Edition, Study, Resource, Quote, Term):
        rows = list(model._default_manager.searchable())
        entries = [entry for row in rows for entry in row.search_entries()]
        for entry in entries:
            entry.kind = model.search_kind
            entry.tidy()
        assert sorted(entry.said for entry in entries) == [
            said for said in kept if said[0] == model.search_kind
        ]


def test_index_is_in_step_and_stays_so():
    make(30)
    edition = Edition.objects.current().first()
    word = edition.body.split()[0].strip(".,").lower()
    assert edition.title in Client().get("/search/", {"q": word}).content.decode()
    article = edition.article
    article.title = "Findable rhubarb"
    article.save()
    publish(article=article, by=None, note="Renamed.")
    assert "Findable" in Client().get("/search/", {"q": "rhubarb"}).content.decode()


def test_site_holds_what_a_real_one_does():
    assert f"Made {PAGES} pages" in make()
    bodies = Edition.objects.current().annotate(citing=Count("citations", distinct=True))
    words = [edition.compiled["words"] for edition in bodies]
    assert 800 < sum(words) / len(words) < 1200
    assert min(edition.citing for edition in bodies) >= 10
    assert Edition.objects.filter(number__gte=2).exists()
    assert Edition.objects.latest().filter(state="withdrawn").exists()
    assert set(Study.objects.values_list("condition", flat=True)) == set(Condition.values)
    assert NamedPage.objects.filter(code="24b").exists()
    for article in Article.objects.all():
        latest = article.editions.latest().first()
        hidden = latest is None or latest.is_withdrawn
        assert article.has_changes == (hidden or has_unpublished_changes(article, latest))


def test_public_pages_answer():
    make(60)
    edition = Edition.objects.current().order_by("pk").first()
    for address in (edition.get_absolute_url(), edition.own_address, "/pages/", "/sitemap/"):
        assert Client().get(address).status_code == 200


def test_same_size_and_seed_make_the_same_site_again():
    make(30)
    before, version = digest(), ContentVersion.objects.number()
    make(30)
    assert digest() == before
    assert ContentVersion.objects.number() > version
    make(30, seed=14)
    assert digest() != before


@pytest.mark.parametrize("stranger", [make_article, make_link])
def test_database_with_content_of_its_own_is_refused(stranger):
    row = stranger()
    with pytest.raises(CommandError, match=f"this database holds “{row}”"):
        make(5)
    assert not Edition.objects.exists()


def test_number_of_pages_is_bounded():
    with pytest.raises(CommandError, match="from 1 to 200,000"):
        make(0)
