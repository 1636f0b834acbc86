"""Topics are held to one rule wherever they are typed, and what is wrong is told by name."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from taggit.models import Tag

from articles.models import Article
from articles.topic_names import MAX_NAME, topic_fault
from ldnsite.text import validate_text
from tests.articles.admin.forms import change_url, form_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

ADD = "/admin/taggit/tag/add/"
BEFORE = "kept, other"
# A name, and what is said of it.
ODD = [
    ("low\x07dose", "Topic “lowdose”: Line 1 holds an invisible control character (U+0007)"),
    ("low\x85dose", "Topic “lowdose”: Line 1 holds an invisible control character (U+0085)"),
    ("low\ufffedose", "Topic “lowdose”: Line 1 holds an invisible control character (U+FFFE)"),
    ("low\ndose", "Topic “low dose” stands on several lines"),
    ("low\u2028dose", "Topic “low dose” stands on several lines"),
    ("ﬃ" * 40, "makes an address of more than 100 characters"),
]
LONG = "long" * 30


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("name", ["LDN", "low dose", "3,5 mg", "睡眠", "a" * MAX_NAME, "é\t½"])
def test_names_that_topics_bear(name):
    assert topic_fault(name) == ""


# A form takes off what stands at the ends.
AT_ENDS = [("abc\n", "several lines"), (" abc", "space at an end"), ("abc\u00a0", "at an end")]


@pytest.mark.parametrize(
    ("name", "words"), [*ODD, *AT_ENDS, (LONG, "has 120 characters"), (" ", "no name")]
)
def test_names_that_no_topic_bears(name, words):
    assert words in topic_fault(name)


def test_fault_shows_the_beginning_of_a_long_name():
    assert topic_fault(LONG) == (
        f"Topic “{LONG[:39]}…” has 120 characters, and 100 is the most. "
        "Topics are set apart by commas."
    )


@given(st.text())
def test_whatever_passes_is_stored_and_what_does_not_is_told_readably(name):
    if fault := topic_fault(name):
        validate_text(fault)
        assert len(fault.splitlines()) == 1
    else:
        assert name == name.strip()
        with transaction.atomic():
            assert Tag.objects.get(pk=Tag.objects.create(name=name).pk).name == name
            transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "words"), ODD)
def test_form_of_a_topic_takes_none_of_them(admin_client, name, words):
    tag = Tag.objects.create(name="kept")
    for address in (ADD, reverse("admin:taggit_tag_change", args=[tag.pk])):
        response = admin_client.post(address, {"name": name, "slug": "new"})
        assert words in errors(response)["name"][0]
    assert list(Tag.objects.values_list("name", flat=True)) == ["kept"]


def test_form_of_a_topic_tells_a_name_that_is_too_long(admin_client):
    response = admin_client.post(ADD, {"name": LONG, "slug": "new"})
    assert "at most 100 characters" in errors(response)["name"][0]


@pytest.mark.parametrize(("name", "words"), [*ODD, (LONG, "has 120 characters")])
def test_form_of_a_page_takes_none_of_them_and_keeps_what_was_typed(publisher_client, name, words):
    article = make_article()
    article.tags.set(["kept"])
    typed = f"{BEFORE}, {name}"
    data = form_of(article, tags=typed, body="Long new words.")
    response = publisher_client.post(change_url(article), data)
    [told] = errors(response)["tags"]
    assert words in told
    assert response.context["adminform"].form["tags"].value() == typed
    assert "Long new words." in response.content.decode()
    assert list(article.tags.names()) == ["kept"]
    assert Article.objects.get().body != "Long new words."


def test_form_of_a_page_names_each_topic_that_is_wrong(publisher_client):
    article = make_article()
    data = form_of(article, tags=f"one\x07, two, three\x08, {LONG}")
    told = errors(publisher_client.post(change_url(article), data))["tags"]
    assert [words.split("”")[0] for words in told] == [
        f"Topic “{LONG[:39]}…",
        "Topic “one",
        "Topic “three",
    ]
    data |= {"tags": "one, two"}
    assert publisher_client.post(change_url(article), data).status_code == 302
    assert sorted(article.tags.names()) == ["one", "two"]
