"""Two editors on one draft: nothing is overwritten unseen, nothing typed is lost."""

import threading

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from articles.models import Article
from tests.articles.admin.forms import change_url, form_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def value_in(response, name):
    return response.context["adminform"].form[name].value()


def test_second_save_is_told_who_and_when_and_shows_both(editor_client, publisher_client):
    article = make_article(body="Begun.")
    opened = form_of(article)
    publisher_client.post(change_url(article), opened | {"body": "Theirs."})
    response = editor_client.post(change_url(article), opened | {"body": "Mine."})
    assert response.status_code == 409
    text = response.content.decode()
    assert "publisher saved this page at" in text
    assert "Theirs.</textarea>" in text
    assert "Mine.</textarea>" in text
    assert value_in(response, "body") == "Mine."
    assert Article.objects.get().body == "Theirs."
    # Having seen both, the editor saves what should stand.
    again = form_of(article) | {name: value_in(response, name) for name in ("seen_version", "base")}
    saved = editor_client.post(change_url(article), again | {"body": "Both."})
    assert saved.status_code == 302
    assert Article.objects.get().body == "Both."


def test_fields_that_only_one_changed_come_together(editor_client, publisher_client):
    article = make_article(body="Begun.", title="Title")
    opened = form_of(article)
    publisher_client.post(
        change_url(article), opened | {"title": "Their title", "tags": "one, two"}
    )
    response = editor_client.post(change_url(article), opened | {"body": "My body."})
    assert response.status_code == 409
    assert value_in(response, "title") == "Their title"
    assert value_in(response, "body") == "My body."
    assert not response.context["conflict"]["differences"]
    assert response.context["conflict"]["taken"]


def test_third_save_meanwhile_is_noticed_as_well(editor_client, publisher_client):
    article = make_article(body="Begun.")
    opened = form_of(article)
    publisher_client.post(change_url(article), opened | {"body": "Theirs."})
    editor_client.post(change_url(article), opened | {"body": "Mine."})
    publisher_client.post(change_url(article), form_of(article, body="Theirs again."))
    response = editor_client.post(
        change_url(article), opened | {"body": "Mine.", "seen_version": article.version + 1}
    )
    assert response.status_code == 409
    assert Article.objects.get().body == "Theirs again."


@pytest.mark.parametrize("version", ["", "0", "-1", "999999", "x"])
@pytest.mark.parametrize("base", ["", "{", "[]", "null", '{"body": 7}', "[" * 5000])
def test_made_up_version_and_base_write_nothing(editor_client, version, base):
    article = make_article(body="Begun.")
    data = form_of(article, body="Mine.") | {"seen_version": version, "base": base}
    response = editor_client.post(change_url(article), data)
    assert response.status_code == (200 if version == "x" else 409)
    assert value_in(response, "body") == "Mine."
    assert Article.objects.get().body == "Begun."


def test_fault_in_another_field_does_not_use_up_the_version(editor_client):
    article = make_article(body="Begun.")
    data = form_of(article, body="Mine.", relevance="9")
    assert editor_client.post(change_url(article), data).status_code == 200
    saved = editor_client.post(change_url(article), data | {"relevance": "4"})
    assert saved.status_code == 302
    assert Article.objects.get().body == "Mine."


def test_save_that_changes_nothing_is_no_new_version(editor_client):
    article = make_article()
    before = Article.objects.get().version
    editor_client.post(change_url(article), form_of(article))
    assert Article.objects.get().version == before


def test_save_that_changes_nothing_is_nobodys_save(editor_client, publisher):
    article = make_article()
    Article.objects.update(saved_by=publisher)
    editor_client.post(change_url(article), form_of(article))
    assert Article.objects.get().saved_by == publisher


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_twenty_pairs_saving_at_once_twenty_win_and_twenty_are_told():
    users = [User.objects.create_user(f"editor-{n}", is_staff=True) for n in range(2)]
    for user in users:
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    articles = [make_article(body="Begun.") for _ in range(20)]
    forms = {article.pk: form_of(article) for article in articles}
    together = threading.Barrier(2)
    codes = {article.pk: [] for article in articles}

    def save(user):
        client = Client()
        client.force_login(user)
        for article in articles:
            data = forms[article.pk] | {"body": f"By {user.username}."}
            together.wait(timeout=60)
            codes[article.pk].append(client.post(change_url(article), data).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sorted(pair) for pair in codes.values()] == [[302, 409]] * 20
    for article in Article.objects.select_related("saved_by"):
        assert article.body == f"By {article.saved_by.username}."
