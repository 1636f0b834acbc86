"""Read JSON more strictly than the json module does, before anything believes it."""

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 100 * 1024 * 1024
MAX_DEPTH = 20


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and its place as a JSON pointer (RFC 6901) such as /studies/3/doi."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"


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
        raise ImportRefused([Fault("", f"larger than {MAX_BYTES // 2**20} MB")])

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(key for key, _ in found)
        twice = [key for key, count in counts.items() if count > 1]
        if twice:
            raise ImportRefused([Fault("", f"the key “{twice[0]}” stands twice in one record")])
        return dict(found)

    def number(figures: str) -> float:
        value = float(figures)
        if not math.isfinite(value):
            raise ImportRefused([Fault("", f"the number {figures[:40]} is too large")])
        return value

    def constant(name: str) -> None:
        raise ImportRefused([Fault("", f"{name} is not JSON")])

    try:
        text = data.decode("utf-8-sig")
        if _depth(text) > MAX_DEPTH:
            raise ImportRefused([Fault("", f"nests deeper than {MAX_DEPTH} levels")])
        document = json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_float=number
        )
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeDecodeError as fault:
        raise ImportRefused([Fault("", f"not UTF-8 text (byte {fault.start})")]) from None
    except UnicodeEncodeError:
        raise ImportRefused([Fault("", "a lone surrogate stands in a text")]) from None
    except json.JSONDecodeError as fault:
        raise ImportRefused(
            [Fault("", f"not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})")]
        ) from None
    except ValueError:
        # Python refuses to read a whole number of thousands of figures.
        raise ImportRefused([Fault("", "a number is absurdly long")]) from None
    if not isinstance(document, dict):
        raise ImportRefused([Fault("", "has to be one JSON object")])
    return document


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
