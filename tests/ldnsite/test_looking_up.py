"""Which records may hold rare words, and what is offered of them while an editor types."""

import pytest
from django.db import connection
from django.urls import reverse

from articles.admin.words import QuoteAdmin
from articles.models import Quote
from ldnsite import looking_up
from ldnsite.looking_up import by_index, holding
from ldnsite.searching import owners as searching_owners
from references.admin.links import LinkAdmin
from references.models import Link, Reference, Study
from tests.factories import make_edition, make_link, make_resource, make_study

pytestmark = pytest.mark.django_db


def keys(rows):
    return sorted(rows.values_list("key", flat=True))


@pytest.fixture
def shelf(db):
    """Two studies and a resource that readers see, and a study that only editors see."""
    make_study(key="younger-2013", title="Naltrexone", people="Jarred Younger")
    make_study(key="polo-2019", title="Low dose", people="Olli Polo")
    make_resource(key="book", title="Naltrexone, a book")
    make_study(key="drafted", title="Nothing of it", people="Anne Other")
    make_edition(body="[@younger-2013; @polo-2019; @book]")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # What no index has is always among them.
        ("naltrexone", ["book", "drafted", "younger-2013"]),
        ("naltrex", ["book", "drafted", "younger-2013"]),
        ("olli low", ["drafted", "polo-2019"]),
        ("polo-", ["drafted", "polo-2019"]),
        ("you", ["drafted", "younger-2013"]),
        # Whoever goes on typing is at the first letters of a word.
        ("low do", ["drafted", "polo-2019"]),
        ("naltrexone, b", ["book", "drafted", "younger-2013"]),
        ("low/do", ["drafted", "polo-2019"]),
        ('"low do"', ["drafted"]),
        ("xylophonist", ["drafted"]),
        ("", ["book", "drafted", "polo-2019", "younger-2013"]),
        ("?", ["book", "drafted", "polo-2019", "younger-2013"]),
    ],
)
def test_records_that_may_hold_rare_words(shelf, asked, expected):
    assert keys(by_index(Reference.objects.all(), asked)) == expected


def test_rows_of_one_kind_stay_of_it_and_in_their_order(shelf):
    rows = Study.objects.order_by("-key").exclude(key="drafted")
    assert [row.key for row in by_index(rows, "naltrexone")] == ["younger-2013"]


def test_of_common_words_all_rows_may_hold_them(shelf, monkeypatch):
    monkeypatch.setattr(looking_up, "RARE", 1)
    assert len(by_index(Reference.objects.all(), "naltrexone")) == 4


def test_beginning_of_very_many_words_leaves_out_no_rare_one(shelf, monkeypatch):
    monkeypatch.setattr(searching_owners, "MAX_ENDINGS", 1)
    rows = Reference.objects.all()
    assert len(by_index(rows, "nal")) == 4
    assert keys(by_index(rows, "olli low")) == ["drafted", "polo-2019"]


def test_links_have_no_index_of_words():
    make_link()
    assert len(by_index(Link.objects.all(), "xylophonist")) == 1


def test_links_stand_in_the_order_of_their_keys(editor_client):
    for key, label in (("c", "Xylophone"), ("a", "Xylophone"), ("b", "Drum"), ("xy", "Else")):
        make_link(key=key, label=label)
    rows = by_index(Link.objects.order_by("key"), "xyl")
    assert [row.key for row in rows] == ["a", "b", "c", "xy"]
    assert offered(editor_client, "quote.link", "xyl")[0] == ["Xylophone", "Xylophone"]
    asked = {"kind": "link", "q": "xy"}
    found = editor_client.get(reverse("admin:articles_article_choices"), asked).json()
    assert [row["key"] for row in found["choices"]] == ["xy", "a", "c"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
@pytest.mark.parametrize(
    ("rows", "fields", "index"),
    [
        (Link.objects, LinkAdmin.search_fields, "references_link_parts_of_words"),
        (Quote.objects, QuoteAdmin.search_fields, "articles_quote_parts_of_words"),
    ],
)
def test_index_of_postgresql_answers_parts_of_words_in_every_field(rows, fields, index):
    """All of the fields are in it: of one that were not, all rows would be gone through."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = holding(rows.order_by(), ["xylophonist"], *fields).explain()
    assert plan.count(index) == len(fields)


@pytest.mark.parametrize("part", ["x", "last", "", "1.5", "１", "9" * 5000])
def test_odd_part_of_a_choice_is_refused_plainly(editor_client, part):
    asked = {"app_label": "articles", "model_name": "quote", "field_name": "link", "page": part}
    response = editor_client.get(reverse("admin:autocomplete"), asked)
    assert (response.status_code, response.json()) == (400, {"error": "page is a number"})


def offered(client, field, term, page=1):
    model, name = field.split(".")
    app = "references" if model == "study" else "articles"
    response = client.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": name, "term": term, "page": page},
    )
    assert response.status_code == 200
    return [row["text"] for row in response.json()["results"]], response.json()["pagination"]


@pytest.mark.parametrize(
    ("field", "term", "expected"),
    [
        ("quote.source", "naltrex", ["n.d.: Naltrexone, a book", "Younger 2013: Naltrexone"]),
        ("quote.source", "nothing", ["Other 2013: Nothing of it"]),
        ("quote.source", "jarred naltrexone", ["Younger 2013: Naltrexone"]),
        ("quote.source", "naltrexone bo", ["n.d.: Naltrexone, a book"]),
        ("quote.source", "xylophonist", []),
        ("study.secondary_of", "naltrex", ["Younger 2013: Naltrexone"]),
    ],
)
def test_fields_offer_what_holds_the_words(editor_client, shelf, field, term, expected):
    Study.objects.update(year=2013)
    found, pagination = offered(editor_client, field, term)
    assert found == expected
    assert pagination == {"more": False}


def test_lists_find_what_holds_the_words(editor_client, shelf):
    def listed(kind, term):
        response = editor_client.get(f"/admin/references/{kind}/", {"q": term})
        return sorted(row.key for row in response.context["cl"].result_list)

    assert listed("study", "naltrex") == ["younger-2013"]
    assert listed("study", "othing") == ["drafted"]
    assert listed("resource", "naltrexone book") == ["book"]
    assert listed("study", "xylophonist") == []


def test_fields_offer_more_by_the_part_and_count_nothing(
    editor_client, django_assert_max_num_queries
):
    for number in range(43):
        make_link(key=f"l-{number:02}", label=f"Link {number:02}")
    with django_assert_max_num_queries(6):
        parts = [offered(editor_client, "quote.link", "link", page=1)]
    parts += [offered(editor_client, "quote.link", "link", page=page) for page in (2, 3, 4)]
    assert [(len(found), after["more"]) for found, after in parts] == [
        (20, True),
        (20, True),
        (3, False),
        (0, False),
    ]
    assert [text for found, _ in parts for text in found] == [f"Link {n:02}" for n in range(43)]


@pytest.mark.parametrize("page", ["0", "-3", "99999999999"])
def test_odd_part_of_choices_is_no_error(editor_client, page):
    make_link()
    assert len(offered(editor_client, "quote.link", "", page=page)[0]) == (int(page) < 2)
