"""Read JSON more strictly than the json module does, before anything believes it."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

MAX_BYTES = 100 * 1024 * 1024
MAX_DEPTH = 20
CUT_SHORT = "the file does not end as it should; it was cut short, or edited"
TAKE_LINES = (
    ", too much for one document; take /export/site.ndjson, or export to a file whose name ends in "
    ".ndjson"
)
MAX_FIGURES = 4000
MOST_FAULTS = 1000
# Control characters but for the line's end, and halves of characters.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and its place as a JSON pointer (RFC 6901) such as /studies/3/doi."""

    pointer: str
    message: str

    def __str__(self) -> str:
        # A file may come from anywhere, and a terminal obeys what it is told to show.
        return _UNSEEN.sub("\ufffd", f"{self.pointer or '/'}: {self.message}")


class ImportRefused(Exception):
    """Nothing was written; `faults` says why, all of it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def read_document(data: bytes) -> dict[str, Any]:
    """Parse strictly: UTF-8, no NaN, no key twice, no lone surrogate, no absurd depth or size.

    Raises ImportRefused.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused([Fault("", f"larger than {MAX_BYTES // 2**20} MB{TAKE_LINES}")])

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ImportRefused([Fault("", f"not UTF-8 text (byte {fault.start})")]) from None
    if _depth(text) > MAX_DEPTH:
        raise ImportRefused([Fault("", f"nests deeper than {MAX_DEPTH} levels")])
    try:
        document = _parsed(text)
    except json.JSONDecodeError as fault:
        raise ImportRefused(
            [Fault("", f"not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})")]
        ) from None
    if not isinstance(document, dict):
        raise ImportRefused([Fault("", "has to be one JSON object")])
    return document


@dataclass(frozen=True)
class _Odd:
    """Stands in the document where a value is no JSON, until all of these are told."""

    message: str


class _Twice(dict):
    """An object with keys that stand twice in it."""

    keys_twice: tuple[str, ...] = ()


def _parsed(text: str) -> Any:
    """Raises ImportRefused with every oddity and its place, JSONDecodeError."""
    is_odd = False

    def odd(message: str) -> _Odd:
        nonlocal is_odd
        is_odd = True
        return _Odd(message)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal is_odd
        record = dict(found)
        if len(record) == len(found):
            return record
        is_odd = True
        record = _Twice(found)
        counts = Counter(key for key, _ in found)
        record.keys_twice = tuple(key for key, count in counts.items() if count > 1)
        return record

    def number(figures: str) -> Any:
        value = float(figures)
        return value if math.isfinite(value) else odd(f"the number {figures[:40]} is too large")

    def whole(figures: str) -> Any:
        # Python refuses to read a whole number of thousands of figures.
        return int(figures) if len(figures) <= MAX_FIGURES else odd("a number is absurdly long")

    document = json.loads(
        text,
        object_pairs_hook=pairs,
        parse_constant=lambda name: odd(f"{name} is not JSON"),
        parse_float=number,
        parse_int=whole,
    )
    if is_odd or not _is_sound(document):
        raise ImportRefused(list(islice(_oddities(document, ""), MOST_FAULTS)))
    return document


def _is_sound(document: Any) -> bool:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _oddities(value: Any, pointer: str) -> Iterator[Fault]:
    """What is odd about the value and all in it; it nests no deeper than MAX_DEPTH."""
    if isinstance(value, _Odd):
        yield Fault(pointer, value.message)
    elif isinstance(value, str):
        if not _is_sound(value):
            yield Fault(pointer, "a lone surrogate stands in a text")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _oddities(item, f"{pointer}/{place}")
    elif isinstance(value, dict):
        for key in getattr(value, "keys_twice", ()):
            yield Fault(pointer, f"the key “{key}” stands twice in one record")
        for key, item in value.items():
            if not _is_sound(key):
                yield Fault(pointer, "a lone surrogate stands in a key")
            yield from _oddities(item, f"{pointer}/{escaped(key)}")


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def _depth(text: str) -> int:
    """How deep brackets outside texts nest: json itself dies on deep nesting."""
    depth = deepest = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


# A text that is not ended reaches to the end. Possessive, so that nothing is tried twice.
_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
