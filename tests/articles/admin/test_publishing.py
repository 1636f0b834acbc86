import datetime
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition
from tests.articles.admin.forms import (
    change_url,
    desk_url,
    form_of,
    messages_of,
    publish_form,
    save_and_publish,
)
from tests.factories import make_article, make_edition, make_study

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
NEW = {
    "code": "13",
    "slug": "ldn",
    "title": "LDN",
    "synopsis": "S.",
    "body": "Words.",
    "relevance": "5",
    "technical_level": "5",
    "skill_level": "5",
    "tags": "dosing, LDN",
}


def tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


def test_new_article_is_saved_checked_and_published(publisher_client):
    response = publisher_client.post(ADD, NEW | {"_publish": "x"}, follow=True)
    assert "Nothing stands in the way" in response.content.decode()
    assert not Edition.objects.exists()
    article = Article.objects.get()
    response = publisher_client.post(
        desk_url("publish", article), publish_form(article), follow=True
    )
    assert "Published as edition 1" in messages_of(response)
    assert Client().get("/pages/ldn/").status_code == 200


def test_problems_are_told_and_the_draft_is_kept(publisher_client):
    article = make_article()
    response = save_and_publish(publisher_client, article, body="New words [@gone].")
    text = response.content.decode()
    assert "Text, line 1: no study or resource has the key “gone”." in text
    article.refresh_from_db()
    assert article.body == "New words [@gone]."
    assert not Edition.objects.exists()


def test_every_finding_stands_on_the_page_and_warnings_do_not_block(publisher_client):
    make_study(key="gone", retraction_status="retracted")
    article = make_article(body="Take 4.5 mg.\n\n## A\n\n#### B\n\nSee [here](/x) [[99]] [@gone]")
    text = publisher_client.get(desk_url("publish", article)).content.decode()
    for words in (
        "4.5 mg stands without a source",
        "a heading level is skipped here",
        "does not say where the link leads",
        "page 99 is not written yet",
        "“gone” is retracted",
    ):
        assert words in text
    assert "Published as edition 1" in messages_of(save_and_publish(publisher_client, article))


def test_difference_stands_beside_the_button(publisher_client):
    edition = make_edition(body="Old words stay here.")
    Article.objects.filter(pk=edition.article_id).update(body="New words stay here.")
    text = publisher_client.get(desk_url("publish", edition.article)).content.decode()
    assert "<ins>" in text
    assert "Readers see edition 1" in text


def test_note_is_asked_for_and_kept(publisher_client):
    edition = make_edition()
    article = edition.article
    response = save_and_publish(publisher_client, article, note="", body="Words.")
    assert "Say in a sentence what changed" in response.content.decode()
    save_and_publish(publisher_client, article, note="Put right.", body="Words.")
    article.refresh_from_db()
    assert article.editions.latest().get().change_note == "Put right."
    assert article.change_note == ""


def test_note_of_the_draft_is_there_when_publishing(publisher_client):
    article = make_edition().article
    data = form_of(article, change_note="Put right.", _publish="x")
    response = publisher_client.post(change_url(article), data, follow=True)
    assert 'value="Put right."' in response.content.decode()


def test_what_was_saved_after_the_look_is_not_published(publisher_client):
    article = make_article()
    data = publish_form(article)
    publisher_client.post(change_url(article), form_of(article, body="Later words."))
    response = publisher_client.post(desk_url("publish", article), data)
    assert "somebody saved this draft just now" in response.content.decode()
    assert not Edition.objects.exists()


def test_failure_while_publishing_keeps_the_draft_and_its_note(publisher_client, monkeypatch):
    def fail(**options):
        raise OperationalError("database is locked")

    monkeypatch.setattr("articles.admin.publishing.publish", fail)
    article = make_article()
    response = save_and_publish(publisher_client, article, body="New words.")
    assert "could not publish it just now" in response.content.decode()
    assert 'value="Put right."' in response.content.decode()
    article.refresh_from_db()
    assert article.body == "New words."


@pytest.mark.parametrize("name", ["publish", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_editor_gets_no_further_than_the_buttons(editor_client, name, method):
    edition = make_edition()
    text = editor_client.get(change_url(edition.article)).content.decode()
    assert "_publish" not in text
    assert desk_url(name, edition.article) not in text
    data = publish_form(edition.article, change_note="x", explanation="x", publish_on=tomorrow())
    for button in ("_now", "_schedule", "_unschedule"):
        answer = getattr(editor_client, method)(
            desk_url(name, edition.article), data | {button: "x"}
        )
        assert answer.status_code == 403
    assert list(Edition.objects.all()) == [edition]
    assert Edition.objects.current().exists()
    assert Article.objects.get().publish_on is None


def test_editors_publish_button_only_saves(editor_client):
    article = make_article()
    response = editor_client.post(
        change_url(article), form_of(article, body="Crafted.", _publish="x"), follow=True
    )
    assert response.request["PATH_INFO"] == change_url(article)
    assert Article.objects.get().body == "Crafted."
    assert not Edition.objects.exists()


def test_day_is_set_told_and_taken_back(publisher_client, publisher):
    article = make_article()
    data = publish_form(article, publish_on=tomorrow(), _schedule="x")
    del data["_now"]
    publisher_client.post(desk_url("publish", article), data)
    article.refresh_from_db()
    assert (article.publish_on, article.scheduled_by) == (tomorrow(), publisher)
    assert "will be published on" in publisher_client.get(change_url(article)).content.decode()
    assert not Edition.objects.exists()
    publisher_client.post(desk_url("publish", article), {"_unschedule": "x"})
    article.refresh_from_db()
    assert article.publish_on is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Choose the day"),
        ({"publish_on": "2020-01-01"}, "Choose a day after today"),
        ({"publish_on": "soon"}, "Enter a valid date"),
        ({"publish_on": "2999-01-01", "version": "0"}, "Somebody saved this draft"),
    ],
)
def test_day_that_cannot_be_is_refused_in_words(publisher_client, changes, words):
    article = make_article()
    data = publish_form(article, _schedule="x") | changes
    del data["_now"]
    text = publisher_client.post(desk_url("publish", article), data).content.decode()
    assert words in text
    assert Article.objects.get().publish_on is None


def test_day_is_not_set_for_what_could_not_be_published(publisher_client):
    article = make_article(body="[@gone]")
    data = publish_form(article, publish_on=tomorrow(), _schedule="x")
    text = publisher_client.post(desk_url("publish", article), data).content.decode()
    assert "Mend what is named below first" in text
    assert Article.objects.get().publish_on is None


def test_preview_is_the_readers_page_and_reaches_no_reader(editor_client):
    article = make_article(title="Draft title", body="## Part\n\nDraft words.", slug="page")
    response = editor_client.post(change_url(article), form_of(article, _preview="x"), follow=True)
    text = response.content.decode()
    assert "A preview: readers do not see this" in text
    assert '<h2 id="part">' in text
    assert "no-store" in response.headers["Cache-Control"]
    assert Client().get("/pages/page/").status_code == 404
    assert Client().get(desk_url("preview", article)).status_code == 302


@pytest.mark.parametrize("readable", [True, False])
def test_preview_leads_neither_to_nothing_nor_to_the_published_text(editor_client, readable):
    page = make_edition(code="13", slug="page") if readable else None
    article = page.article if page else make_article(code="13", slug="page")
    text = editor_client.get(desk_url("preview", article)).content.decode()
    addresses = set(re.findall(r'(?:href|data-history)="(/[^"#]*)', text))
    assert "/pages/" in addresses
    assert not [
        address
        for address in addresses
        if address.startswith(("/pages/page/", "/export/articles/"))
        or editor_client.get(address).status_code == 404
    ]


def test_preview_of_a_bare_draft_says_what_is_not_there_yet(editor_client):
    article = make_article(relevance=None, synopsis="", body="[@gone] words")
    text = editor_client.get(desk_url("preview", article)).content.decode()
    assert "not rated yet" in text
    assert "no study or resource has the key “gone”" in text


def test_withdraw_explains_itself_and_asks_why(publisher_client):
    edition = make_edition(slug="page")
    url = desk_url("withdraw", edition.article)
    assert "Readers will no longer see this page" in publisher_client.get(url).content.decode()
    assert publisher_client.post(url, {"explanation": " "}).status_code == 200
    assert Client().get("/pages/page/").status_code == 200
    publisher_client.post(url, {"explanation": "A dose was wrong."})
    response = Client().get("/pages/page/")
    assert response.status_code == 410
    assert "A dose was wrong." in response.content.decode()


def test_publishing_and_withdrawing_stand_in_the_history(publisher_client):
    article = make_article()
    save_and_publish(publisher_client, article)
    publisher_client.post(desk_url("withdraw", article), {"explanation": "Wrong."})
    history = publisher_client.get(
        reverse("admin:articles_article_history", args=[article.pk])
    ).content.decode()
    assert "Published as edition 1." in history
    assert "Withdrawn." in history


def test_pages_of_a_draft_that_is_not_there_are_not_found(publisher_client):
    for name in ("publish", "preview", "withdraw"):
        url = reverse(f"admin:articles_article_{name}", args=[999])
        assert publisher_client.get(url).status_code == 404


def test_after_a_colleagues_save_the_page_that_shows_it_can_publish_it(publisher_client):
    article = make_article(body="Seen.")
    seen = publish_form(article)
    article.body = "A colleague's."
    article.save()
    refused = publisher_client.post(desk_url("publish", article), seen)
    assert "somebody saved this draft just now" in refused.content.decode()
    article.refresh_from_db()
    hidden = f'<input type="hidden" name="version" value="{article.version}">'
    assert hidden in refused.content.decode()


def test_enter_key_in_the_day_publishes_nothing_now(publisher_client):
    article = make_article()
    data = publish_form(article, publish_on=tomorrow().isoformat())
    answer = publisher_client.post(desk_url("publish", article), data)
    assert "press “Publish on that day”" in answer.content.decode()
    assert not Edition.objects.exists()
