import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.bringing_in.reading import MAX_BYTES
from articles.models import Article, Edition
from references.models import Link
from tests.articles.bringing_in.samples import HTML_PAGE, OLD_PAGE
from tests.factories import make_article

pytestmark = pytest.mark.django_db

URL = "/admin/articles/article/bring-in/"


def upload(text, name="old-page-7.txt"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def errors_of(response):
    return " ".join(response.context["form"].errors.as_text().split())


def test_list_of_articles_leads_there(editor_client):
    text = editor_client.get("/admin/articles/article/").content.decode()
    assert f'<a href="{URL}">Bring in an old page</a>' in text
    assert reverse("admin:articles_article_bring_in") == URL
    assert 'enctype="multipart/form-data"' in editor_client.get(URL).content.decode()


def test_file_becomes_a_draft_with_a_report(editor_client):
    response = editor_client.post(URL, {"file": upload(OLD_PAGE)})
    article = Article.objects.get()
    assert (response.status_code, article.code) == (200, "7")
    text = response.content.decode()
    assert f'href="{reverse("admin:articles_article_change", args=[article.pk])}"' in text
    for words in (
        "Recognised (9)",
        "line 1: skill level 2: “Skill Level 2”",
        "Links whose address is wanted (7)",
        "from the name of the file",
        "Read as: Plain text.",
    ):
        assert words in text
    assert not Edition.objects.exists()


def test_pasted_text_with_code_address_and_format(editor_client):
    data = {"text": "# Rest\r\n\r\nWords *here*.", "kind": "text", "code": "7", "slug": "rest"}
    editor_client.post(URL, data)
    article = Article.objects.get()
    assert (article.code, article.slug, article.title) == ("7", "rest", "# Rest")
    assert article.body == "\\# Rest\n\nWords \\*here\\*."


def test_pasted_html_is_found_out(editor_client):
    response = editor_client.post(URL, {"text": HTML_PAGE})
    assert "Read as: HTML." in response.content.decode()
    assert Link.objects.filter(url="https://example.org/walkers").exists()


def test_words_of_the_old_page_are_escaped_in_the_report(editor_client):
    source = "<script>alert(1)</script> Rest\n\nClick 1 <img src=x onerror=x>"
    text = editor_client.post(URL, {"text": source, "kind": "text"}).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_article_s_history_says_where_it_came_from(editor_client, editor):
    editor_client.post(URL, {"file": upload(OLD_PAGE)})
    entry = LogEntry.objects.get(object_id=str(Article.objects.get().pk), user=editor)
    assert "Brought in from an old page (recognised: 9, guessed" in entry.change_message
    history = reverse("admin:articles_article_history", args=[entry.object_id])
    assert "Brought in from an old page" in editor_client.get(history).content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose a file, or paste the page’s text."),
        ({"text": " \n"}, "Choose a file, or paste the page’s text."),
        ({"text": "Skill Level 5"}, "There are no words to bring in."),
        ({"text": "Words", "code": "x"}, "A page code is a number"),
        ({"text": "Words", "slug": "A B"}, "lower-case letters"),
        ({"text": "Words", "kind": "pdf"}, "not one of the available choices"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"text": "x" * (MAX_BYTES + 1)}, "at most 2 MB"),
    ],
)
def test_refusal_keeps_what_was_typed(editor_client, data, message):
    response = editor_client.post(URL, data)
    assert response.status_code == 200
    assert message in errors_of(response)
    assert not Article.objects.exists()
    assert not LogEntry.objects.exists()


def test_refused_text_is_still_in_the_form(editor_client):
    make_article(code="7", title="The other page")
    response = editor_client.post(URL, {"text": OLD_PAGE, "code": "7"})
    assert "Page 7 is there already: “The other page”" in errors_of(response)
    assert "peel potatoes" in response.content.decode()


def test_file_and_text_at_once_are_refused(editor_client):
    response = editor_client.post(URL, {"file": upload("Words"), "text": "Words"})
    assert "there are both here" in errors_of(response)


def test_large_file_is_refused(editor_client):
    response = editor_client.post(URL, {"file": upload(b"x" * (MAX_BYTES + 1))})
    assert "2.0 MB; at most 2 MB can be brought in" in errors_of(response)


def test_only_who_may_add_articles_may_bring_one_in():
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client = Client()
    client.force_login(reader)
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"text": "Words"}).status_code == 403
    assert "Bring in" not in client.get("/admin/articles/article/").content.decode()
    assert Client().post(URL, {"text": "Words"}).status_code == 302
    assert not Article.objects.exists()


def test_form_needs_its_token(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(URL, {"text": "Words"}).status_code == 403
    assert not Article.objects.exists()
