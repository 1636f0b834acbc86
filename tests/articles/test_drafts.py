"""The working copy: its version, whose save wins, how two come together, what is unpublished."""

import datetime
import importlib

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from articles.drafts import Overtaken, claim
from articles.models import Article
from articles.publishing import publish, restore, withdraw
from articles.scheduling import schedule
from ldnsite.importing import import_document
from tests.articles.admin.forms import change_url, form_of
from tests.factories import make_article, make_edition
from tests.ldnsite.documents import document, record


def stored(article):
    return Article.objects.get(pk=article.pk)


def has_changes(article):
    return stored(article).has_changes


@pytest.mark.django_db
def test_version_grows_by_one_with_each_save():
    article = make_article()
    versions = [stored(article).version]
    for _ in range(3):
        article.save()
        versions.append(stored(article).version)
    assert versions == [1, 2, 3, 4]


@pytest.mark.django_db
def test_claim_makes_the_next_save_the_next_version_of_the_claimer(publisher):
    article = make_article()
    with transaction.atomic():
        claim(article=article, version=1, by=publisher)
        article.save()
    assert (stored(article).version, stored(article).saved_by) == (2, publisher)


@pytest.mark.django_db
@pytest.mark.parametrize("version", [0, 1, 3, -1])
def test_claim_of_another_version_is_refused(publisher, version):
    article = make_article()
    article.save()
    with pytest.raises(Overtaken):
        claim(article=article, version=version, by=publisher)
    assert stored(article).saved_by is None


@pytest.mark.django_db
def test_claim_of_a_draft_that_is_gone_is_refused():
    article = make_article()
    pk = article.pk
    article.delete()
    article.pk = pk
    with pytest.raises(Overtaken):
        claim(article=article, version=1, by=None)


@pytest.mark.django_db
def test_day_set_while_a_save_was_on_its_way_is_kept(publisher):
    read_before = make_article()
    day = timezone.localdate() + datetime.timedelta(days=1)
    schedule(article=read_before, version=1, by=publisher, on=day, note="")
    claim(article=read_before, version=1, by=None)
    read_before.save()
    kept = stored(read_before)
    assert (kept.publish_on, kept.scheduled_by, kept.is_schedule_stale) == (day, publisher, True)


@pytest.mark.django_db
def test_day_used_up_while_a_save_was_on_its_way_does_not_come_back(publisher):
    article = make_article()
    day = timezone.localdate() + datetime.timedelta(days=1)
    schedule(article=article, version=1, by=publisher, on=day, note="")
    read_before = stored(article)
    publish(article=article, by=publisher)
    claim(article=read_before, version=1, by=None)
    read_before.save()
    assert stored(article).publish_on is None


@pytest.mark.django_db
def test_save_that_changes_nothing_names_no_new_saver(publisher, editor_client):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(saved_by=publisher)
    editor_client.post(change_url(article), form_of(article))
    assert stored(article).saved_by == publisher


@pytest.mark.django_db
def test_changes_are_noted_as_they_come_and_go(editor_client):
    article = make_article(body="Begun.")
    assert has_changes(article)
    publish(article=article, by=None)
    assert not has_changes(article)
    editor_client.post(change_url(article), form_of(article, body="New."))
    assert has_changes(article)
    editor_client.post(change_url(article), form_of(article, body="Begun."))
    assert not has_changes(article)


@pytest.mark.django_db
def test_change_of_topics_alone_is_a_change(editor_client):
    article = make_edition(tags=("one",)).article
    editor_client.post(change_url(article), form_of(article, tags="one, two"))
    assert has_changes(article)
    editor_client.post(change_url(article), form_of(article, tags="One"))
    assert not has_changes(article)


@pytest.mark.django_db
def test_restoring_is_a_change_unless_readers_see_those_words(publisher):
    first = make_edition(body="Old.")
    article = first.article
    article.body = "New."
    article.save()
    second = publish(article=article, by=None, note="New.")
    restore(edition=first, by=publisher)
    assert has_changes(article)
    # The next to save is told by whom.
    assert stored(article).saved_by == publisher
    restore(edition=second, by=publisher)
    assert not has_changes(article)


@pytest.mark.django_db
def test_draft_of_a_withdrawn_page_has_changes_until_it_is_published(editor_client):
    article = make_edition().article
    withdraw(article=article, by=None, explanation="Wrong.")
    assert has_changes(article)
    editor_client.post(change_url(article), form_of(article))
    assert has_changes(article)
    publish(article=article, by=None, note="Put right.")
    assert not has_changes(article)


@pytest.mark.django_db
def test_import_of_a_draft_over_a_published_page_is_a_change():
    article = make_edition(code="13").article
    import_document(document(articles=[record("articles", code="13", state="draft")]))
    assert has_changes(article)


@pytest.mark.django_db
def test_import_of_topics_alone_is_a_change():
    published = record("articles", state="published", tags=["one"])
    import_document(document(articles=[published]))
    import_document(document(articles=[published | {"state": "draft", "tags": ["two"]}]))
    assert Article.objects.get().has_changes


@pytest.mark.django_db
def test_import_that_publishes_leaves_no_change():
    import_document(document(articles=[record("articles", state="published")]))
    assert not Article.objects.get().has_changes


@pytest.mark.django_db
def test_migration_marks_what_readers_see_already():
    seen, changed, retagged, gone = (make_edition(tags=("one",)).article for _ in range(4))
    never = make_article()
    Article.objects.filter(pk=changed.pk).update(title="Changed")
    retagged.tags.add("two")
    withdraw(article=gone, by=None, explanation="Wrong.")
    Article.objects.update(has_changes=True, change_note="Next.", version=7)
    migration = importlib.import_module("articles.migrations.0008_drafts")
    state = MigrationLoader(connection).project_state(("articles", "0008_drafts"))
    migration.mark_what_readers_see_already(state.apps, None)
    assert list(Article.objects.filter(has_changes=False)) == [seen]
    assert has_changes(never)
