"""Hostile words in every place that a text can stand, and every page that shows them.

An independent parser (html5lib; ElementTree for XML) reads each page: nothing active, no scheme but
http, https, mailto and tel, no id or class that a text brought in. tests/articles/markup holds the
same of the text's own notations, with many more texts.
"""

import itertools
import json
import re
from xml.etree import ElementTree as etree

import html5lib
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Edition
from articles.publishing import publish
from tests.articles.admin.forms import change_url, desk_url
from tests.articles.markup.parsed import GOOD_ADDRESS
from tests.factories import (
    make_article,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db

TEXTS = [
    '"><script>evil()</script><img src=x onerror=evil() id=evil class=evil>',
    "'\" onmouseover=evil() style=evil id=evil class=evil autofocus x='",
    "</script><script id=evil>evil()</script></title><svg onload=evil()>",
    "</textarea></style><!-- --!><iframe srcdoc=evil class=evil>&lt;script&gt;",
    "javascript:evil() data:text/html,evil [x](javascript:evil()) {{ evil }} {% evil %}",
    "]]><evil xmlns='evil'/><?evil?><!DOCTYPE evil [<!ENTITY e 'evil'>]>&e;\u2028",
]
PIECES = st.sampled_from(
    [
        *("<", ">", '"', "'", "=", "/", "&", "&lt;", "`", "evil", "script", "onload", " ", "<!--"),
        *("]]>", "</script", "javascript:", "id=evil", "[", "](", "{{", "}}", "<svg ", "<a x=//"),
    ]
)
ACTIVE = {"iframe", "object", "embed", "base", "frame", "applet", "foreignobject", "evil"}
# Django’s admin has its words for scripts at an address.
OWN_SCRIPTS = ("/static/", "/admin/jsi18n/")
ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href")


def make_site(texts):
    """A published page with one of the texts after another in every field that it shows."""
    another = itertools.cycle(texts)

    def said(limit=200):
        return next(another)[:limit]

    def safe():
        """Without what the notations would read, and refuse, as a link."""
        return re.sub(r"[\[\]()]", " ", said())

    link = make_link(key="k", label=said(100), note=said())
    study = make_study(
        key="s",
        title=said(),
        people=said(),
        condition="me_cfs",
        journal=said(100),
        intervention=said(100),
        limitations=said(),
        summary=said(),
        link=link,
    )
    make_resource(key="r", title=said(), people=said(), publisher=said(100), description=said())
    make_quote(key="q", words=said(), speaker=said(100), note=said(), source=study)
    make_term(key="t", term=f"LDN {said(40)}", definition=said())
    body = f"## A heading\n\n{safe()} LDN [@s] [{safe()}][k]\n\n![[q]]\n\n![[r]]"
    article = make_article(
        code="13",
        slug="page",
        title=said(),
        synopsis=safe(),
        key_messages=safe(),
        safety_notice=safe(),
        importance_note=safe(),
        relevance_reason=said(),
        body=f"{body}\n\n> [!NOTE]\n> {safe()}",
        tags=(said(80).replace(",", " "), "sleep"),
    )
    publish(article=article, by=None, note="First.")
    return article, publish(article=article, by=None, note=said())


PUBLIC = [
    *("/", "/pages/", "/pages/page/", "/pages/page/short/", "/pages/page/sheet/", "/about/"),
    *("/pages/page/history/?from=1&to=2", "/pages/page/editions/1/", "/tags/", "/tags/sleep/"),
    *("/studies/", "/studies/s/", "/resources/", "/glossary/", "/ratings/", "/wanted/"),
    *("/sitemap/", "/changes/", "/export/"),
]


def faults(page):
    """Everything in a page that a text may not bring about."""
    found = []
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            continue
        tag = node.tag.rpartition("}")[2]
        kind = node.get("type", "")
        if tag in ACTIVE or (tag == "meta" and node.get("http-equiv")):
            found.append(tag)
        if tag == "script":
            if kind in ("application/ld+json", "application/json"):
                json.loads(node.text)
            elif (node.text or "").strip() or not node.get("src", "").startswith(OWN_SCRIPTS):
                found.append("script")
        for name, value in node.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc", "autofocus"):
                found.append(name)
            if name in ("id", "class", "name", "for", "type", "rel") and "evil" in value:
                found.append(f"{name}={value}")
            bare = re.sub(r"[\x00-\x20]", "", value)
            relative = not re.match(r"[^/?#]*:", bare) and not re.match(r"[/\\]{2}", bare)
            if name in ADDRESSES and not (relative or GOOD_ADDRESS.match(bare)):
                found.append(f"{name}={value}")
    return found


def faults_at(client, addresses):
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        if wrong := faults(response.content.decode()):
            found[address] = wrong
    return found


@pytest.mark.parametrize("first", [0, 3])
def test_no_page_of_readers_shows_more_than_words(first):
    make_site(TEXTS[first:] + TEXTS[:first])
    assert faults_at(Client(), PUBLIC) == {}
    for text in TEXTS:
        response = Client().get("/search/", {"q": text})
        assert faults(response.content.decode()) == []
    # The words are there: nothing was passed by looking at an empty page.
    assert "evil" in Client().get("/pages/page/").content.decode()


@pytest.mark.parametrize("first", [0, 3])
def test_no_page_of_the_desk_shows_more_than_words(first, admin_client):
    article, edition = make_site(TEXTS[first:] + TEXTS[:first])
    rows = [article, edition, *(use.quote for use in edition.quote_uses.all())]
    addresses = [change_url(row) for row in rows]
    addresses += [desk_url(name, article) for name in ("publish", "withdraw", "preview")]
    addresses += ["/admin/", "/admin/unwritten/"]
    for model in ("articles/article", "articles/edition", "articles/quote", "articles/term"):
        addresses.append(f"/admin/{model}/")
    for model in ("study", "resource", "link"):
        addresses.append(f"/admin/references/{model}/")
    addresses += ["/admin/taggit/tag/", "/admin/auditing/auditentry/"]
    found = faults_at(admin_client, addresses)
    # Django puts the cursor into the first field of some forms of its own.
    assert {address: set(wrong) - {"autofocus"} for address, wrong in found.items()} in (
        {},
        {address: set() for address in found},
    )


@pytest.mark.parametrize("first", [0, 3])
def test_feed_sitemap_and_export_are_well_formed_and_hold_the_words(first):
    make_site(TEXTS[first:] + TEXTS[:first])
    feed = etree.fromstring(Client().get("/changes.atom").getvalue())
    assert "evil()" in " ".join(feed.itertext())
    etree.fromstring(Client().get("/sitemap.xml").getvalue())
    exported = json.loads(Client().get("/export/articles/13.json").content)
    for html in re.findall(r'"html": ("(?:[^"\\]|\\.)*")', json.dumps(exported)):
        assert faults(json.loads(html)) == []


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(PIECES, min_size=3, max_size=14).map("".join))
def test_whatever_is_typed_stays_words(db, words):
    with transaction.atomic():
        make_site([f"x {words} x"])
        found = faults_at(Client(), ["/pages/page/", "/pages/", "/studies/s/", "/glossary/"])
        response = Client().get("/search/", {"q": words})
        found["search"] = faults(response.content.decode())
        transaction.set_rollback(True)
    assert not any(found.values()), found
    assert not Edition.objects.exists()
