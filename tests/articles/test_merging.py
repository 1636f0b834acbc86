"""What stays takes the place of what goes, everywhere, and no old key leads nowhere."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.merging import MergeError, merge
from articles.models import Citation, Edition, Quote
from articles.publishing import PublishingError, publish, recompile
from articles.reading import load_page
from ldnsite.importing import import_document
from ldnsite.models import ContentVersion
from references.models import Link, Resource, Study
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.documents import article_document

pytestmark = pytest.mark.django_db
KINDS = [
    (make_study, "title", "[@{}]"),
    (make_study, "title", "![[{}]]"),
    (make_resource, "title", "![[{}]]"),
    (make_quote, "words", "![[{}]]"),
    (make_link, "url", "[words][{}]"),
]
MAKE = {Study: make_study, Resource: make_resource, Quote: make_quote, Link: make_link}


@pytest.fixture(params=KINDS, ids=[f"{make.__name__}-{text}" for make, _, text in KINDS])
def pair(request):
    """The record that stays, the one that goes, and a text that uses a key."""
    make, field, text = request.param
    values = ("https://example.org/kept", "https://example.org/gone")
    kept, gone = (
        make(key=key, **{field: value}) for key, value in zip(("kept", "gone"), values, strict=True)
    )
    return kept, gone, text


def join(kept, gone, **values):
    return merge(kept=kept, gone=gone, values=values)


def read(client, edition):
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def html_of(edition):
    """The text as readers get it, with every marker replaced."""
    html = load_page(Edition.objects.get(pk=edition.pk)).html["body"]
    assert "kept" in html or "cite" in html
    return html


def test_pages_show_what_stays_without_a_change_of_their_words(pair, client):
    kept, gone, text = pair
    edition = make_edition(body=text.format("gone"))
    assert "example.org/gone" in read(client, edition)
    before = ContentVersion.objects.number()
    join(kept, gone)
    page = read(client, edition)
    assert html_of(edition) == html_of(make_edition(body=text.format("kept")))
    assert "example.org/kept" in page
    assert "example.org/gone" not in page
    assert ContentVersion.objects.number() > before
    edition.refresh_from_db()
    assert edition.body == text.format("gone")
    assert not type(kept).objects.filter(key="gone").exists()


def test_drafts_that_name_the_old_key_can_be_published(pair, client):
    kept, gone, text = pair
    draft = make_article(body=text.format("gone"))
    join(kept, gone)
    edition = publish(article=draft, by=None)
    assert html_of(edition) == html_of(make_edition(body=text.format("kept")))
    assert draft.body == text.format("gone")


def test_reading_asks_the_database_no_more_than_before(pair, client):
    kept, gone, text = pair
    edition = make_edition(body=text.format("gone"))
    later = make_article(body=text.format("gone"))

    def count(page):
        with CaptureQueriesContext(connection) as queries:
            read(client, page)
        return len(queries)

    before = count(edition)
    join(kept, gone)
    assert count(edition) == before <= 8
    assert count(publish(article=later, by=None)) == before


def test_earlier_editions_and_recompiling_follow(pair, client):
    kept, gone, text = pair
    first = make_edition(body=text.format("gone"))
    first.article.body = "Nothing."
    first.article.save()
    publish(article=first.article, by=None, note="Out.")
    shown = html_of(make_edition(body=text.format("kept")))
    current = make_edition(body=text.format("gone"))
    join(kept, gone)
    assert html_of(first) == shown
    assert client.get(first.own_address).status_code == 200
    assert recompile(edition=current)
    assert html_of(current) == shown


def test_page_with_both_shows_it_once(pair, client):
    kept, gone, text = pair
    body = f"{text.format('gone')}\n\nWords.\n\n{text.format('kept')}"
    edition = make_edition(body=body)
    join(kept, gone)
    assert "example.org/kept" in read(client, edition)
    for uses in (edition.citations, edition.quote_uses, edition.link_uses):
        assert uses.count() <= 1


def test_citations_are_numbered_again_without_a_gap(client):
    kept, gone, other = make_study(key="kept"), make_study(key="gone"), make_study(key="other")
    edition = make_edition(body="A [@gone]. B [@kept]. C [@other; @kept].")
    join(kept, gone)
    rows = Citation.objects.filter(edition=edition).order_by("order")
    found = [(row.reference.key, row.order, row.number) for row in rows]
    assert found == [("kept", 1, 1), ("other", 3, 2)]
    assert 'id="ref_2"' in read(client, edition)
    assert 'id="ref_3"' not in read(client, edition)
    assert other.pk == rows[1].reference_id


def test_cited_resource_keeps_its_number_when_the_other_was_only_shown():
    kept, gone = make_resource(key="kept"), make_resource(key="gone")
    edition = make_edition(body="![[kept]]\n\nWords [@gone].")
    join(kept, gone)
    assert list(edition.citations.values_list("order", "number")) == [(1, 1)]


def test_chosen_values_are_taken_over_even_where_only_one_may_have_them(pair):
    kept, gone, _ = pair
    if isinstance(kept, Study):
        gone.doi = "10.1000/gone"
        gone.save()
        assert join(kept, gone, doi="10.1000/gone").doi == "10.1000/gone"
    elif isinstance(kept, Link):
        assert join(kept, gone, label="Taken").label == "Taken"
    else:
        assert join(kept, gone, year=1999).year == 1999
    kept.refresh_from_db()
    assert kept.former_key_list == ["gone"]


def test_rows_that_named_it_by_a_field_name_what_stays():
    kept, gone = make_study(key="kept"), make_study(key="gone")
    quote, report = make_quote(source=gone), make_study(secondary_of=gone)
    join(kept, gone)
    quote.refresh_from_db()
    report.refresh_from_db()
    assert (quote.source.pk, report.secondary_of.pk) == (kept.pk, kept.pk)
    link, other = make_link(key="kept"), make_link(key="gone")
    rows = [make_study(link=other), make_resource(link=other), make_quote(link=other)]
    join(link, other)
    for row in rows:
        row.refresh_from_db()
        assert row.link == link
        assert row.history.latest().history_change_reason == "Merged with “gone”."


def test_keys_merged_twice_all_lead_to_what_is_left(pair):
    first, second, text = pair
    join(second, first)
    last = MAKE[type(first)](key="last")
    second.refresh_from_db()
    assert join(last, second).former_key_list == ["gone", "kept"]
    for key in ("gone", "kept", "last"):
        publish(article=make_article(body=text.format(key)), by=None)


def test_key_merged_away_is_never_given_again(pair):
    kept, gone, _ = pair
    join(kept, gone)
    with pytest.raises(ValidationError, match="“gone” leads to “kept” since"):
        MAKE[type(kept)](key="gone")
    kept.refresh_from_db()
    kept.full_clean()


def test_references_and_quotes_share_their_old_keys_links_do_not():
    join(make_study(key="kept"), make_study(key="gone"))
    for make in (make_resource, make_quote):
        with pytest.raises(ValidationError, match="since the two were merged"):
            make(key="gone")
    make_link(key="gone")
    make_term(key="gone")


def test_search_finds_what_stays_and_not_what_went(client):
    kept, gone = make_study(title="Zebra kept"), make_study(title="Zebra gone")
    make_edition(body=f"[@{gone.key}]")
    join(kept, gone)
    text = client.get("/search/?q=zebra").content.decode()
    assert f"/studies/{kept.key}/" in text
    assert f"/studies/{gone.key}/" not in text


def test_history_tells_of_both(pair):
    kept, gone, _ = pair
    pk = gone.pk
    join(kept, gone)
    history = type(kept).history
    assert history.filter(key="kept").latest().history_change_reason == "Merged with “gone”."
    last = history.filter(key="gone").latest()
    assert (last.history_type, last.history_change_reason) == ("-", "Merged into “kept”.")
    with pytest.raises(ValidationError, match="“gone” leads to “kept”"):
        last.instance.full_clean()
    assert getattr(last, gone._meta.pk.attname) == pk


def test_export_carries_the_old_keys_and_another_site_understands_them(pair):
    kept, gone, text = pair
    edition = make_edition(code="13", slug="page", body=text.format("gone"))
    join(kept, gone)
    edition = Edition.objects.get(pk=edition.pk)
    document = article_document(edition)
    for table in (Citation, Edition.quotes.through, Edition.links.through):
        table.objects.all().delete()
    Edition.tags.through.objects.all().delete()
    article = edition.article
    Edition.objects.all().delete()
    article.delete()
    type(kept).objects.all().delete()
    import_document(document)
    found = type(kept).objects.get()
    assert (found.key, found.former_keys) == ("kept", "gone")
    assert article_document(Edition.objects.get())["articles"][0]["uses"]["pages"] == []


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        (lambda: (make_study(), make_resource()), "one kind"),
        (lambda: (make_term(), make_term()), "one kind"),
        (lambda: (make_link(key="a"), Link.objects.get(key="a")), "two different records"),
        (
            lambda: (first := make_study(), make_study(secondary_of=first)),
            "further report of the other",
        ),
    ],
)
def test_what_cannot_be_merged_is_refused(pick, words):
    kept, gone = pick()
    with pytest.raises(MergeError, match=words):
        join(kept, gone)
    assert type(gone).objects.filter(pk=gone.pk).exists()


def test_values_that_do_not_fit_change_nothing(client):
    kept, gone = make_study(key="kept"), make_study(key="gone")
    quote = make_quote(source=gone)
    edition = make_edition(body="[@gone]")
    with pytest.raises(MergeError, match="DOI: “x” is not a DOI") as refused:
        join(kept, gone, doi="x")
    assert len(refused.value.problems) == 1
    quote.refresh_from_db()
    assert quote.source.pk == gone.pk
    assert "/studies/gone/" in read(client, edition)
    assert Study.objects.count() == 2


def test_record_that_went_just_now_is_told():
    kept, gone = make_link(), make_link()
    Link.objects.filter(pk=gone.pk).delete()
    with pytest.raises(MergeError, match="deleted or merged just now"):
        join(kept, gone)


def test_key_of_a_quote_and_of_a_study_blocks_publishing_and_is_named():
    """A study can be given a key that once was a quote's: `references` know nothing of quotes."""
    join(make_quote(key="kept"), make_quote(key="gone"))
    make_study(key="gone")
    with pytest.raises(PublishingError, match="“gone” is the key of a quote and of a reference"):
        make_edition(body="![[gone]]")
