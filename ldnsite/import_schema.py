"""Hold records that are to be brought in against the schema that the export serves.

A document that was written by hand may leave keys out, or say null for what is blank: the schema is
read so. What a column or a model says of the same value goes before it, in plainer words.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from ldnsite.export.columns import Schema
from ldnsite.export.schema import definitions
from ldnsite.strict_json import Fault, escaped


def schema_faults(name: str, record: dict[str, Any], pointer: str) -> Iterator[Fault]:
    """What the schema says against a record of this list, each with its place."""
    for fault in _validator(name).iter_errors(record):
        path = "".join(f"/{escaped(str(part))}" for part in fault.absolute_path)
        yield Fault(f"{pointer}{path}", fault.message[:300])


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(relaxed(definitions()[name]))


def relaxed(schema: Any) -> Any:
    """The same with every key optional and every value null where nothing is known."""
    if isinstance(schema, list):
        return [relaxed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found: Schema = {
        name: relaxed(part)
        for name, part in schema.items()
        # A draft's state is no edition's; what is told of unknown keys is told elsewhere.
        if name not in ("required", "minLength", "const", "additionalProperties", "description")
        or isinstance(part, dict)
    }
    if found.get("type") in ("string", "integer"):
        found["type"] = [found["type"], "null"]
    if isinstance(found.get("enum"), list) and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    return found
