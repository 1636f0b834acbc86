"""Bringing back an edition replaces the draft that the editor was told of, and no later one."""

import pytest
from django.urls import reverse

from tests.articles.admin.forms import messages_of
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def restore_url(edition):
    return reverse("admin:articles_edition_restore", args=[edition.pk])


def test_restore_names_who_did_it(editor_client, editor):
    edition = make_edition(body="Old words.")
    article = edition.article
    article.body = "New words."
    article.save()
    page = editor_client.get(restore_url(edition))
    editor_client.post(restore_url(edition), {"version": page.context["version"]})
    article.refresh_from_db()
    assert (article.body, article.saved_by) == ("Old words.", editor)


def test_restore_replaces_no_words_saved_meanwhile(editor_client):
    edition = make_edition(body="Old words.")
    article = edition.article
    page = editor_client.get(restore_url(edition))
    article.body = "A colleague's afternoon."
    article.save()
    answer = editor_client.post(restore_url(edition), {"version": page.context["version"]})
    article.refresh_from_db()
    assert article.body == "A colleague's afternoon."
    assert "Nothing was replaced" in messages_of(answer)
    assert answer.context["would_be_lost"]
    assert answer.context["version"] == article.version


def test_restore_without_a_version_replaces_nothing(editor_client):
    edition = make_edition(body="Old words.")
    edition.article.body = "New words."
    edition.article.save()
    assert editor_client.post(restore_url(edition)).status_code == 200
    edition.article.refresh_from_db()
    assert edition.article.body == "New words."
