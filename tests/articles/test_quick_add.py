"""A quote, resource or link is added while an article is written."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from articles.checking import check
from articles.models import Article, Quote
from references.models import Link, Resource
from tests.factories import make_article, make_link, make_quote, make_study
from tests.test_layout import ROOT

pytestmark = pytest.mark.django_db
DATA = {
    "quote": {
        "words": "It helped my pain.",
        "form": "paraphrase",
        "speaker": "Grace Hopper",
        "role": "patient",
        "year": "2014",
    },
    "resource": {"title": "The LDN Book", "resource_kind": "book"},
    "link": {"label": "Pharmacies [UK]", "url": "https://example.org/p"},
}
MADE = {
    "quote": (Quote, "grace-hopper-2014", "![[grace-hopper-2014]]"),
    "resource": (Resource, "the-ldn-book", "![[the-ldn-book]]"),
    "link": (Link, "pharmacies-uk", r"[Pharmacies \[UK\]][pharmacies-uk]"),
}
LABELS = {
    "quote": "Grace Hopper: It helped my pain.",
    "resource": "The LDN Book",
    "link": "Pharmacies [UK]",
}
KINDS = sorted(DATA)


def address(kind):
    return reverse("admin:articles_article_quick_add", args=[kind])


def ask(client, kind, data):
    return client.post(address(kind), data, headers={"accept": "application/json"})


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_script_gets_key_notation_and_label(editor_client, editor, kind):
    model, key, notation = MADE[kind]
    response = ask(editor_client, kind, DATA[kind])
    assert response.status_code == 201
    assert response.json() == {"key": key, "notation": notation, "label": LABELS[kind]}
    row = model.objects.get()
    assert row.key == key
    assert row.history.get().history_user == editor


@pytest.mark.parametrize("kind", KINDS)
def test_notation_is_one_that_the_text_understands(editor_client, kind):
    notation = ask(editor_client, kind, DATA[kind]).json()["notation"]
    checked = check(Article(body=f"Before.\n\n{notation}\n\nAfter."))
    assert not checked.problems
    assert checked.quotes or checked.references or checked.links


@pytest.mark.parametrize("kind", KINDS)
def test_without_script_a_page_shows_the_notation_to_paste(editor_client, kind):
    model, _, notation = MADE[kind]
    form = text_of(editor_client.get(address(kind)))
    assert f'<form method="post" action="{address(kind)}" data-quick-form novalidate>' in form
    page = text_of(editor_client.post(address(kind), DATA[kind]))
    assert f'value="{notation}"' in page
    row = model.objects.get()
    change = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    assert reverse(change, args=[row.pk]) in page


@pytest.mark.parametrize(
    ("kind", "data", "names"),
    [
        ("quote", {}, {"words", "form", "speaker", "role"}),
        ("quote", DATA["quote"] | {"words": "“Quoted”"}, {"words"}),
        ("quote", DATA["quote"] | {"source": "gone"}, {"source"}),
        ("quote", DATA["quote"] | {"form": "verbatim"}, {""}),
        ("resource", {"title": "Kept words"}, {"resource_kind"}),
        ("resource", DATA["resource"] | {"key": "Not a key"}, {"key"}),
        ("link", {"url": "https://example.org/"}, {"label"}),
        ("link", DATA["link"] | {"url": "ftp://kept.example.org"}, {"url"}),
        ("link", DATA["link"] | {"key": "taken"}, {"key"}),
        ("link", DATA["link"] | {"label": "a\x07"}, {"label"}),
    ],
)
def test_faults_are_named_and_nothing_typed_is_lost(editor_client, kind, data, names):
    make_link(key="taken")
    before = [MADE[kind][0].objects.count() for kind in KINDS]
    response = ask(editor_client, kind, data)
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert errors.keys() == names
    page = editor_client.post(address(kind), data).content.decode()
    for value in data.values():
        assert value in page
    for messages in errors.values():
        assert all(messages)
    assert [MADE[kind][0].objects.count() for kind in KINDS] == before


def test_source_and_link_are_named_by_their_keys(editor_client):
    study, link = make_study(key="younger-2013"), make_link(key="video")
    data = {"source": "younger-2013", "link": "video", "form": "verbatim", "key": "own-key"}
    assert ask(editor_client, "quote", DATA["quote"] | data).json()["key"] == "own-key"
    quote = Quote.objects.get()
    assert (quote.source.pk, quote.link) == (study.pk, link)


def test_link_without_an_address_is_wanted(editor_client):
    ask(editor_client, "link", {"label": "Somewhere"})
    assert Link.objects.get().is_wanted


def test_made_key_avoids_every_kind_of_record(editor_client):
    make_study(key="grace-hopper-2014")
    make_quote(key="grace-hopper-2014-2")
    make_link(key="grace-hopper-2014-3")
    assert ask(editor_client, "quote", DATA["quote"]).json()["key"] == "grace-hopper-2014-4"


def test_somebody_quicker_is_told_and_the_words_stay(editor_client, monkeypatch):
    from django.db import IntegrityError

    def fail(form):
        raise IntegrityError

    monkeypatch.setattr("articles.admin.quick_add.LinkQuickForm.save", fail)
    response = ask(editor_client, "link", DATA["link"])
    assert response.status_code == 422
    assert "Somebody added this just now" in response.json()["errors"][""][0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_right_to_add_that_kind_is_needed(editor, editor_client, kind, method):
    right = editor.user_permissions.filter(codename=f"add_{kind}")
    editor.user_permissions.remove(*right)
    assert getattr(editor_client, method)(address(kind), DATA[kind]).status_code == 403
    assert getattr(Client(), method)(address(kind), DATA[kind]).status_code == 302
    other = KINDS[KINDS.index(kind) - 1]
    assert editor_client.get(address(other)).status_code == 200
    assert not MADE[kind][0].objects.exists()


def test_unknown_kind_is_not_found(editor_client):
    assert editor_client.get("/admin/articles/article/quick-add/study/").status_code == 404


def test_forged_post_is_refused(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert ask(client, "link", DATA["link"]).status_code == 403
    assert not Link.objects.exists()


def test_buttons_are_links_that_work_without_script(editor, rf):
    from django.contrib.auth.models import Permission

    make_article()
    request = rf.get("/")
    request.user = editor
    partial = "admin/articles/article/_quick_add.html"
    html = render_to_string(partial, request=request)
    for kind in KINDS:
        assert (
            f'<a href="{address(kind)}" data-quick-add="{kind}" target="_blank" rel="noopener">'
        ) in html
    editor.user_permissions.set(Permission.objects.filter(codename="add_link"))
    request.user = type(editor).objects.get(pk=editor.pk)
    html = render_to_string(partial, request=request)
    assert re.findall(r'data-quick-add="(\w+)"', html) == ["link"]


def test_script_is_small():
    assert (ROOT / "static/js/desk/quick-adding.js").stat().st_size < 3072


def test_labels_begin_alike(editor_client):
    text = editor_client.get("/admin/articles/article/quick-add/quote/").content.decode()
    assert "Source:" in text
    assert "source:" not in text


@pytest.mark.parametrize("kind", ["quote", "resource", "link"])
def test_no_id_is_also_one_of_the_articles_form(editor_client, kind):
    text = editor_client.get(f"/admin/articles/article/quick-add/{kind}/").content.decode()
    form = text[text.index("data-quick-form") :]
    assert 'for="quick_key"' in form
    assert 'id="id_' not in form
