"""More is found than is ranked, counted and shown: the index is asked for the best of it alone."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from ldnsite.searching import finding, ranking
from ldnsite.searching.backends import NO_FILTERS, PART, Filters, Where, backend
from ldnsite.searching.finding import find
from ldnsite.searching.models import Kind, SearchEntry
from ldnsite.searching.query import read
from tests.factories import make_article, make_edition, make_study
from tests.ldnsite.searching.test_finding import add
from tests.ldnsite.searching.test_views import get, text_of

pytestmark = pytest.mark.django_db
MOST = 30
RANKED = 5


@pytest.fixture(autouse=True)
def few_are_most(monkeypatch):
    monkeypatch.setattr(finding, "MOST", MOST)


@pytest.fixture
def many(db):
    """The studies fit worse than forty sections do, so that none is among the best."""
    make_edition(
        slug="one",
        title="Pain",
        body="\n\n".join(f"## Pain {number}\n\nPain." for number in range(40)),
        tags=("rest",),
    )
    make_study(key="late", title="Sleep", summary=f"{'Other words. ' * 90} pain")
    make_edition(
        slug="two",
        title="Another",
        body=f"{'Other words. ' * 90} pain [@late]",
        relevance=2,
        tags=("late",),
    )


def found_for(question, **filters):
    found = finding.find(read(question))
    found.filters = Filters(**filters)
    return found


def test_best_are_held_and_the_rest_is_told(many):
    found = found_for("pain")
    assert len(found) == MOST
    assert found.chosen.is_cut
    text = text_of(get("pain"))
    assert (
        "More than 30 found for pain . The 30 that seem to fit best are here: 30 passages" in text
    )
    assert "To reach the rest, add a word or choose a kind, rating or topic." in text


def test_as_many_as_are_held_are_all(many):
    SearchEntry.objects.filter(kind=Kind.PAGE, place__gt=27).delete()
    found = found_for("pain")
    assert (len(found), found.chosen.is_cut) == (MOST, False)
    assert "Found for pain : 29 passages in the pages and 1 study." in text_of(get("pain"))


def test_counts_are_said_to_be_of_the_best(many):
    context = get("pain").context
    assert [(option.words, option.said) for option in context["kinds"]] == [
        ("All", "30+"),
        ("Pages", "30+"),
        ("Studies", ""),
        ("Resources", ""),
        ("Quotations", ""),
        ("Glossary", ""),
    ]
    assert [(topic.words, topic.said) for topic in context["topics"]] == [("rest", "30+")]


def test_filter_finds_what_is_not_among_the_best(many):
    assert [hit.address for hit in found_for("pain", kind="study")[0:5]] == ["/studies/late/"]
    response = get("pain", kind="study")
    assert "Found for pain : 1 study." in text_of(response)
    chosen = {option.words: option.said for option in response.context["kinds"]}
    assert (chosen["Studies"], chosen["Pages"], chosen["All"]) == ("1", "30+", "30+")
    assert len(get("pain", relevance="2").context["found"]) == 1
    assert len(get("pain", tag="late").context["found"]) == 1
    assert not get("pain", tag="late").context["ignored"]


def test_counts_under_a_filter_are_exact_where_all_of_it_is_held(many):
    response = get("pain", relevance="2")
    assert [(topic.words, topic.said) for topic in response.context["topics"]] == [("late", "1")]
    technical = dict(response.context["ratings"])["technical_level"]
    assert [(step.words, step.said) for step in technical] == [("4 of 5", "1")]


def test_topic_of_a_draft_alone_is_not_named(many):
    make_article(tags=("secret",))
    response = get("pain", tag="secret")
    assert response.context["ignored"]
    assert response.context["chosen"] == []


def test_later_parts_end_with_what_is_held(many):
    response = get("pain", page="999999")
    assert len(response.context["hits"]) == MOST - 20
    assert 'rel="next"' not in response.content.decode()


def test_whole_page_comes_first_among_many(many):
    [first, *_] = found_for("pain")[0:5]
    assert first.address == "/pages/one/"


@pytest.mark.parametrize("parameters", [{}, {"kind": "page"}, {"tag": "rest", "relevance": "5"}])
def test_number_of_queries_is_the_same_for_more(many, parameters):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            Client().get("/search/", {"q": "pain", **parameters})
        return len(queries)

    few = asked()
    tags = f"|{Tag.objects.get(slug='rest').pk}|"
    for number in range(60):
        add(f"Pain {number}", "pain", kind=Kind.PAGE, relevance=5, tags=tags)
    assert asked() == few <= 8


def test_offered_addresses_lead_to_hits_whatever_is_cut(many):
    context = get("pain").context
    addresses = [
        *(option.address for option in (*context["kinds"], *context["topics"]) if option.count),
        *(step.address for _, steps in context["ratings"] for step in steps),
    ]
    assert len(addresses) == 6
    for address in addresses:
        assert Client().get(address).context["hits"], address


@pytest.fixture
def few_are_ranked(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", RANKED)
    monkeypatch.setattr(ranking, "RANKED_OF_ANY", RANKED)
    monkeypatch.setattr(ranking, "RANKED_OF_MANY", RANKED)
    monkeypatch.setattr(finding, "MOST", RANKED - 1)


@pytest.mark.parametrize(
    ("held", "question", "filters", "most"),
    [
        (12, "pain", NO_FILTERS, 11),
        (13, "pain", NO_FILTERS, 7),
        # These may leave few enough for all of them to be ranked.
        (13, "pain", Filters(kind="term"), 11),
        (13, "pain sleep", NO_FILTERS, 11),
        (13, '"pain sleep"', NO_FILTERS, 11),
    ],
)
def test_fewer_are_ranked_where_any_choice_is_a_small_one(
    monkeypatch, held, question, filters, most
):
    limits = []

    def ranked(match, filters, where, most, limit, **more):
        limits.append((where, most))
        return backend().ranked(match, filters, where, most, limit, **more)

    monkeypatch.setattr(ranking, "backend", lambda: SimpleNamespace(ranked=ranked))
    for name, number in {"MANY": 12, "RANKED": 11, "RANKED_OF_MANY": 7}.items():
        monkeypatch.setattr(ranking, name, number)
    fill("pain sleep", number=held)
    found = ranking.candidates(find(read(question)).match, filters, 5)
    assert len(found) == 5
    assert limits[-2:] == [(Where.ANYWHERE, most), (Where.TITLE, ranking.RANKED_BY_TITLE)]


@pytest.mark.parametrize("before", [0, 20])
@pytest.mark.parametrize("filters", [{}, {"kind": "term"}])
def test_title_is_ranked_whatever_stands_around_it(few_are_ranked, before, filters):
    """One database ranks the first that it holds, one the last; both have to find what is meant."""
    for number in range(before):
        add(f"One {number}", "pain and more of sleep")
    add("Sleep and pain", "of it")
    for number in range(before, 20):
        add(f"Other {number}", "pain and more of sleep")
    for question in ("pain", "pain sleep", "sleep pai", "pain nowhere"):
        found = found_for(question, **filters)
        assert re.sub("</?mark>", "", found[0:1][0].title) == "Sleep and pain"
        assert found.chosen.is_cut


def test_filter_finds_what_was_not_ranked(few_are_ranked):
    for number in range(3 * RANKED):
        add(f"One {number}", "pain", relevance=5 if number == RANKED else None)
        add(f"Study {number}", "pain", kind=Kind.STUDY, relevance=2)
    assert len(found_for("pain", relevance=5)) == 1
    assert found_for("pain", kind="study").chosen.is_cut


def test_filter_that_is_none_leaves_the_best(many, few_are_ranked):
    add("Sleep", "pain")
    add("Pain", "of it", kind=Kind.PAGE)
    add("Sleep", "pain")
    found, context = found_for("pain"), get("pain", kind="nonsense").context
    assert context["ignored"]
    assert context["found"].chosen == found.chosen


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no order")
def test_newest_are_ranked(few_are_ranked):
    for number in range(2 * RANKED):
        add(f"Number {number}", "pain")
    assert {hit.title for hit in found_for("pain")[0:20]} <= {
        f"Number {number}" for number in range(RANKED, 2 * RANKED)
    }


@pytest.mark.parametrize("question", ["cohort", "cohort nowhere", "cohort words"])
@pytest.mark.parametrize("is_first", [True, False])
def test_text_is_found_whatever_contexts_stand_before_or_after_it(monkeypatch, question, is_first):
    """What bears the word in its context alone may be more than is ranked."""
    monkeypatch.setattr(ranking, "RANKED", RANKED)
    monkeypatch.setattr(ranking, "RANKED_OF_ANY", RANKED)

    def add_found():
        for number in range(3):
            add(f"Found {number}", "a cohort and words", kind=Kind.STUDY)

    if is_first:
        add_found()
    for number in range(10):
        add(f"Study {number}", "said", kind=Kind.STUDY, context="cohort and words")
    if not is_first:
        add_found()
    assert len(found_for(question)) == 3
    # Some of it is ranked, and the rest as well.
    add("Cohort and words", "of it", kind=Kind.STUDY)
    assert len(found_for(question)) == 4


def test_what_only_begins_so_is_left_out_where_the_word_is_enough(many):
    add("Painkiller", "Painkillers are painkillers.", kind=Kind.PAGE)
    add("Painkiller", "Painkillers are painkillers.")
    found = found_for("pain")
    assert (len(found), found.chosen.is_cut) == (MOST, True)
    assert "/x/" not in {hit.address for hit in found[0:MOST]}
    # A word that few hold takes it in, and so does a filter that may leave few.
    assert len(found_for("painkiller")) == 2
    assert len(found_for("pain", kind="term")) == 1


def test_what_begins_with_a_word_that_contexts_alone_have_in_plenty_is_found():
    for number in range(2 * MOST):
        add(f"Study {number}", "said", context="cohort")
    add("Cohort", "of it")
    add("Cohortkind", "of it")
    assert len(found_for("cohort")) == 2


def fill(*said, number, **fields):
    """So many entries with each of these texts, by turns, and no word of them in a title."""
    last = SearchEntry.objects.order_by("owner").values_list("owner", flat=True).last() or 0
    entries = [
        SearchEntry(owner=last + 1 + place, title="One", text=said[place % len(said)], **fields)
        for place in range(number * len(said))
    ]
    SearchEntry.objects.replace(Kind.TERM, [entry.owner for entry in entries], entries)


def in_part(found):
    return {one.pk % PART == 0 for one in found.best.candidates}


@pytest.mark.parametrize("question", ["pain", "pain and sleep", "pain nowhere"])
def test_part_of_the_index_is_asked_for_what_very_many_hold(few_are_ranked, question):
    fill("pain and sleep", number=(RANKED + 1) * PART)
    assert in_part(found_for(question)) == {True}
    assert found_for(question).chosen.is_cut


def test_title_is_found_beside_the_part(few_are_ranked):
    fill("pain", number=(RANKED + 1) * PART)
    added = [add("Pain", "of it") for _ in range(3)]
    best = [one.pk for one in found_for("pain").best.candidates]
    assert {entry.pk for entry in added} <= set(best)
    assert len(best) == RANKED - 1


@pytest.mark.parametrize("filters", [{}, {"relevance": 3}])
def test_whole_index_is_asked_where_the_part_has_too_few(few_are_ranked, filters):
    """Each word stands in very many entries, and both in a few, one of them in the part."""
    fill("pain", "sleep", number=(RANKED + 1) * PART)
    fill("pain and sleep", number=PART, relevance=3)
    found = found_for("pain sleep", **filters)
    assert (len(found), found.chosen.is_cut) == (RANKED - 1, True)


def test_part_is_not_asked_for_what_fewer_hold(few_are_ranked):
    fill("pain", number=RANKED * PART - 1)
    assert False in in_part(found_for("pain"))
