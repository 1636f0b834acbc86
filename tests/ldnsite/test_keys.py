import pytest
from django.core.exceptions import ValidationError

from ldnsite.keys import validate_key


@pytest.mark.parametrize("key", ["a", "7", "younger-2013", "nct02965768", "a-b-c"])
def test_key_is_accepted(key):
    validate_key(key)


@pytest.mark.parametrize(
    "key", ["", "A", "a_b", "a--b", "-a", "a-", "a b", "a.b", "a/b", "é", "２", "a\n", "\na"]
)
def test_key_is_refused(key):
    with pytest.raises(ValidationError, match="such as younger-2013"):
        validate_key(key)
