from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ldnsite.searching.finding import find
from ldnsite.searching.models import Kind, SearchEntry
from ldnsite.searching.owners import owners
from ldnsite.searching.query import read
from ldnsite.searching.spelling import one_spelling, other_words
from tests.ldnsite.searching.test_finding import add, titles
from tests.safety.invariants import damage


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("4.5mg", "4.5 mg"),
        ("4.5 mg", "4.5 mg"),
        ("0,5MG/kg, 10µg and 10μg", "0,5 MG/kg, 10 μg and 10 μg"),
        ("every 24h (3ml)", "every 24 h (3 ml)"),
        ("[3H]naltrexone, B12g, IL6, 5mgs, 1980s", "[3H]naltrexone, B12g, IL6, 5mgs, 1980s"),
    ],
)
def test_figure_and_unit_are_parted(written, spelt):
    assert one_spelling(written) == spelt


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["of 4.5mg a day", "of 4.5 mg a day"])
@pytest.mark.parametrize("asked", ["4.5mg", "4.5 mg", '"4.5mg"', "day 4.5MG"])
def test_dose_is_found_with_a_space_and_without(written, asked):
    add("One", written)
    add("Other", "of 5.4mg and 4 of 5")
    assert titles(asked) == ["One"]
    assert not find(read(asked)).match.any_phrase
    excerpt = find(read(asked))[0:1][0].excerpt
    assert excerpt.replace("</mark> <mark>", " ").startswith("of <mark>4.5 mg</mark> a")


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["10µg", "10μg", "10 µg", "10 μg"])
def test_both_signs_for_a_millionth_are_one(asked):
    add("One", "10µg")
    add("Two", "10 μg")
    assert sorted(titles(asked)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("IL6", "IL 6"),
        ("(IL-6)?", "IL6"),
        ("covid19", "covid 19"),
        ("5-HT", "5HT"),
        ("1000", "1 000"),
        ("1,234,567", "1234567"),
        ("2000", "2 000"),
        ("2013", ""),
        ("0450", ""),
        ("patient’s", "patients"),
        ("doesnt", "doesn t"),
        ("low-dose", ""),
        ("naltrexone", ""),
        ("4.5", ""),
        ("14", ""),
    ],
)
def test_other_way_to_write_the_same(written, other):
    assert " ".join(other_words(written)) == other


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "two"),
    [("IL-6", "il6"), ("B12", "b-12"), ("1,000", "1000"), ("Covid19", "COVID-19")],
)
def test_what_is_written_in_two_ways_is_found_by_both(one, two):
    add("One", f"It was {one} that rose.")
    add("Two", f"It was {two} that rose.")
    add("Other", "It was 12, 000, 16 and 61 that rose.")
    for asked in (one, two, f"rose {one}", f'"{two}" rose', f"{two} ros"):
        found = find(read(asked))
        assert {hit.title for hit in found[0:5]} == {"One", "Two"}, asked
    for hit in find(read(one))[0:5]:
        assert f"<mark>{one if hit.title == 'One' else two}</mark>" in hit.excerpt
    every = owners(read(one), Kind.TERM, 5)
    assert len(every.keys) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "asked"), [("don’t stop", "dont"), ("dont stop", "don't")])
def test_apostrophe_may_be_left_out(written, asked):
    add("One", written)
    assert titles(asked) == ["One"]


INVISIBLE = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad\u200d"]


@pytest.mark.django_db
@pytest.mark.parametrize("sign", INVISIBLE)
def test_what_nobody_sees_parts_no_word(sign):
    add(f"Nal{sign}trexzone", f"of nal{sign}trexzone")
    for asked in ("naltrexzone", f"nal{sign}trexzone", f"{sign}naltrex"):
        [hit] = find(read(asked))[0:5]
        assert hit.title == "<mark>Naltrexzone</mark>"
        assert hit.excerpt == "of <mark>naltrexzone</mark>"
    assert read(f"nal{sign}trexzone").text == "naltrexzone"


def test_emoji_of_several_stay_one():
    assert one_spelling("a 👩🏽‍⚕️ b") == "a 👩🏽‍⚕️ b"


@pytest.mark.django_db
def test_migration_spells_what_was_written_before(monkeypatch):
    migration = import_module("ldnsite.migrations.0008_search_spelling")
    monkeypatch.setattr(migration, "STRETCH", 2)
    for number, text in enumerate(["4.5mg", "nothing", "no\u00adthing", "3mg"]):
        entry = add(f"Page {number}", text)
        SearchEntry.objects.filter(pk=entry.pk).update(text=text)
    assert titles("4.5mg") == []
    with CaptureQueriesContext(connection) as asked:
        migration.spell_anew(apps, SimpleNamespace(connection=connection))
    # Behind the first lock of every writer, which each stretch lets go of again.
    assert sum("ldnsite_contentversion" in query["sql"] for query in asked) == 3
    assert not migration.Migration.atomic
    assert titles("4.5mg") == ["Page 0"]
    assert titles("3 mg") == ["Page 3"]
    assert list(SearchEntry.objects.order_by("pk").values_list("text", flat=True)) == [
        "4.5 mg",
        "nothing",
        "nothing",
        "3 mg",
    ]
    assert damage() == []
