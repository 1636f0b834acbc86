"""Whatever the export shows is stamped with the version of its change, and what goes is noted."""

import pytest
from django.core.management import call_command
from taggit.models import Tag

from articles.merging import merge
from articles.models import Edition, Quote, RatingLevel, Term
from articles.publishing import publish, recompile, withdraw
from ldnsite.models import ContentVersion, Removal
from references.models import Link, Resource, Study
from tests.factories import (
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db
MODELS = (RatingLevel, Term, Link, Study, Resource, Quote, Edition)


def version():
    return ContentVersion.objects.number()


def told_since(number):
    """Keys of all that a program is told of that saw the site at this version, by list."""
    told = {}
    for model in MODELS:
        rows = model._default_manager.exported().filter(modified_in__gt=number)
        keys = set(rows.values_list(model.export_key, flat=True))
        if keys:
            told[model.export_list] = keys
    gone = Removal.objects.filter(modified_in__gt=number)
    removed = {(row.name, row.key, row.moved_to) for row in gone}
    return told | ({"removed": removed} if removed else {})


def unmarked():
    """Rows whose stamp and what readers see of them differ: there have to be none."""
    odd = []
    for model in MODELS:
        seen = set(model._default_manager.exported().values_list("pk", flat=True))
        marked = set(model._base_manager.exclude(modified_in=None).values_list("pk", flat=True))
        odd += [(model.__name__, pk) for pk in seen ^ marked]
    return odd


@pytest.fixture(autouse=True)
def nothing_out_of_step(db):
    yield
    assert unmarked() == []


@pytest.fixture
def site():
    """A page with one of everything, by way of something else where there is one."""
    first = make_study(key="first", link=make_link(key="of-first"))
    make_study(key="report", secondary_of=first)
    make_resource(key="source", link=make_link(key="of-source"))
    source = make_study(key="quoted")
    make_quote(key="said", source=source.reference_ptr, link=make_link(key="of-quote"))
    make_link(key="of-text")
    make_term(key="word", term="wordy")
    return make_edition(
        code="12",
        slug="page",
        body="Wordy. [@report] [text][of-text] [[13]]\n\n![[said]]\n\n![[source]]",
        tags=("sleep",),
    )


EVERYTHING = {
    "links": {"of-first", "of-source", "of-quote", "of-text"},
    "studies": {"first", "report", "quoted"},
    "resources": {"source"},
    "quotes": {"said"},
    "articles": {"12"},
}


def test_what_only_a_draft_could_use_is_told_to_nobody():
    before = version()
    make_study(link=make_link())
    make_quote(link=make_link())
    make_resource()
    assert told_since(before) == {}


def test_publishing_tells_of_the_page_and_of_all_that_came_with_it(site):
    assert told_since(0) | {"terms": None, "rubric": None} == EVERYTHING | {
        "terms": None,
        "rubric": None,
    }


def test_publishing_again_tells_of_the_page_alone(site):
    before = version()
    publish(article=site.article, by=None, note="Again.")
    assert told_since(before) == {"articles": {"12"}}


def test_withdrawing_notes_all_that_went(site):
    before = version()
    withdraw(article=site.article, by=None, explanation="It was wrong.")
    gone = {(name, key, "") for name, keys in EVERYTHING.items() for key in keys}
    assert told_since(before) == {"removed": gone}
    removal = Removal.objects.get(name="articles")
    assert (removal.why, removal.uid) == ("It was wrong.", site.article.uid)
    before = version()
    publish(article=site.article, by=None, note="Mended.")
    assert told_since(before) == EVERYTHING
    assert not Removal.objects.exists()


def test_what_another_page_still_uses_stays(site):
    make_edition(code="20", body="[@first]")
    before = version()
    withdraw(article=site.article, by=None, explanation="It was wrong.")
    removed = told_since(before)["removed"]
    assert not removed & {("studies", "first", ""), ("links", "of-first", "")}
    assert ("studies", "report", "") in removed


def test_page_with_another_code_says_where_it_went(site):
    for code in ("13", "14"):
        site.article.refresh_from_db()
        site.article.code = code
        site.article.save()
        before = version()
        publish(article=site.article, by=None, note="Moved.")
    assert told_since(before) == {
        "articles": {"14"},
        "removed": {("articles", "12", "14"), ("articles", "13", "14")},
    }


def test_page_that_names_another_is_told_of_when_that_comes_moves_and_goes(site):
    before = version()
    other = make_edition(code="13", slug="other")
    assert told_since(before) == {"articles": {"12", "13"}}
    before = version()
    other.article.refresh_from_db()
    other.article.body = "Other words."
    other.article.save()
    publish(article=other.article, by=None, note="Words.")
    assert told_since(before) == {"articles": {"13"}}
    other.article.refresh_from_db()
    other.article.slug = "elsewhere"
    other.article.save()
    before = version()
    publish(article=other.article, by=None, note="Address.")
    assert told_since(before) == {"articles": {"12", "13"}}
    before = version()
    withdraw(article=other.article, by=None, explanation="Wrong.")
    assert told_since(before)["articles"] == {"12"}


def test_change_of_a_study_is_told_of_it_alone(site):
    study = Study.objects.get(key="report")
    before = version()
    study.dose = "2 mg"
    study.save()
    assert told_since(before) == {"studies": {"report"}}


def test_change_of_what_a_record_leads_to_is_followed(site):
    study, other = Study.objects.get(key="first"), make_link(key="other")
    before = version()
    study.link = other
    study.save()
    assert told_since(before) == {
        "studies": {"first"},
        "links": {"other"},
        "removed": {("links", "of-first", "")},
    }
    report = Study.objects.get(key="report")
    before = version()
    report.secondary_of = None
    report.save()
    assert told_since(before) == {
        "studies": {"report"},
        "removed": {("studies", "first", ""), ("links", "other", "")},
    }


def test_change_through_a_queryset_is_followed(site):
    before = version()
    Study.objects.filter(key="report").update(secondary_of=None)
    assert told_since(before) == {
        "studies": {"report"},
        "removed": {("studies", "first", ""), ("links", "of-first", "")},
    }


def test_link_is_told_of_with_the_pages_that_hold_its_address(site):
    before = version()
    Link.objects.filter(key="of-text").update(url="https://example.org/new")
    assert told_since(before) == {"links": {"of-text"}, "articles": {"12"}}
    before = version()
    Link.objects.filter(key="of-text").update(status="broken")
    assert told_since(before) == {"links": {"of-text"}, "articles": {"12"}}
    before = version()
    Link.objects.filter(key="of-first").update(url="https://example.org/newer")
    assert told_since(before) == {"links": {"of-first"}}


@pytest.mark.parametrize(
    "found", [{"status": "moved"}, {"note": "Slow."}, {"label": "A list"}, {"http_status": 200}]
)
def test_what_no_page_says_of_a_link_is_told_of_the_link_alone(site, found):
    """Or a mirror would take nearly the whole site again after each night's check."""
    before = version()
    link = Link.objects.get(key="of-text")
    for name, value in found.items():
        setattr(link, name, value)
    link.save()
    assert told_since(before) == {"links": {"of-text"}}
    before = version()
    Link.objects.filter(key="of-text").update(status="caution")
    assert told_since(before) == {"links": {"of-text"}}


def test_rubric_is_told_of_with_the_pages_rated_so(site):
    make_edition(code="30", relevance=1)
    before = version()
    step = RatingLevel.objects.get(rating="relevance", level=5)
    step.name = "anew"
    step.save()
    assert told_since(before) == {"rubric": {"anew"}, "articles": {"12"}}


def test_word_of_the_glossary_is_told_of_with_its_pages_only_when_it_comes_or_goes(site):
    word = Term.objects.get()
    before = version()
    word.definition = "Anew."
    word.save()
    assert told_since(before) == {"terms": {"word"}}
    before = version()
    word.delete()
    assert told_since(before) == {"articles": {"12"}, "removed": {("terms", "word", "")}}
    before = version()
    make_term(key="word", term="wordy")
    assert told_since(before) == {"articles": {"12"}, "terms": {"word"}}


def test_renamed_and_deleted_topic_is_told_by_its_pages(site, admin_client):
    tag = Tag.objects.get()
    before = version()
    admin_client.post(f"/admin/taggit/tag/{tag.pk}/change/", {"name": "Rest", "slug": "rest"})
    assert told_since(before) == {"articles": {"12"}}
    before = version()
    admin_client.post(f"/admin/taggit/tag/{tag.pk}/delete/", {"post": "yes"})
    assert told_since(before) == {"articles": {"12"}}


def test_merged_record_says_where_it_went(site):
    kept, gone = make_study(key="kept"), Study.objects.get(key="report")
    before = version()
    merge(kept=kept, gone=gone, values={})
    told = told_since(before)
    assert told["removed"] >= {("studies", "report", "kept")}
    assert told["studies"] == {"kept"}
    assert told["articles"] == {"12"}
    assert Removal.objects.get(key="report").why == "Merged into “kept”."
    last = make_study(key="last")
    before = version()
    merge(kept=last, gone=kept, values={})
    assert told_since(before)["removed"] == {
        ("studies", "report", "last"),
        ("studies", "kept", "last"),
    }


def test_deleted_record_that_nobody_saw_leaves_nothing():
    before = version()
    make_study().delete()
    one, two = make_link(), make_link()
    merge(kept=one, gone=two, values={})
    assert told_since(before) == {}


def test_recompiling_tells_of_the_page(site):
    before = version()
    assert recompile(edition=site)
    assert told_since(before) == {"articles": {"12"}}


def test_starter_content_is_in_step(starter):
    assert len(told_since(0)["studies"]) > 20


def test_generated_site_is_in_step(db):
    call_command("make_sample_site", pages=20, verbosity=0)
    assert len(told_since(0)["articles"]) > 10
