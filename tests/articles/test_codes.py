import pytest
from django.core.exceptions import ValidationError

from articles.codes import code_of, order_of, validate_code


def test_codes_sort_by_number_then_letter():
    codes = ["15", "14b", "2", "14", "12", "14a", "100"]
    assert sorted(codes, key=order_of) == ["2", "12", "14", "14a", "14b", "15", "100"]


@pytest.mark.parametrize("code", ["1", "13", "14b", "14ab", "999999"])
def test_code_is_accepted(code):
    validate_code(code)


@pytest.mark.parametrize("code", ["", "0", "013", "b14", "14B", "14-b", "14b ", "14b\n", "1000000"])
def test_code_is_refused(code):
    with pytest.raises(ValidationError, match="such as 13 or 14b"):
        validate_code(code)


def test_order_of_what_is_no_code_is_an_error():
    with pytest.raises(ValueError, match="not a page code"):
        order_of("fourteen")


@pytest.mark.parametrize("code", ["1", "10", "14b", "999999zz"])
def test_code_of_undoes_order_of(code):
    assert code_of(order_of(code)) == code
