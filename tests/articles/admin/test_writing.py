"""What the desk's script asks while somebody writes: a preview, keys, and who else is here."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Edition
from articles.publishing import publish, withdraw
from articles.reading import load_page
from tests.articles.admin.forms import desk_url
from tests.articles.test_previewing import make_full_article
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
)
from tests.ldnsite.documents import counts

pytestmark = pytest.mark.django_db

LIVE = "/admin/articles/article/live/"
CHOICES = "/admin/articles/article/choices/"


def client_of(name, *codenames, is_staff=True, **options):
    user = User.objects.create_user(name, is_staff=is_staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.fixture
def viewer_client(db):
    return client_of("viewer", "view_article")


def live(client, **typed):
    response = client.post(LIVE, typed)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]
    return response.json()


def texts(problems):
    return [problem["text"] for problem in problems]


def test_live_preview_is_what_publishing_then_shows(editor_client):
    article = make_full_article()
    typed = {name: getattr(article, name) for name in ("body", "key_messages", "safety_notice")}
    Article.objects.filter(pk=article.pk).update(body="Before.")
    crlf = {name: text.replace("\n", "\r\n") for name, text in typed.items()}
    seen = live(editor_client, article=article.pk, **crlf)
    assert seen["errors"] == []
    Article.objects.filter(pk=article.pk).update(**typed)
    publish(article=article, by=None)
    page = load_page(Edition.objects.current().get(article=article))
    assert seen["html"] == {name: str(html) for name, html in page.html.items()}


def test_live_preview_of_a_page_that_is_not_saved_yet(editor_client):
    assert "<strong>New</strong>" in live(editor_client, article="", body="**New**")["html"]["body"]


@pytest.mark.parametrize("article", ["x", "-1", "0", "999999", "9" * 30, "１", "1\x00"])
def test_live_preview_needs_no_sound_number(editor_client, article):
    assert "Words." in live(editor_client, article=article, body="Words.")["html"]["body"]


def test_unknown_keys_are_named_with_their_line(editor_client):
    found = live(editor_client, body="A\n\nB [@gone]\n\n[x][lost]", safety_notice="[@away]")
    assert texts(found["errors"]) == [
        "Text, line 3: no study or resource has the key “gone”.",
        "Text, line 5: no link has the key “lost”.",
        "Safety notice, line 1: no study or resource has the key “away”.",
    ]
    first = found["errors"][0]
    assert (first["field"], first["line"]) == ("body", 3)


def test_warnings_of_the_words_come_along(editor_client):
    found = live(editor_client, body="Take 3 mg.\n\n[[99]]")
    assert texts(found["warnings"]) == [
        "Text, line 1: 3 mg stands without a source; cite one.",
        "Text, line 3: page 99 is not written yet; readers are told so.",
    ]


def test_synopsis_is_read_as_it_is_typed(editor_client):
    article = make_article(synopsis="Take 3 at night.")
    assert texts(live(editor_client, article=article.pk, body="x", synopsis="")["warnings"]) == []
    found = live(editor_client, article=article.pk, body="x", synopsis="\nTake 4 at night.")
    assert texts(found["warnings"]) == ["Synopsis, line 2: 4 of what? Give the unit."]


def test_live_preview_writes_nothing(editor_client):
    article = make_full_article()
    before = counts()
    live(editor_client, article=article.pk, body="Other words. [@gone]")
    assert counts() == before
    assert Article.objects.get(pk=article.pk).version == article.version


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        "> " * 50_000,
        "*a_" * 33_000,
        "[[" * 50_000,
        "[@x](" * 20_000,
        "x" * 200_001,
        "\n" * 100_000,
        "![](" * 25_000,
        "dose 1,1 " * 11_000,
    ],
)
def test_hostile_text_is_answered_in_words(editor_client, body):
    found = live(editor_client, body=body)
    assert len(found["errors"]) == 1
    assert found["errors"][0]["field"] == "body"
    assert found["html"] == {}


@pytest.mark.parametrize("body", ["a\x00b [@a\x00b] [x][a\x00b] [[1\x00]]", "\ufffe\x0b", "\u202e"])
def test_odd_characters_are_no_crash(editor_client, body):
    assert "html" in live(editor_client, body=body)


def test_live_preview_is_for_editors_with_a_token_only(editor, viewer_client):
    for stranger in (Client(), client_of("reader", "change_article", is_staff=False)):
        assert stranger.post(LIVE, {"body": "x"}).status_code == 302
    assert viewer_client.post(LIVE, {"body": "x"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(LIVE, {"body": "x"}).status_code == 403
    strict.get("/admin/articles/article/add/")
    token = strict.cookies["csrftoken"].value
    assert strict.post(LIVE, {"body": "x"}, headers={"x-csrftoken": token}).status_code == 200


def test_live_preview_and_presence_are_not_to_be_got(editor_client):
    article = make_article()
    assert editor_client.get(LIVE).status_code == 405
    assert editor_client.get(desk_url("presence", article)).status_code == 405
    assert editor_client.post(CHOICES).status_code == 405


def choices(client, kind, q=""):
    response = client.get(CHOICES, {"kind": kind, "q": q})
    assert response.status_code == 200
    return [(choice["key"], choice["label"]) for choice in response.json()["choices"]]


@pytest.fixture
def shelf(db):
    make_study(key="younger-2013", title="Naltrexone", people="Jarred Younger", year=2013)
    make_resource(key="book", title="The book")
    make_quote(key="voice", speaker="Grace Hopper", words="It helped 100% of_me")
    make_link(key="leaflet", label="The leaflet", url="https://example.org/leaflet")
    make_edition(code="14b", title="Dosing")
    make_article(code="15", title="Not published")
    gone = make_edition(code="16", title="Withdrawn")
    withdraw(article=gone.article, by=None, explanation="Wrong.")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reference", ["book", "younger-2013"]),
        ("embed", ["book", "voice", "younger-2013"]),
        ("link", ["leaflet"]),
        ("page", ["14b", "15"]),
    ],
)
def test_choices_are_of_the_kind_that_the_notation_needs(editor_client, shelf, kind, expected):
    assert [key for key, _ in choices(editor_client, kind)] == expected
    assert all(label for _, label in choices(editor_client, kind))


@pytest.mark.parametrize(
    ("kind", "asked", "expected"),
    [
        ("reference", "jarred NALTREX", ["younger-2013"]),
        ("reference", "younger-2013", ["younger-2013"]),
        ("reference", "jarred book", []),
        ("embed", "grace", ["voice"]),
        ("embed", "helped hopper", ["voice"]),
        ("link", "example.org", ["leaflet"]),
        ("page", "dos 14", ["14b"]),
        ("page", "not published", ["15"]),
        ("page", "withdrawn", []),
        ("embed", "100%", ["voice"]),
        ("embed", "of_me", ["voice"]),
        ("embed", "1%0", []),
        ("embed", "o__me", []),
        ("embed", "\\", []),
        ("reference", " younger ", ["younger-2013"]),
    ],
)
def test_choices_hold_every_word_asked_for(editor_client, shelf, kind, asked, expected):
    assert [key for key, _ in choices(editor_client, kind, asked)] == expected


@pytest.mark.parametrize("asked", ["x" * 5000, "a " * 3000, "'\"--;", "(" * 50, "𝒳\ufffe"])
@pytest.mark.parametrize("kind", ["reference", "embed", "link", "page"])
def test_odd_question_is_no_crash(editor_client, kind, asked):
    assert choices(editor_client, kind, asked) == []


def test_choices_are_few_however_many_there_are(editor_client):
    for _ in range(20):
        make_study()
        make_quote()
    for kind in ("reference", "embed"):
        with CaptureQueriesContext(connection) as asked:
            assert len(choices(editor_client, kind)) == 12
        assert len(asked) < 9


def test_key_that_begins_as_typed_comes_before_titles_that_hold_the_letters(editor_client):
    for number in range(14):
        make_study(key=f"a-{number}", title="Younger people")
        make_quote(key=f"b-{number}", words="Younger people")
        make_link(key=f"c-{number}", label="Younger people")
    make_study(key="younger-2013")
    make_quote(key="younger-said")
    make_link(key="youngerlab")
    assert choices(editor_client, "reference", "Young")[0][0] == "younger-2013"
    embeds = [key for key, _ in choices(editor_client, "embed", "Young")]
    assert embeds[:3] == ["younger-2013", "younger-said", "a-0"]
    assert choices(editor_client, "link", "Young")[0][0] == "youngerlab"


def test_draft_is_told_from_a_page_that_readers_see(editor_client, shelf):
    assert choices(editor_client, "page", "1") == [
        ("14b", "Dosing"),
        ("15", "Not published (not published yet)"),
    ]


@pytest.mark.parametrize("kind", ["", "user", "reference\x0b", "__class__"])
def test_unknown_kind_is_told_in_words(editor_client, kind):
    response = editor_client.get(CHOICES, {"kind": kind})
    assert response.status_code == 400
    assert response.json() == {"error": "kind is reference, embed, link or page"}


def test_choices_are_for_editors_only(viewer_client):
    assert Client().get(CHOICES, {"kind": "link"}).status_code == 302
    assert viewer_client.get(CHOICES, {"kind": "link"}).status_code == 403
