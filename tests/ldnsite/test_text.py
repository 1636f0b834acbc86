import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ldnsite.text import normalise_newlines, validate_text

FORBIDDEN = [
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0xD800,
    0xDBFF,
    0xDC00,
    0xDFFF,
    0xFFFE,
    0xFFFF,
]
ALLOWED = [0x09, 0x0A, 0x20, 0x7E, 0xA0, 0xAD, 0x200D, 0x2028, 0xD7FF, 0xE000, 0xFFFD, 0x10FFFF]


@pytest.mark.parametrize("code", FORBIDDEN, ids="U+{:04X}".format)
def test_character_is_refused_with_its_line_and_code(code):
    with pytest.raises(ValidationError) as refused:
        validate_text(f"one\ntwo\nthr{chr(code)}ee\nfour")
    [message] = refused.value.messages
    assert message.startswith(f"Line 3 holds an invisible control character (U+{code:04X}).")


@pytest.mark.parametrize("code", ALLOWED, ids="U+{:04X}".format)
def test_character_is_accepted(code):
    validate_text(f"a{chr(code)}b")


def test_first_of_several_forbidden_characters_is_named():
    with pytest.raises(ValidationError, match=r"Line 1 .*U\+0001"):
        validate_text("\x01\n\x00")


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    )
)
def test_text_without_control_characters_is_accepted(text):
    validate_text(text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\nb", "a\nb"),
        ("a\r\n\r\nb\r", "a\n\nb\n"),
        ("a\n\rb", "a\n\nb"),
        ("", ""),
    ],
)
def test_line_ends_are_written_as_line_feeds(written, stored):
    assert normalise_newlines(written) == stored


@given(st.text(alphabet="a\r\n"))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise_newlines(text)
    assert "\r" not in once
    assert normalise_newlines(once) == once
