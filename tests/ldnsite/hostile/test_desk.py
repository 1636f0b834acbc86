"""Hostile words at the desk: every page that shows them, every form that they are typed into."""

import json
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.db import transaction
from django.test import Client

from articles.models import Article
from tests.articles.admin.forms import change_url, form_of
from tests.articles.bringing_in.samples import HTML_PAGE, OLD_PAGE
from tests.ldnsite.hostile.pages import faults, faults_of_data
from tests.ldnsite.hostile.site import Site
from tests.ldnsite.hostile.texts import OWN, PUBLISHABLE, SIGNS, STORED
from tests.ldnsite.rights.table import DOORS, every_page
from tests.references.records.samples import CSL, NBIB, RIS

pytestmark = pytest.mark.django_db

PAGES = every_page()
ARTICLES = "/admin/articles/article/"
TYPED = ("text", "search", "url", "email", "password", "hidden")


@pytest.fixture
def site():
    return Site(STORED, PUBLISHABLE)


@pytest.fixture
def mighty(site):
    client = Client()
    client.force_login(site.person)
    return client


def wrong_in(response):
    """What no text may bring about, in a page, in JSON or in the address that it leads to."""
    assert response.status_code < 500
    kind = response.headers.get("Content-Type", "")
    text = response.content.decode() if not response.streaming else ""
    if "json" in kind:
        return faults_of_data(json.loads(text))
    location = response.headers.get("Location", "")
    led = (
        [location] if location and not location.startswith(("/", "?", "http://testserver/")) else []
    )
    return led + (faults(text) if kind.startswith("text/html") else [])


def test_no_page_of_the_desk_shows_more_than_words(site, mighty):
    wrong, silent = {}, set()
    for name in PAGES:
        response = mighty.get(site.address(name))
        if found := wrong_in(response):
            wrong[name] = found
        if not SIGNS.search(response.content.decode()):
            silent.add(name)
    assert wrong == {}
    # Nothing was passed by looking at empty pages.
    assert len(set(PAGES) - silent) > 60


def fields_of(page):
    """Each field of a page's forms: its name, its value and whether people type into it."""
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        name = node.get("name")
        if not name or node.tag not in ("input", "textarea", "select"):
            continue
        kind = node.get("type", "text") if node.tag == "input" else node.tag
        if kind == "select":
            chosen = [
                one.get("value", "") for one in node.iter("option") if "selected" in one.attrib
            ]
            yield name, chosen, "select"
        elif kind == "textarea":
            yield name, (node.text or "").removeprefix("\n"), kind
        elif kind not in ("file", "submit", "button"):
            yield name, node.get("value", ""), kind


def typed_into(page, text, kinds):
    return {
        name: text if kind in kinds and name != "csrfmiddlewaretoken" else value
        for name, value, kind in fields_of(page)
    } | {"post": "yes"}


@pytest.mark.parametrize("text", OWN[:2])
@pytest.mark.parametrize(
    "kinds", [("text", "textarea"), (*TYPED, "textarea", "select", "checkbox")]
)
def test_no_form_of_the_desk_gives_back_more_than_words(site, mighty, text, kinds):
    """Whether it takes them, refuses them, or shows them again."""
    wrong = {}
    for name in PAGES:
        address = site.address(name)
        page = mighty.get(address).content.decode()
        with transaction.atomic():
            response = mighty.post(address, typed_into(page, text, kinds))
            found = wrong_in(response)
            if response.status_code == 302:
                found += wrong_in(mighty.get(response.headers["Location"]))
            transaction.set_rollback(True)
        mighty.force_login(site.person)
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("text", OWN)
def test_doors_show_no_more_than_words(text):
    client = Client()
    for name in sorted(DOORS):
        address = f"/admin/{name.removeprefix('admin:').replace('_', '-')}/"
        for response in (
            client.get(address, {"next": text}),
            client.post(f"{address}?next=%22%3E%3Cscript%3E", dict.fromkeys(KNOWN, text)),
        ):
            assert wrong_in(response) == []


KNOWN = ("username", "password", "next", "code")


def test_sign_in_leads_nowhere_but_here(site):
    site.person.set_password("a long password")
    site.person.save()
    for text in (
        *OWN,
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:x",
    ):
        data = {"username": "somebody", "password": "a long password", "next": text}
        response = Client().post("/admin/login/", data)
        assert response.status_code == 302
        location = response.headers["Location"]
        assert location == "/admin/" or is_here(location), location


def is_here(location):
    """A relative address: whatever browsers make of it stays on this host."""
    return not urlsplit(urljoin("relative:/admin/login/", location)).netloc and ":" not in location


@pytest.mark.parametrize("shift", [0, len(STORED) // 2])
def test_preview_as_json_has_nothing_active(mighty, shift):
    """The desk's script puts it into the page as HTML."""
    texts = STORED[shift:] + STORED[:shift]
    for number in range(0, len(texts), 12):
        text = "\n\n".join(texts[number : number + 12])
        names = ("body", "safety_notice", "key_messages", "synopsis", "importance_note")
        response = mighty.post(f"{ARTICLES}live/", dict.fromkeys(names, text))
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        answer = response.json()
        assert set(answer) >= {"html", "errors", "warnings"}
        assert any(SIGNS.search(html) for html in answer["html"].values())
        assert faults_of_data(answer) == []


@pytest.mark.parametrize("text", OWN)
def test_quick_add_gives_the_script_words_alone(mighty, text):
    as_json = {"headers": {"accept": "application/json"}}
    line = " ".join(text.split())[:150]
    forms = {
        "quote": {"words": f"x {text} x", "form": "paraphrase", "speaker": line, "role": "patient"},
        "resource": {"title": line, "resource_kind": "book", "description": text},
        "link": {"label": line, "url": "https://example.org/x"},
    }
    for kind, data in forms.items():
        address = f"{ARTICLES}quick-add/{kind}/"
        made = mighty.post(address, data, **as_json)
        assert (made.status_code, made.headers["Content-Type"]) == (201, "application/json")
        assert mighty.post(address, dict.fromkeys(data, text), **as_json).status_code < 500
        for response in (
            mighty.post(address, data),
            mighty.post(address, dict.fromkeys(data, text)),
        ):
            assert wrong_in(response) == []
        # What it gives is a notation of the text, which has to be as harmless there.
        body = {"body": made.json()["notation"]}
        assert faults_of_data(mighty.post(f"{ARTICLES}live/", body).json()) == []


@pytest.mark.parametrize("kind", ["", "text", "html", "markdown"])
def test_old_page_that_is_brought_in_shows_no_more_than_words(mighty, kind):
    whole = "\n\n".join(STORED)
    sources = [
        *OWN,
        whole,
        f"{whole}\n{OLD_PAGE}",
        HTML_PAGE.replace("<p>", f"<p>{OWN[0]}"),
        *SOURCES,
    ]
    for number, source in enumerate(sources):
        data = {"text": source, "kind": kind, "slug": f"old-{number}", "code": f"{200 + number}"}
        response = mighty.post(f"{ARTICLES}bring-in/", data)
        assert wrong_in(response) == []
    drafts = 0
    for article in Article.objects.filter(slug__startswith="old-"):
        drafts += 1
        for address in (change_url(article), f"{ARTICLES}{article.pk}/preview/"):
            assert wrong_in(mighty.get(address)) == []
    assert drafts > 5


SOURCES = [
    "<h1 onclick=x>Title</h1><p><a href='javascript:evil()'>b</a> <a href='data:text/html,x'>c</a>",
    "<a href='//evil.example'>a</a><a href=\"https://x.example/'onclick=x\">b</a><svg onload=x>",
    "<title></title><script>evil()</script></title><p style=x id=evil class=evil>words",
]


@pytest.mark.parametrize("record", [NBIB, RIS, CSL], ids=["nbib", "ris", "csl"])
@pytest.mark.parametrize("text", OWN)
def test_record_that_is_read_shows_no_more_than_words(mighty, record, text):
    line = " ".join(text.split())
    for words in ("Low-dose naltrexone for the treatment", "Younger", "Arthritis and rheumatism"):
        said = json.dumps(line)[1:-1] if record is CSL else line
        source = record.replace(words, said)
        response = mighty.post("/admin/references/study/from-record/", {"text": source})
        assert wrong_in(response) == []
        assert SIGNS.search(response.content.decode())


@pytest.mark.parametrize("text", OWN)
def test_conflict_shows_both_texts_as_words(site, mighty, text):
    article = site.draft
    opened = form_of(article)
    names = ("body", "title", "synopsis", "safety_notice")
    first = mighty.post(change_url(article), opened | dict.fromkeys(names, f"first {text}"[:200]))
    assert wrong_in(first) == []
    second = mighty.post(change_url(article), opened | dict.fromkeys(names, f"other {text}"[:200]))
    assert second.status_code == 409
    assert wrong_in(second) == []
