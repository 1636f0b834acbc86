import pytest

from articles.bringing_in.reading import MAX_BYTES, clean, decode, guess_format
from articles.bringing_in.report import Refused, Report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_remark(encoding):
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    report = Report()
    assert decode(f"{mark}café – “x”".encode(encoding), report) == "café – “x”"
    assert not report.sections()


def test_other_bytes_are_windows_1252_and_said_to_be():
    report = Report()
    assert decode(b"one\ncaf\xe9 \x93x\x94 \x80", report) == "one\ncafé “x” €"
    assert [(found.line, "Windows-1252" in found.said) for found in report.guessed] == [(2, True)]


def test_bytes_that_mean_nothing_become_a_space_with_a_remark():
    report = Report()
    assert clean(decode(b"caf\xe9 a\x81b", report), report) == "café a b"
    assert "1 invisible control character," in report.guessed[1].said


def test_broken_utf16_is_refused():
    with pytest.raises(Refused, match="breaks off"):
        decode(b"\xff\xfea", Report())


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"PK\x03\x04", "Word, OpenDocument or zip"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1", "RTF"),
        (b"\xd0\xcf\x11\xe0", "old Word"),
    ],
)
def test_what_is_no_text_is_named(start, name):
    with pytest.raises(Refused, match=name):
        decode(start + b" words", Report())


def test_size_is_bounded():
    assert decode(b"x" * MAX_BYTES, Report())
    with pytest.raises(Refused, match=r"2\.0 MB; at most 2 MB"):
        decode(b"x" * (MAX_BYTES + 1), Report())


def test_line_ends_and_controls():
    report = Report()
    assert clean("\ufeffa\r\nb\rc\x0cd\x85e\u2028f\x00g\x1ah", report) == "a\nb\nc\nd\ne\nf g h"
    assert [(found.line, found.said[:30]) for found in report.guessed] == [
        (6, "2 invisible control characters")
    ]


def test_a_text_of_controls_is_refused():
    with pytest.raises(Refused, match="not a text"):
        clean("\x00\x01" * 30, Report())


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", "<p>x</p>", "text"),
        ("a.b.HTM", "x", "html"),
        ("a.md", "x", "markdown"),
        ("", "<!DOCTYPE html><p>x", "html"),
        ("a.old", "words <p class=x>more", "html"),
        ("", "# Head\n\nwords", "markdown"),
        ("", "see [x](https://example.org/)", "markdown"),
        ("", "IL-6 <3 and p <0.05", "text"),
        ("", "#1 of 3", "text"),
    ],
)
def test_format_is_guessed_by_name_then_content(name, text, kind):
    assert guess_format(name, text) == kind
