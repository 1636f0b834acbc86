"""“Cited on” names the pages that readers see now, and no other."""

import re

import pytest
from django.urls import reverse

from articles.publishing import publish, withdraw
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
USED = [
    (make_study, "[@{}]"),
    (make_resource, "![[{}]]"),
    (make_quote, "![[{}]]"),
    (make_link, "[words][{}]"),
    (make_term, "A {} b"),
]


@pytest.fixture(params=USED, ids=lambda used: used[0].__name__)
def used(request):
    """A record, and a text that uses it."""
    make, text = request.param
    row = make(key="used", **({"term": "used"} if make is make_term else {}))
    return row, text.format("used")


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def cited_on(client, row):
    text = re.sub(r"\s+", " ", client.get(change_url(row)).content.decode())
    return re.search(
        r'<div class="readonly">((?:<p>.*?</p>)?<ul>.*?</ul>|no page[^<]*)</div>', text
    )[1]


def test_present_pages_are_listed_by_number(used, editor_client):
    row, text = used
    for code in ("14", "13"):
        make_edition(code=code, slug=f"p{code}", title=f"Page {code}", body=text)
    make_edition(title="Another", body="Nothing.")
    assert cited_on(editor_client, row) == (
        "<p>What you save here, readers see at once on:</p>"
        '<ul><li><a href="/pages/p13/">13 Page 13</a></li>'
        '<li><a href="/pages/p14/">14 Page 14</a></li></ul>'
    )


def test_drafts_withdrawn_pages_and_earlier_editions_do_not_count(used, editor_client):
    row, text = used
    make_article(body=text)
    gone = make_edition(body=text)
    withdraw(article=gone.article, by=None, explanation="Wrong.")
    earlier = make_edition(body=text)
    earlier.article.body = "Nothing."
    earlier.article.save()
    publish(article=earlier.article, by=None, note="Out.")
    assert cited_on(editor_client, row) == "no page that readers see"


def test_longer_key_is_another(editor_client):
    make_term(key="pain-relief", term="pain relief")
    pain = make_term(key="pain", term="pain")
    make_edition(body="A pain relief.")
    assert cited_on(editor_client, pain) == "no page that readers see"


@pytest.mark.parametrize("size", [1, 8])
def test_number_of_queries_is_constant(used, size, editor_client, django_assert_max_num_queries):
    row, text = used
    for _ in range(size):
        make_edition(body=text)
    with django_assert_max_num_queries(11):
        assert cited_on(editor_client, row).count("<li>") == size


def test_title_of_a_page_is_escaped(editor_client):
    study = make_study()
    make_edition(title="IL-6 <3", body=f"[@{study.key}]")
    assert "IL-6 &lt;3" in cited_on(editor_client, study)


def test_new_record_is_cited_nowhere_and_says_nothing(used, editor_client):
    row, _ = used
    add = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_add")
    assert "Where it is used" not in editor_client.get(add).content.decode()
