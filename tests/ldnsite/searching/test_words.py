import pytest
from django.db import connection

from ldnsite.searching import batches
from ldnsite.searching.backends import backend, fetched
from ldnsite.searching.models import Kind, SearchEntry
from ldnsite.searching.words import known_words, near_words, words_beginning
from tests.ldnsite.searching.test_finding import add

pytestmark = pytest.mark.django_db


def kept():
    return dict(fetched("SELECT word, entries FROM ldnsite_searchword", []))


def test_each_entry_counts_once_for_a_word_in_any_of_its_parts():
    add("Pain", "pain of PAIN", context="Pain café")
    add("Sleep", "pain")
    assert kept() == {"pain": 2, "of": 1, "cafe": 1, "sleep": 1}


def test_words_follow_changed_and_deleted_entries():
    entry = add("Pain", "and sleep")
    add("Sleep")
    SearchEntry.objects.filter(pk=entry.pk).update(text="and dreams")
    assert kept() == {"pain": 1, "and": 1, "dreams": 1, "sleep": 1}
    entry.delete()
    assert kept() == {"sleep": 1}
    SearchEntry.objects.all().delete()
    assert kept() == {}


def test_commonest_words_that_begin_so_come_first():
    for title in ("pains pain", "pain", "paint pain", "paint"):
        add(title)
    assert words_beginning("pain", 2) == ["pain", "paint"]
    assert words_beginning("zebra", 2) == []


def test_known_words_are_those_that_stand_so():
    add("pain")
    assert known_words(["pain", "pains"]) == {"pain": 1}


def test_near_words_begin_or_end_alike_and_are_about_as_long():
    add("pain plain rain painkillers tomato")
    assert near_words("pian") == {"pain": 1, "plain": 1}
    assert near_words("oain") == {"pain": 1, "plain": 1, "rain": 1}


def test_near_words_are_asked_of_an_index():
    asked = "SELECT word FROM ldnsite_searchword WHERE {} AND length(word) BETWEEN 3 AND 7"
    with connection.cursor() as cursor:
        explain = "EXPLAIN "
        if connection.vendor == "sqlite":
            explain = "EXPLAIN QUERY PLAN "
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
        for condition in ("substr(word, 1, 1) = 'p'", f"{backend().LAST_TWO} = 'in'"):
            cursor.execute(explain + asked.format(condition))
            plan = str(cursor.fetchall())
            assert "ldnsite_searchword_begins" in plan or "ldnsite_searchword_ends" in plan


def test_index_made_anew_in_stretches_is_the_same(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)
    for number in range(8):
        add(f"Pain {number}", "sleep", kind=Kind.STUDY)
    before, told = kept(), []
    backend().rebuild(told.append)
    assert kept() == before
    assert told == [3, 3, 2]
