"""The desk's lists: which rows they show in what order, and how far they count."""

import pytest
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article
from ldnsite import desk_lists
from ldnsite.desk_lists import ENOUGH, DeskAdmin, counted, in_words
from references.models import Link
from tests.factories import make_article, make_edition, make_link

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"
LINKS = "/admin/references/link/"


@pytest.fixture
def short_parts(monkeypatch):
    """Parts of three rows, two of them to be gone to at once, and five rows are enough."""
    for model in (Article, Link):
        monkeypatch.setattr(desk_of(model), "list_per_page", 3)
    monkeypatch.setattr(desk_lists, "PARTS_AHEAD", 2)
    monkeypatch.setattr(desk_lists, "ENOUGH", 5)


def desk_of(model):
    from django.contrib import admin

    return admin.site.get_model_admin(model)


def shown(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.context["cl"]


def all_parts(client, address, **asked):
    """The rows of one part after the other, as an editor goes through them."""
    rows, number = [], 1
    while True:
        part = shown(client, address, p=number, **asked)
        rows += part.result_list
        if number >= part.paginator.num_pages:
            return rows
        number += 1


@pytest.mark.parametrize(
    ("number", "words"), [(999, "999"), (1000, "1,000"), (1001, "more than 1,000")]
)
def test_counting_stops_past_a_thousand(number, words, admin_client):
    Tag.objects.bulk_create(Tag(name=f"t{one}", slug=f"t{one}") for one in range(number))
    assert in_words(counted(Tag.objects.all())) == words


def test_no_more_is_counted_than_is_said():
    Tag.objects.bulk_create(Tag(name=f"t{one}", slug=f"t{one}") for one in range(9))
    assert [counted(Tag.objects.all(), most) for most in (3, 8, 9, 10)] == [4, 9, 9, 9]
    assert [in_words(count, 8) for count in (8, 9)] == ["8", "more than 8"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(999, "999"), (1000, "1,000"), (1001, "<small>more than</small> 1,000")],
)
def test_front_page_says_that_there_are_more(number, words, editor_client):
    Link.objects.bulk_create(
        Link(key=f"l{one}", label="x", url=f"https://example.org/{one}", status="broken")
        for one in range(number)
    )
    text = editor_client.get("/admin/").content.decode()
    assert f'<span class="count">{words}</span> <span>Links that are broken</span>' in text


@pytest.mark.parametrize("order", [None, "0", "-0", "1", "-1", "5", "-5", "6", "-6"])
@pytest.mark.parametrize("asked", [{}, {"relevance": "5"}, {"q": "page"}])
def test_parts_together_are_the_list_in_the_stock_order(editor_client, short_parts, asked, order):
    for number in (14, 2, 9, 30, 11, 5, 21, 8, 3, 17, 4):
        make_article(
            code=str(number),
            title=f"Page {number * 7 % 10}",
            reviewed_on=f"2025-01-{number:02}" if number % 3 else None,
        )
    asked = asked | ({"o": order} if order else {})
    stock = list(shown(editor_client, ARTICLES, **asked).queryset)
    assert len(stock) == 11
    assert all_parts(editor_client, ARTICLES, **asked) == stock
    if order is None:
        assert [row.code for row in stock[:3]] == ["2", "3", "4"]


def test_whole_list_is_counted_to_the_end(editor_client, short_parts):
    for _ in range(14):
        make_article()
    part = shown(editor_client, ARTICLES)
    assert (part.result_count, part.count_in_words) == (14, "14")
    assert part.paginator.num_pages == 5


def test_narrowed_list_is_counted_a_few_parts_ahead(editor_client, short_parts):
    for _ in range(25):
        make_article()
    parts = [shown(editor_client, ARTICLES, relevance="5", p=number) for number in (1, 5, 7)]
    found = [(one.result_count, one.count_in_words, one.paginator.num_pages) for one in parts]
    assert found == [(10, "more than 9", 4), (22, "more than 21", 8), (25, "25", 9)]


def test_list_says_how_many_without_counting_all(editor_client, short_parts):
    for _ in range(12):
        make_article()
    text = editor_client.get(ARTICLES, {"relevance": "5"}).content.decode()
    assert "more than 9 articles" in " ".join(text.split())
    text = editor_client.get(ARTICLES, {"relevance": "5", "q": "page"}).content.decode()
    assert "more than 9 found" in text
    assert "found (" not in editor_client.get(ARTICLES).content.decode()


def test_list_with_actions_is_counted_to_the_end(editor_client, short_parts):
    """“Select all” has to say what it would be done to."""
    for _ in range(20):
        make_link()
    part = shown(editor_client, LINKS, q="link")
    assert (part.result_count, part.show_admin_actions) == (20, True)
    assert "Select all 20 links" in editor_client.get(LINKS, {"q": "link"}).content.decode()


@pytest.mark.parametrize("part", ["0", "-1", "9", "99999999999999999999", "x"])
@pytest.mark.parametrize("asked", [{}, {"relevance": "5"}])
def test_odd_part_is_no_error(editor_client, short_parts, asked, part):
    for _ in range(7):
        make_article()
    response = editor_client.get(ARTICLES, asked | {"p": part}, follow=True)
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 3


def test_few_rows_are_all_shown_when_asked_for(editor_client, short_parts):
    for _ in range(7):
        make_article()
    assert len(shown(editor_client, ARTICLES, all="").result_list) == 7


def test_counts_beside_filters_are_offered_for_few_rows(editor_client, short_parts):
    for _ in range(5):
        make_article()
    asked = {"_facets": "True"}
    assert "Show counts" in editor_client.get(ARTICLES).content.decode()
    assert "5 (0)" in editor_client.get(ARTICLES, asked).content.decode()
    make_article()
    assert "Show counts" not in editor_client.get(ARTICLES).content.decode()
    assert "5 (0)" not in editor_client.get(ARTICLES, asked).content.decode()


def test_long_texts_stay_in_the_database(editor_client, django_assert_num_queries):
    make_edition(body="Long.")
    row = shown(editor_client, ARTICLES).result_list[0]
    assert {"body", "synopsis"} <= row.get_deferred_fields()


def test_every_list_of_ours_is_of_this_kind(rf, admin_user):
    from django.contrib import admin

    request = rf.get("/")
    request.user = admin_user
    others = {
        model._meta.label
        for model, desk in admin.site._registry.items()
        if desk.get_changelist(request) is ChangeList or not isinstance(desk, DeskAdmin)
    }
    assert others == set()


def test_enough_is_what_is_told_to_editors():
    assert (ENOUGH, in_words(ENOUGH + 1)) == (1000, "more than 1,000")
    assert reverse("admin:articles_article_changelist") == ARTICLES
