import pytest

from ldnsite.searching.finding import suggestion
from ldnsite.searching.query import read
from tests.ldnsite.searching.test_finding import add

pytestmark = pytest.mark.django_db


def put_right(question):
    found = suggestion(read(question))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("naltrexon", "naltrexone"),
        ("naltrexne", "naltrexone"),
        ("nalltrexone", "naltrexone"),
        ("nalterxone", "naltrexone"),
        ("naltraxone", "naltrexone"),
        ("fibromyalga", "fibromyalgia"),
        ("fatige", "fatigue"),
        ("pian", "pain"),
        ("low dsoe", ""),
        ("opiods and naltrexon", "opioids and naltrexone"),
        ("naltrexone", ""),
        ("q", ""),
        ("qqqqqqqqq", ""),
    ],
)
def test_slip_of_the_hand_is_put_right(asked, meant):
    add("Naltrexone", "opioids and pain")
    add("Naltrexone", "opioids and pain with fatigue, fibromyalgia")
    assert put_right(asked) == meant


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("naloxone", "naltrexone"),
        ("codeine", "combine"),
        ("prednisone", "prednisolone"),
        ("medroxyprogesterone", "hydroxyprogesterone"),
        ("duloxetine", "fluoxetine"),
        ("heroin", "heparin"),
        ("beta", "meta"),
        ("heart", "heat"),
        ("covid19", "covid18"),
    ],
)
def test_other_word_is_not_suggested(asked, held):
    add("One", held)
    assert put_right(asked) == ""


@pytest.mark.parametrize("asked", ["naltrexne zebras", "pian-naltrexone", '"naltrexone pian"'])
def test_what_would_find_nothing_or_only_some_of_it_is_not_suggested(asked):
    add("Naltrexone", "nothing")
    add("Pain", "nothing")
    assert put_right(asked) == ""


def test_suggestion_names_the_words_that_it_puts_right():
    add("Naltrexone", "pain")
    found = suggestion(read("Naltrexne pian pain"))
    assert (found.missing, found.words) == (("Naltrexne", "pian"), ("naltrexone", "pain"))


def test_suggested_word_is_one_that_the_index_holds_now():
    entry = add("Naltrexone")
    assert put_right("naltrexne") == "naltrexone"
    entry.delete()
    assert put_right("naltrexne") == ""


def test_of_words_as_near_the_commoner_is_suggested():
    add("painter")
    add("printer")
    add("more printer")
    assert put_right("pinter") == "printer"
