"""Which records hold certain words; the same of whichever database the tests run on."""

import pytest

from ldnsite.searching import owners as searching_owners
from ldnsite.searching.models import Kind, SearchEntry
from ldnsite.searching.owners import Owners, owners
from ldnsite.searching.query import read

pytestmark = pytest.mark.django_db


def add(owner, *entries, kind=Kind.PAGE):
    """A record whose entries have these titles and texts."""
    SearchEntry.objects.replace(
        kind,
        [owner],
        [
            SearchEntry(owner=owner, place=place, title=title, text=text, address="/x/")
            for place, (title, text) in enumerate(entries)
        ],
    )


@pytest.fixture
def shelf(db):
    add(1, ("Naltrexone", "What it is."), ("Low dose", "It relieved pain in many studies."))
    add(2, ("The sleep", "Naltrexone is taken at night."), ("Naltrexone and dreams", "Vivid."))
    add(3, ("Naltrexone trial", "Of pain."), kind=Kind.STUDY)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("naltrexone", {1, 2}),
        ("NALTREXONES", {1, 2}),
        ("naltr", {1, 2}),
        ("relieve pains", {1}),
        ("naltrexone pain", set()),
        ("low-dos", {1}),
        # The first letters of a word that is still being typed leave the others as they are.
        ("naltrexone tr", {1, 2}),
        ("relieved it pain z", {1}),
        ("low-d", {1}),
        ("zz", set()),
        ('"low dose"', {1}),
        ('"dose low"', set()),
        ("xylophonist", set()),
        ("", set()),
        ("' OR 1=1 --", set()),
        ("\x00 \\ : * ( \" '", set()),
    ],
)
def test_pages_hold_all_the_words_in_one_entry(shelf, asked, expected):
    assert set(owners(read(asked), Kind.PAGE, 10).keys) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("naltrexone", {1}),
        ("slee", {2}),
        ("dose", set()),
        ("night", set()),
        # Of small words alone nothing is told, and beside others they count for nothing.
        ("the", set()),
        ("the sleep", {2}),
    ],
)
def test_titles_are_those_of_records_and_not_of_their_sections(shelf, asked, expected):
    assert set(owners(read(asked), Kind.PAGE, 10, titles=True).keys) == expected


def test_only_the_kind_asked_for_is_found(shelf):
    assert owners(read("naltrexone"), Kind.STUDY, 10) == Owners([3])


def test_no_more_are_found_than_asked_for_and_each_once():
    for owner in range(1, 6):
        add(owner, *[("Pain", "Pain.")] * 3)
    found = owners(read("pain"), Kind.PAGE, 4).keys
    assert len(found) == len(set(found)) == 4
    assert sorted(owners(read("pain"), Kind.PAGE, 9).keys) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("limit", "entries", "is_cut"), [(2, 2, True), (3, 2, False), (9, 2, False), (3, 11, True)]
)
def test_it_is_told_where_there_may_be_more(limit, entries, is_cut, monkeypatch):
    monkeypatch.setattr(searching_owners, "ENTRIES_OF_ONE", 7)
    for owner in (1, 2):
        add(owner, *[("Pain", "Pain.")] * entries)
    assert owners(read("pain"), Kind.PAGE, limit).is_cut == is_cut


def test_beginning_of_too_many_words_is_told(shelf, monkeypatch):
    assert not owners(read("naltr"), Kind.PAGE, 10).is_cut
    monkeypatch.setattr(searching_owners, "MAX_ENDINGS", 1)
    assert owners(read("naltr"), Kind.PAGE, 10).is_cut
