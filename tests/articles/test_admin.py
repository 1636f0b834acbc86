import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from articles.publishing import publish
from ldnsite.models import ContentVersion
from references.models import Reference
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_of(article, **changes):
    """What the browser would send for the article's form."""
    names = [name for name in Article.content_fields() if name != "code_order"]
    data = {
        name: "" if getattr(article, name) is None else getattr(article, name) for name in names
    }
    return data | {"tags": ", ".join(article.tags.names())} | changes


def messages_of(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_every_model_of_ours_is_at_the_desk():
    ours = {"Article", "Edition", "Quote", "Term", "RatingLevel", "Study", "Resource", "Link"}
    assert ours <= {model.__name__ for model in admin.site._registry}


def test_new_article_is_saved_and_published_in_one_step(publisher_client):
    article = Article(code="13", slug="ldn", title="LDN", synopsis="S.", body="Words.")
    data = form_of_new(article) | {"_publish": "Save and publish"}
    response = publisher_client.post(ADD, data, follow=True)
    assert "Published as edition 1" in messages_of(response)
    assert Client().get("/pages/ldn/").status_code == 200


def form_of_new(article):
    return {
        "code": article.code,
        "slug": article.slug,
        "title": article.title,
        "synopsis": article.synopsis,
        "body": article.body,
        "relevance": "5",
        "technical_level": "5",
        "skill_level": "5",
        "tags": "dosing, LDN",
    }


def test_problems_are_told_and_the_draft_is_kept(publisher_client):
    article = make_article()
    data = form_of(article, body="New words [@gone].", _publish="x")
    response = publisher_client.post(change_url(article), data, follow=True)
    assert "Text, line 1: no study or resource has the key “gone”." in messages_of(response)
    assert "New words [@gone]." in response.content.decode()
    article.refresh_from_db()
    assert article.body == "New words [@gone]."
    assert not Edition.objects.exists()


def test_invalid_field_keeps_what_was_typed(publisher_client):
    article = make_article()
    data = form_of(article, relevance="9", body="Long new words.", _publish="x")
    response = publisher_client.post(change_url(article), data)
    assert response.status_code == 200
    assert "Long new words." in response.content.decode()
    assert "relevance" in response.context["adminform"].form.errors
    assert not Edition.objects.exists()


def test_saving_alone_shows_readers_nothing(publisher_client):
    edition = make_edition(body="Old words.", slug="page")
    data = form_of(edition.article, body="New words.")
    publisher_client.post(change_url(edition.article), data)
    assert "Old words." in Client().get("/pages/page/").content.decode()
    text = publisher_client.get(change_url(edition.article)).content.decode()
    assert "changes that they do not see yet" in text


def test_editor_cannot_publish_by_button_or_by_crafted_post(editor_client):
    article = make_article()
    assert "_publish" not in editor_client.get(change_url(article)).content.decode()
    data = form_of(article, body="Crafted.", _publish="x")
    assert editor_client.post(change_url(article), data).status_code == 403
    assert not Edition.objects.exists()


def test_editor_can_save_a_draft(editor_client):
    article = make_article()
    editor_client.post(change_url(article), form_of(article, body="Saved."))
    article.refresh_from_db()
    assert article.body == "Saved."


def test_withdraw_explains_itself_and_asks_why(publisher_client):
    edition = make_edition(slug="page")
    url = reverse("admin:articles_article_withdraw", args=[edition.article_id])
    assert "Readers will no longer see this page" in publisher_client.get(url).content.decode()
    assert publisher_client.post(url, {"explanation": " "}).status_code == 200
    assert Client().get("/pages/page/").status_code == 200
    publisher_client.post(url, {"explanation": "A dose was wrong."})
    response = Client().get("/pages/page/")
    assert response.status_code == 410
    assert "A dose was wrong." in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_editor_cannot_withdraw(editor_client, method):
    edition = make_edition()
    url = reverse("admin:articles_article_withdraw", args=[edition.article_id])
    answer = getattr(editor_client, method)(url, {"explanation": "Crafted."})
    assert answer.status_code == 403
    assert Edition.objects.current().get() == edition


def test_restore_warns_of_unpublished_changes_and_does_it(editor_client):
    first = make_edition(body="Old words.")
    publish(article=first.article, by=None, note="Again.")
    Article.objects.filter(pk=first.article_id).update(body="Unpublished words.")
    url = reverse("admin:articles_edition_restore", args=[first.pk])
    assert "They will be replaced" in editor_client.get(url).content.decode()
    assert Article.objects.get().body == "Unpublished words."
    editor_client.post(url)
    assert Article.objects.get().body == "Old words."


def test_restore_asks_for_a_login():
    first = make_edition()
    url = reverse("admin:articles_edition_restore", args=[first.pk])
    assert Client().post(url).status_code == 302


@pytest.mark.parametrize("name", ["add", "delete"])
def test_editions_cannot_be_made_or_deleted_by_hand(admin_client, name):
    edition = make_edition()
    args = [edition.pk] if name == "delete" else []
    url = reverse(f"admin:articles_edition_{name}", args=args)
    assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert Edition.objects.get() == edition


def test_edition_is_shown_and_not_changed(admin_client):
    edition = make_edition(title="As it was")
    assert "As it was" in admin_client.get(change_url(edition)).content.decode()
    assert admin_client.post(change_url(edition), {"title": "Changed"}).status_code == 403


def test_published_article_cannot_be_deleted_but_a_draft_can(admin_client):
    edition, draft = make_edition(), make_article()
    for article, status in ((edition.article, 403), (draft, 302)):
        url = reverse("admin:articles_article_delete", args=[article.pk])
        assert admin_client.post(url, {"post": "yes"}).status_code == status
    assert list(Article.objects.all()) == [edition.article]


def test_key_is_set_once(publisher_client):
    study = make_study(key="first")
    text = publisher_client.get(change_url(study)).content.decode()
    assert 'name="key"' not in text
    assert 'name="key"' in publisher_client.get("/admin/references/study/add/").content.decode()


@pytest.mark.parametrize("size", [2, 12])
@pytest.mark.parametrize(
    "model",
    [
        "articles/article",
        "articles/edition",
        "articles/quote",
        "articles/term",
        "articles/ratinglevel",
        "references/study",
        "references/resource",
        "references/link",
    ],
)
def test_every_admin_list_has_a_constant_number_of_queries(
    admin_client, model, size, django_assert_max_num_queries
):
    for _ in range(size):
        make_term()
        study = make_study(link=make_link())
        make_resource(link=make_link())
        make_quote(source=study)
        make_edition(body=f"[@{study.key}]", tags=("one",))
    with django_assert_max_num_queries(9):
        assert admin_client.get(f"/admin/{model}/?q=1").status_code == 200


@pytest.mark.parametrize("model", ["link", "reference"])
def test_autocomplete_finds_by_key(publisher_client, model):
    make_link(key="needle")
    make_study(key="needle")
    response = publisher_client.get(
        "/admin/autocomplete/",
        {
            "term": "needle",
            "app_label": "articles",
            "model_name": "quote",
            "field_name": "link" if model == "link" else "source",
        },
    )
    assert len(response.json()["results"]) == 1


def test_filters_of_references_find_what_is_cited(publisher_client):
    make_study(key="cited")
    make_study(key="idle")
    make_edition(body="[@cited]")
    for value, shown in (("yes", "cited"), ("no", "idle")):
        response = publisher_client.get(f"/admin/references/study/?cited={value}")
        assert [row.key for row in response.context["cl"].result_list] == [shown]


def test_standing_filter_of_articles(publisher_client):
    make_article(code="801", slug="never")
    make_edition(code="802", slug="shown")
    for value, code in (("never", "801"), ("published", "802")):
        response = publisher_client.get(f"/admin/articles/article/?standing={value}")
        assert [row.code for row in response.context["cl"].result_list] == [code]


def test_base_reference_is_for_searching_only(admin_client):
    study = make_study()
    base = Reference.objects.get(pk=study.pk)
    assert admin_client.post(change_url(base), {"title": "Changed"}).status_code == 403
    assert admin_client.get("/admin/references/reference/add/").status_code == 403


def test_renamed_topic_counts_as_a_change(admin_client):
    edition = make_edition(tags=("one",))
    version = ContentVersion.objects.number()
    tag = edition.tags.get()
    url = reverse("admin:taggit_tag_change", args=[tag.pk])
    admin_client.post(url, {"name": "two", "slug": "two"})
    assert ContentVersion.objects.number() > version


def test_failure_while_publishing_keeps_the_draft_and_its_note(publisher_client, monkeypatch):
    """The draft is committed before publishing begins."""
    from django.db import OperationalError

    def fail(**options):
        raise OperationalError("database is locked")

    monkeypatch.setattr("articles.admin.articles.publish", fail)
    article = make_article()
    data = form_of(article, body="New words.", change_note="Put right.", _publish="x")
    response = publisher_client.post(change_url(article), data, follow=True)
    assert "could not publish it just now" in messages_of(response)
    article.refresh_from_db()
    assert (article.body, article.change_note) == ("New words.", "Put right.")


def test_change_note_is_kept_until_the_page_is_published(publisher_client):
    edition = make_edition()
    article = edition.article
    data = form_of(article, body="[@gone]", change_note="Put right.", _publish="x")
    response = publisher_client.post(change_url(article), data, follow=True)
    assert 'value="Put right."' in response.content.decode()
    publisher_client.post(change_url(article), data | {"body": "Words."})
    article.refresh_from_db()
    assert article.editions.latest().get().change_note == "Put right."
    assert article.change_note == ""


def test_unused_study_can_be_deleted_and_a_cited_one_says_where(admin_client):
    idle, cited = make_study(), make_study(key="cited")
    make_edition(body="[@cited]", title="Citing page")
    for study, words in ((idle, "Are you sure"), (cited, "Citing page")):
        url = reverse("admin:references_study_delete", args=[study.pk])
        assert words in admin_client.get(url).content.decode()
    url = reverse("admin:references_study_delete", args=[idle.pk])
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert list(Reference.objects.values_list("key", flat=True)) == ["cited"]


def test_publishing_and_withdrawing_stand_in_the_history(publisher_client):
    article = make_article()
    publisher_client.post(change_url(article), form_of(article, _publish="x"))
    url = reverse("admin:articles_article_withdraw", args=[article.pk])
    publisher_client.post(url, {"explanation": "Wrong."})
    history = publisher_client.get(
        reverse("admin:articles_article_history", args=[article.pk])
    ).content.decode()
    assert "Published as edition 1." in history
    assert "Withdrawn." in history


@pytest.mark.parametrize("path", ["article/xx/withdraw/", "edition/abc/restore/"])
def test_odd_address_at_the_desk_is_no_crash(admin_client, path):
    assert admin_client.get(f"/admin/articles/{path}").status_code in (302, 404)


def test_csrf_failure_is_told_in_our_words():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Your text is still in the form" in response.content.decode()
