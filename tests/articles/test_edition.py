import importlib

import pytest
from django.apps import apps

from articles.models import Edition, NamedPage
from articles.publishing import recompile
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


def test_one_line_is_the_first_sentence_of_the_synopsis():
    edition = make_edition(synopsis="Take 4.5 mg at night, e.g. before bed. Then sleep.")
    assert edition.one_line == "Take 4.5 mg at night, e.g. before bed."


def test_in_short_leaves_the_long_texts_in_the_database(django_assert_num_queries):
    make_edition(body="Long words.")
    with django_assert_num_queries(1):
        edition = Edition.objects.current().in_short().get()
        assert edition.one_line
        assert edition.title
        assert edition.relevance
        assert edition.get_absolute_url()
    assert {"body", "compiled", "key_messages"} <= edition.get_deferred_fields()


def test_editions_of_before_get_their_named_pages():
    make_article(body="[[1]]")
    edition = make_edition(body="[[2]] [[3]]", previous_code="3", next_code="4")
    before = list(NamedPage.objects.values_list("code", "code_order", "edition"))
    NamedPage.objects.all().delete()
    importlib.import_module("articles.migrations.0004_fill_named_pages").fill(apps, None)
    assert list(NamedPage.objects.values_list("code", "code_order", "edition")) == before
    assert [code for code, _, _ in before] == ["2", "3", "4"]
    assert {pk for _, _, pk in before} == {edition.pk}


def test_publishing_notes_which_pages_the_edition_names():
    edition = make_edition(
        body="See [[14b|dosing]], [[2]] and [[14b]].", previous_code="12", next_code="14b"
    )
    named = [(page.code, page.code_order) for page in edition.named_pages.all()]
    assert named == [("2", "000002"), ("12", "000012"), ("14b", "000014b")]


def test_recompile_notes_the_named_pages_anew():
    edition = make_edition(body="See [[2]].", next_code="3")
    assert recompile(edition=edition)
    assert [page.code for page in edition.named_pages.all()] == ["2", "3"]
