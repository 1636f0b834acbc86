import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from articles.publishing import publish
from ldnsite.models import ContentVersion
from references.models import Reference
from tests.articles.admin.forms import change_url, form_of
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


def test_every_model_of_ours_is_at_the_desk():
    ours = {"Article", "Edition", "Quote", "Term", "RatingLevel", "Study", "Resource", "Link"}
    assert ours <= {model.__name__ for model in admin.site._registry}


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


def test_editor_can_save_a_draft(editor_client):
    article = make_article()
    editor_client.post(change_url(article), form_of(article, body="Saved."))
    article.refresh_from_db()
    assert article.body == "Saved."


def test_restore_warns_of_unpublished_changes_and_does_it(editor_client):
    first = make_edition(body="Old words.")
    publish(article=first.article, by=None, note="Again.")
    Article.objects.filter(pk=first.article_id).update(body="Unpublished words.")
    url = reverse("admin:articles_edition_restore", args=[first.pk])
    page = editor_client.get(url)
    assert "They will be replaced" in page.content.decode()
    assert Article.objects.get().body == "Unpublished words."
    editor_client.post(url, {"version": page.context["version"]})
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
        "references/linkcheckrun",
        "taggit/tag",
        "auth/user",
        "auditing/auditentry",
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
    with django_assert_max_num_queries(12):
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


def test_unused_study_can_be_deleted_and_a_cited_one_says_where(admin_client):
    idle, cited = make_study(), make_study(key="cited")
    make_edition(body="[@cited]", title="Citing page")
    for study, words in ((idle, "Are you sure"), (cited, "Citing page")):
        url = reverse("admin:references_study_delete", args=[study.pk])
        assert words in admin_client.get(url).content.decode()
    url = reverse("admin:references_study_delete", args=[idle.pk])
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert list(Reference.objects.values_list("key", flat=True)) == ["cited"]


@pytest.mark.parametrize("path", ["article/xx/withdraw/", "edition/abc/restore/"])
def test_odd_address_at_the_desk_is_no_crash(admin_client, path):
    assert admin_client.get(f"/admin/articles/{path}").status_code in (302, 404)


def test_csrf_failure_is_told_in_our_words():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Your text is still in the form" in response.content.decode()


def test_desk_calls_topics_by_their_name(admin_client):
    text = admin_client.get("/admin/").content.decode()
    assert "Topics" in text
    assert "Taggit" not in text


def test_list_says_in_words_what_stands_and_who_saved_last(editor_client, editor):
    make_edition(title="As published")
    article = make_edition(title="Old").article
    editor_client.post(change_url(article), form_of(article, title="New"))
    text = editor_client.get("/admin/articles/article/").content.decode()
    _, untouched, changed = text.split('class="field-code"')
    assert '<td class="field-unpublished">–</td>' in untouched
    assert ", editor</td>" not in untouched
    assert '<td class="field-unpublished">changes</td>' in changed
    assert ", editor</td>" in changed
    assert "icon-no" not in untouched


def test_long_note_takes_no_more_than_its_share_of_the_list(editor_client):
    make_edition(note="Word " * 50)
    text = editor_client.get("/admin/articles/edition/").content.decode()
    assert "Word " * 15 in text
    assert "Word " * 17 not in text
