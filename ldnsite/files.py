"""Content in files: documents or lines, compressed where the name says so, always bounded."""

import gzip
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from ldnsite import strict_json
from ldnsite.strict_json import Fault, ImportRefused, read_document

# Of lines: a record is far smaller, and a site of 100,000 pages with everything in it too.
MAX_LINE = 20 * 1024 * 1024
MAX_UNPACKED = 32 * 1024**3
LEVEL = 6


def is_lines(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(".ndjson")


def is_packed(path: Path) -> bool:
    return path.suffix == ".gz"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """For reading, unpacked. Raises ImportRefused for what cannot be unpacked."""
    with path.open("rb") as file:
        try:
            if is_packed(path):
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield unpacked
            else:
                yield file
        except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
            raise ImportRefused([Fault("", f"cannot be unpacked: {fault}")]) from None


def read_whole(path: Path) -> dict[str, Any]:
    """The document in a file. Raises ImportRefused, OSError."""
    with opened(path) as file:
        # One byte more than is allowed tells that there is too much; no more is unpacked.
        return read_document(file.read(strict_json.MAX_BYTES + 1))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects in a file, one a line. Raises ImportRefused, which names the line; OSError."""
    total = 0
    with opened(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), start=1):
            total += len(line)
            if len(line) > MAX_LINE or total > MAX_UNPACKED:
                raise ImportRefused([Fault("", f"line {number}: larger than is allowed")])
            try:
                yield read_document(line)
            except ImportRefused as refused:
                raise ImportRefused(
                    [
                        Fault(fault.pointer, f"line {number}: {fault.message}")
                        for fault in refused.faults
                    ]
                ) from None


Rows = Iterable[tuple[str, dict[str, Any]]]


def read_lists(path: Path) -> tuple[dict[str, Any], Iterator[tuple[str, Rows]]]:
    """What the document says of itself, and its lists in order: each row with its JSON pointer.

    Lines are read as they are asked for. Raises ImportRefused, OSError.
    """
    if is_lines(path):
        lines = _checked_lines(path)
        first = next(lines, ("", {}))
        if first[0] != "document":
            raise ImportRefused([Fault("", "line 1: has to say which document this is")])
        return first[1], _grouped(lines)
    document = read_whole(path)
    lists = {name: rows for name, rows in document.items() if isinstance(rows, list)}
    head = {name: value for name, value in document.items() if name not in lists}
    return head, ((name, _pointed(name, rows)) for name, rows in lists.items())


def _checked_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(read_lines(path), start=1):
        name, record = line.get("list"), line.get("record")
        if line.keys() != {"list", "record"} or not isinstance(name, str):
            raise ImportRefused([Fault("", f"line {number}: has to have a list and a record")])
        yield name, record


def _grouped(lines: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, Rows]]:
    seen: set[str] = set()
    for name, found in groupby(lines, key=lambda line: line[0]):
        if name in seen:
            raise ImportRefused([Fault(f"/{name}", "stands in two places: sort the lines")])
        seen.add(name)
        yield name, _pointed(name, (record for _, record in found))


def _pointed(name: str, rows: Iterable[Any]) -> Rows:
    for place, row in enumerate(rows):
        yield f"/{name}/{place}", row


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """For writing: the file is there whole once this ends, and not at all where it fails."""
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=path.parent))
    try:
        unfinished = folder / path.name
        with unfinished.open("wb") as file:
            if is_packed(path):
                # Without name and time: the same content makes the same file.
                with gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed:
                    yield packed
            else:
                yield file
        os.replace(unfinished, path)
    finally:
        shutil.rmtree(folder)
