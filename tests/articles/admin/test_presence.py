"""Who else has a draft open; and what those who may only look can do with it."""

import datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.writing import PRESENT_FOR
from articles.models import Article, Presence
from tests.articles.admin.forms import change_url, desk_url, form_of
from tests.articles.test_previewing import make_full_article
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer_client(db):
    """Staff who may look at drafts and change none."""
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client = Client()
    client.force_login(user)
    return client


def heard(client, article):
    response = client.post(desk_url("presence", article))
    assert response.status_code == 200
    return response.json()["others"]


def opened(client, article):
    return client.get(change_url(article)).context["others"]


def test_others_are_named_and_not_oneself(editor_client, publisher_client):
    article, other = make_article(), make_article()
    assert heard(editor_client, article) == []
    assert heard(editor_client, article) == []
    assert heard(publisher_client, article) == ["editor"]
    assert heard(publisher_client, other) == []
    assert heard(editor_client, article) == ["publisher"]
    assert Presence.objects.count() == 3


def test_opening_the_form_counts_and_tells(editor_client, publisher_client):
    article = make_article()
    assert opened(editor_client, article) == []
    text = publisher_client.get(change_url(article)).content.decode()
    assert "editor is editing this page." in text
    assert heard(editor_client, article) == ["publisher"]


def test_editor_is_forgotten_after_two_minutes(editor_client, publisher_client):
    article = make_article()
    assert datetime.timedelta(minutes=2) == PRESENT_FOR
    for ago, names in ((115, ["editor"]), (125, [])):
        heard(editor_client, article)
        seen = timezone.now() - datetime.timedelta(seconds=ago)
        Presence.objects.filter(user__username="editor").update(seen_at=seen)
        assert heard(publisher_client, article) == names
    heard(editor_client, article)
    assert heard(publisher_client, article) == ["editor"]


def test_answer_holds_the_version_that_is_stored(editor_client):
    article = make_article()
    article.save()
    response = editor_client.post(desk_url("presence", article))
    assert response.json() == {"others": [], "version": 2}


def test_presence_goes_with_the_account_or_the_draft(editor_client, publisher_client, editor):
    one, other = make_article(), make_article()
    for client in (editor_client, publisher_client):
        for article in (one, other):
            heard(client, article)
    editor.delete()
    assert Presence.objects.count() == 2
    one.delete()
    assert Presence.objects.get().article == other


def test_presence_is_for_editors_only(viewer_client):
    article = make_article()
    url = desk_url("presence", article)
    assert Client().post(url).status_code == 302
    assert viewer_client.post(url).status_code == 403
    viewer_client.get(change_url(article))
    assert not Presence.objects.exists()


def test_presence_at_a_draft_that_is_gone_is_not_found(editor_client):
    article = make_article()
    url = desk_url("presence", article)
    article.delete()
    assert editor_client.post(url).status_code == 404


def test_who_may_only_look_sees_the_draft_and_changes_nothing(viewer_client):
    article = make_edition(body="As it is.").article
    response = viewer_client.get(change_url(article))
    assert response.status_code == 200
    text = response.content.decode()
    assert "As it is." in text
    assert "<textarea" not in text
    assert "Seen version" not in text
    data = form_of(article, body="Crafted.")
    assert viewer_client.post(change_url(article), data).status_code == 403
    for name in ("preview", "publish", "withdraw"):
        assert viewer_client.post(desk_url(name, article), data).status_code == 403
    assert Article.objects.get().body == "As it is."


def test_crafted_form_sets_nothing_that_it_does_not_show(editor_client):
    article = make_article()
    data = form_of(article, body="New.", version="77", has_changes="", publish_on="2999-01-01")
    data |= {"scheduled_version": "2", "scheduled_by": "1", "uid": "x", "saved_by": "1"}
    editor_client.post(change_url(article), data)
    saved = Article.objects.get()
    assert (saved.version, saved.publish_on, saved.scheduled_by) == (2, None, None)
    assert (saved.uid, saved.saved_by.username, saved.has_changes) == (article.uid, "editor", True)


@pytest.mark.parametrize("name", ["change", "publish", "preview", "live"])
def test_number_of_queries_does_not_grow(editor_client, publisher_client, editor, name):
    def queries(number):
        article = make_full_article(number)
        for user in range(number):
            other = User.objects.create_user(f"other-{number}-{user}")
            Presence.objects.create(article=article, user=other, seen_at=timezone.now())

        def ask():
            if name == "live":
                data = {"article": article.pk, "body": article.body}
                return publisher_client.post("/admin/articles/article/live/", data)
            return publisher_client.get(desk_url(name, article))

        assert ask().status_code == 200
        with CaptureQueriesContext(connection) as asked:
            ask()
        return len(asked)

    assert queries(12) == queries(2)
