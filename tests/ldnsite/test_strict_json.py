import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldnsite import strict_json
from ldnsite.strict_json import MAX_DEPTH, MOST_FAULTS, Fault, ImportRefused, read_document


def refusal(data):
    with pytest.raises(ImportRefused) as refused:
        read_document(data)
    [fault] = refused.value.faults
    return fault.message


def nested(depth, opening="[", closing="]"):
    """An object with a list in it, `depth` levels deep in all."""
    return f'{{"a": {opening * (depth - 1)}{closing * (depth - 1)}}}'.encode()


@pytest.mark.parametrize(
    ("data", "document"),
    [
        (b"{}", {}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"ä": "ö"}'.encode(), {"ä": "ö"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a": {"b": 1}, "b": 2}', {"a": {"b": 1}, "b": 2}),
        (b'{"a": "NaN"}', {"a": "NaN"}),
    ],
)
def test_document_is_read(data, document):
    assert read_document(data) == document


@pytest.mark.parametrize("data", [b"[]", b"[{}]", b"null", b'"a"', b"1", b"true"])
def test_what_is_no_object_is_refused(data):
    assert refusal(data) == "has to be one JSON object"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "line 1, column 1"),
        (b"{'a': 1}", "line 1, column 2"),
        (b'{"a": 1,\n\n "b": }', "line 3, column 7"),
        (b'{"a": 1} {"b": 2}', "line 1, column 10"),
        (b'{"a": "\x00"}', "line 1, column 8"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(data, place):
    message = refusal(data)
    assert message.startswith("not JSON: ")
    assert message.endswith(f"({place})")


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_number_that_is_none_is_refused(name):
    assert refusal(f'{{"a": [{name}]}}'.encode()) == f"{name} is not JSON"


def test_number_with_absurdly_many_figures_is_refused():
    assert refusal(b'{"a": ' + b"1" * 5000 + b"}")


@pytest.mark.parametrize(
    "data",
    [b'{"a": 1, "b": 2, "a": 3}', b'{"x": [{"a": 1, "a": 1}]}', b'{"\\u0061": 1, "a": 1}'],
)
def test_key_that_stands_twice_is_refused_and_named(data):
    assert refusal(data) == "the key “a” stands twice in one record"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'{"a": "\\ud800"}', "text"),
        (b'{"a": "\\udc00\\ud800"}', "text"),
        (b'{"\\udfff": 1}', "key"),
    ],
)
def test_lone_surrogate_is_refused(data, where):
    assert refusal(data) == f"a lone surrogate stands in a {where}"


def test_every_oddity_is_told_at_once_with_its_place():
    data = (
        b'{"studies": [{"year": NaN, "a/b~c": 1e999}, {"key": "x", "key": "y", "year": %s},'
        b' {"title": "\\ud800"}, {"\\udfff": {"x": -Infinity}}]}' % (b"1" * 5000)
    )
    with pytest.raises(ImportRefused) as refused:
        read_document(data)
    assert [(fault.pointer, fault.message) for fault in refused.value.faults] == [
        ("/studies/0/year", "NaN is not JSON"),
        ("/studies/0/a~1b~0c", "the number 1e999 is too large"),
        ("/studies/1", "the key “key” stands twice in one record"),
        ("/studies/1/year", "a number is absurdly long"),
        ("/studies/2/title", "a lone surrogate stands in a text"),
        ("/studies/3", "a lone surrogate stands in a key"),
        ("/studies/3/\udfff/x", "-Infinity is not JSON"),
    ]
    assert str(refused.value).encode()


def test_no_more_faults_are_told_than_anyone_reads():
    with pytest.raises(ImportRefused) as refused:
        read_document(b'{"a": [' + b"NaN," * 5000 + b"NaN]}")
    assert len(refused.value.faults) == MOST_FAULTS


@pytest.mark.parametrize(
    ("data", "byte"), [(b'{"a": "\xff"}', 7), ('{"a": "ü"}'.encode("latin-1"), 7)]
)
def test_what_is_not_utf8_is_refused_with_its_place(data, byte):
    assert refusal(data) == f"not UTF-8 text (byte {byte})"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_unicode_encodings_are_refused(encoding):
    assert refusal('{"a": 1}'.encode(encoding)).startswith("not UTF-8 text")


def test_depth_at_the_bound_is_read():
    assert read_document(nested(MAX_DEPTH))["a"]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 200_000])
def test_deeper_nesting_is_refused(depth):
    assert refusal(nested(depth)) == f"nests deeper than {MAX_DEPTH} levels"


@pytest.mark.parametrize(
    "data", [b'{"a":' * 100_000, b"[" * 100_000, b'["\\"",' * 100_000], ids=["{", "[", "quotes"]
)
def test_deep_nesting_that_never_closes_is_refused(data):
    assert refusal(data) == f"nests deeper than {MAX_DEPTH} levels"


def test_brackets_inside_texts_do_not_nest():
    text = "[{" * 50 + '"\\[' * 50
    assert read_document(json.dumps({"a": text}).encode()) == {"a": text}


def test_too_large_a_document_is_refused(monkeypatch):
    monkeypatch.setattr(strict_json, "MAX_BYTES", 2 * 2**20)
    data = b'{"a": "' + b"x" * (2 * 2**20 - 9) + b'"}'
    assert read_document(data)
    assert refusal(data + b" ") == f"larger than 2 MB{strict_json.TAKE_LINES}"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_what_the_json_module_writes_is_read_back(document):
    for ascii_only in (True, False):
        data = json.dumps(document, ensure_ascii=ascii_only).encode()
        try:
            assert read_document(data) == document
        except ImportRefused as refused:
            assert "nests deeper" in str(refused)  # noqa: PT017 - either outcome is right


@given(st.binary() | st.text(alphabet='{}[]":,\\u0d8NaIfty-1e9 ').map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        assert isinstance(read_document(data), dict)
    except ImportRefused as refused:
        assert refused.faults  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("pointer", "words"), [("", "/: wrong"), ("/studies/3/doi", "/studies/3/doi: wrong")]
)
def test_fault_names_its_place(pointer, words):
    assert str(Fault(pointer, "wrong")) == words


def test_fault_tells_a_terminal_nothing_but_words():
    assert str(Fault("/\x1b[2J", "a\x00b\ud800")) == "/\ufffd[2J: a\ufffdb\ufffd"


def test_refusal_tells_every_fault_on_a_line():
    refused = ImportRefused([Fault("/a", "one"), Fault("/b", "two")])
    assert str(refused) == "/a: one\n/b: two"
