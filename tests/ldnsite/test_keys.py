import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.keys import MAX_KEY, free_key, validate_key


@pytest.mark.parametrize("key", ["a", "7", "younger-2013", "nct02965768", "a-b-c"])
def test_key_is_accepted(key):
    validate_key(key)


@pytest.mark.parametrize(
    "key", ["", "A", "a_b", "a--b", "-a", "a-", "a b", "a.b", "a/b", "é", "２", "a\n", "\na"]
)
def test_key_is_refused(key):
    with pytest.raises(ValidationError, match="such as younger-2013"):
        validate_key(key)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Low-dose naltrexone: a book", "low-dose-naltrexone-a-book"),
        ("Haavisto 2014", "haavisto-2014"),
        ("Cabañas", "cabanas"),
        ("李", "record"),
        ("", "record"),
        ("a" * 80, "a" * (MAX_KEY - 6)),
    ],
)
def test_free_key_is_made_of_the_words(words, key):
    assert free_key(words, set()) == key
    assert free_key(words, {key}) == f"{key}-2"
    assert free_key(words, {key, f"{key}-2"}) == f"{key}-3"


@given(st.text())
def test_free_key_is_a_key(words):
    key = free_key(words, set())
    validate_key(key)
    assert len(free_key(words, {key})) <= MAX_KEY
