"""The same questions of whichever database the tests run on."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ldnsite.searching.backends import PART, Filters
from ldnsite.searching.finding import find, suggestion
from ldnsite.searching.models import MAX_TEXT, Kind, SearchEntry
from ldnsite.searching.query import read
from tests.factories import make_edition, make_term
from tests.safety.invariants import FULL_TEXT

pytestmark = pytest.mark.django_db


def add(title, text="", kind=Kind.TERM, **fields):
    owner = SearchEntry.objects.count() + 1
    entry = SearchEntry(owner=owner, title=title, text=text, address="/x/", **fields)
    SearchEntry.objects.replace(kind, [owner], [entry])
    return SearchEntry.objects.get(kind=kind, owner=owner)


def titles(question, count=20, **filters):
    found = find(read(question))
    found.filters = Filters(**filters)
    hits = found[0:count]
    assert len(found) == len(hits) or len(hits) == count
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Café de la Gare", "cafe"),
        ("Cafe de la Gare", "CAFÉ"),
        ("naïve", "NAIVE"),
        ("Many studies", "study"),
        ("It relieved pain", "relieve pains"),
        ("inflammation", "inflam"),
        ("inflammation", "inflammati"),
        ("inflammatory", "inflammato"),
        ("In ME/CFS and", "me/cfs"),
        ("In ME/CFS and", "ME CFS"),
        ("4.5 mg of IL-6", "4.5 mg"),
        ("4.5 mg of IL-6", "il-6"),
        ("a <b> & c_d", "c_d"),
        ("The patient’s dose", "patient's dose"),
        ("what it is", "what is it"),
        ("low-dose naltrexone", '"low dose"'),
    ],
)
def test_found(said, asked):
    add("One", said)
    add("Other", "nothing of it")
    assert titles(asked) == ["One"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("a dose that is low", '"low dose"'),
        ("4 and 5 mg", "4.5"),
        ("study", "sleep"),
        ("inflammation", '"inflam"'),
        ("lowering", '"low"x'),
    ],
)
def test_not_found(said, asked):
    add("One", said)
    assert titles(asked) == []


def test_title_weighs_more_than_text_and_context_least():
    add("Third", "Nothing.", context="sleep and dreams")
    add("Second", "On sleep and other things that matter.")
    add("Sleep", "On other things that matter.")
    assert titles("sleep other") == ["Sleep", "Second"]
    assert titles("sleep") == ["Sleep", "Second"]


def test_context_helps_to_find_but_brings_nothing_in_alone():
    add("Warnings", "Never with opioids.", context="Naltrexone")
    assert titles("naltrexone opioids") == ["Warnings"]
    assert titles("naltrexone") == []


def test_words_that_stand_far_apart_are_found():
    add("One", f"Sleep {'and other words ' * 2_000} pain", context="Naltrexone")
    for question in ("pain sleep", "sleep pain naltrexone"):
        found = find(read(question))
        assert (len(found), found.match.any_phrase) == (1, False)


def test_page_as_a_whole_comes_before_its_sections_and_a_list():
    add("Naltrexone", kind=Kind.RESOURCE)
    add("Naltrexone", kind=Kind.PAGE, place=1)
    add("Naltrexone", kind=Kind.PAGE)
    hits = find(read("naltrexone"))[0:3]
    assert [hit.kind_name for hit in hits] == ["Page", "Page", "Resource"]
    found = find(read("naltrexone"))
    assert found.counts("kind") == {"page": 2, "resource": 1}


def test_any_of_the_words_where_nothing_has_all():
    add("One", "sleep")
    add("Two", "sleep and pain")
    found = find(read("sleep pain zebra"))
    assert found.match.any_phrase
    assert {hit.title for hit in found[0:5]} == {"One", "Two"}
    assert not find(read("sleep pain")).match.any_phrase


def test_marks_and_escapes():
    add("<i>Pain</i>", "Low-dose & <script>pain</script>.")
    [hit] = find(read('pain "low dose"'))[0:5]
    assert hit.title == "&lt;i&gt;<mark>Pain</mark>&lt;/i&gt;"
    assert (
        hit.excerpt == "<mark>Low-dose</mark> &amp; &lt;script&gt;<mark>pain</mark>&lt;/script&gt;."
    )


def test_private_signs_in_a_text_mark_nothing():
    add("One", "a \ue000sleep\ue001 b sleep")
    [hit] = find(read("sleep"))[0:5]
    assert hit.excerpt == "a <mark>sleep</mark> b <mark>sleep</mark>"


def test_filters_combine_and_counts_follow_the_others():
    add("A", "pain", kind=Kind.PAGE, relevance=5, technical_level=1, skill_level=1, tags="|1|12|")
    add("B", "pain", kind=Kind.PAGE, relevance=4, technical_level=1, skill_level=2, tags="|2|")
    add("C", "pain", kind=Kind.STUDY)
    assert titles("pain", kind="study") == ["C"]
    assert titles("pain", relevance=5) == ["A"]
    assert set(titles("pain", technical_level=1)) == {"A", "B"}
    assert titles("pain", tags=(1,)) == ["A"]
    assert titles("pain", tags=(2,)) == ["B"]
    assert titles("pain", tags=(1, 2)) == []
    found = find(read("pain"))
    found.filters = Filters(technical_level=1, skill_level=2)
    assert found.counts("relevance") == {4: 1}
    assert found.counts("skill_level") == {1: 1, 2: 1}
    assert found.counts("tags") == {2: 1}
    assert len(found) == 1


def test_replaced_entry_is_found_by_its_new_words_only():
    entry = add("Old")
    SearchEntry.objects.filter(pk=entry.pk).update(title="New")
    assert titles("old") == []
    assert titles("new") == ["New"]
    SearchEntry.objects.all().delete()
    assert titles("new") == []


def test_huge_entry_is_cut_and_does_not_fail():
    add("Huge", "word " * 100_000 + "end")
    add("Long", "x" * 50_000 + " sleep")
    add("Many", " ".join(f"w{number}" for number in range(60_000)))
    assert len(SearchEntry.objects.get(title="Huge").text) <= MAX_TEXT
    assert titles("word") == ["Huge"]
    assert titles("sleep") == ["Long"]
    assert find(read("sleep"))[0:1][0].excerpt


def test_question_costs_few_queries(django_assert_max_num_queries):
    for number in range(30):
        add(f"Pain {number}", "sleep " * number)
    with django_assert_max_num_queries(4):
        assert len(find(read("pain sleep"))[0:20]) == 20


HOSTILE = [
    "\x00",
    "'",
    "\"'); DROP TABLE x;--",
    "a AND OR NOT NEAR(b, 2)",
    "title : x",
    "{title} ^x + y* -z",
    "(((",
    "& | ! <-> :* 'a':*",
    "%s %% _",
    "\\",
    "x" * 10_000,
    '"' * 999,
    "\ue000\ue001",
    "١٢٣ 你好 🙂 ﷽ İ ß ǅ",
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="ab \"'*:^-+()&|!<>\\%_{}0.", max_size=40),
        st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR", '"', "pain", "*"])).map(" ".join),
    )
)
@example("ꟹ")  # a letter to Python that an older table of letters does not know
def test_no_question_is_an_error(question):
    asked = read(question)
    found = find(asked)
    assert len(found) >= len(found[0:20])
    suggestion(asked)


@pytest.mark.parametrize("question", HOSTILE)
def test_hostile_question_is_taken_as_words(question):
    add("Pain", "x y z and b")
    asked = read(question)
    find(asked)[0:5]
    suggestion(asked)


def test_empty_question_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        found = find(read(" !? "))
        assert (len(found), found[0:20]) == (0, [])


def test_index_holds_the_same_words_as_the_entries():
    """On SQLite, FTS5's own check of an index against its rows."""
    make_edition(body="## One\n\nTwo")
    make_term(definition="Three").delete()
    # Some of them stand in the part of the index, too.
    for number in range(2 * PART):
        add(f"Four {number}", "five", context="six")
    SearchEntry.objects.filter(text="five").update(title="Seven")
    SearchEntry.objects.filter(title="Seven", owner__gt=PART).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in FULL_TEXT:
                cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ldnsite_searchword WHERE word = 'three'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT min(entries) FROM ldnsite_searchword")
        assert cursor.fetchone() == (1,)
