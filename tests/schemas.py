"""Whatever the export answers is held against the schema that it serves."""

import json
from functools import cache
from typing import Any

from django.http.response import HttpResponseBase
from jsonschema import Draft202012Validator

from ldnsite.export.schema import document_schema, line_schema

DOCUMENTS = ("/export/articles", "/export/references.json", "/export/site.json")
ADDRESS = "https://example.org/export/schema.json"


@cache
def _validator(make: Any) -> Draft202012Validator:
    schema = json.loads(json.dumps(make(ADDRESS)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def validated(document: dict[str, Any]) -> dict[str, Any]:
    """The document itself. Raises jsonschema's ValidationError with the place of the fault."""
    _validator(document_schema).validate(document)
    return document


def validate_answer(response: HttpResponseBase) -> None:
    """Hold an answer of the test client against the schema, where it is a document or its lines."""
    request = response.wsgi_request
    if not request.path.startswith("/export/") or request.method != "GET":
        return
    content = response.getvalue()
    if response.streaming:
        # So that the test can read it too.
        response.streaming_content = [content]
    if response.status_code != 200 or response.headers.get("Content-Encoding"):
        return
    if request.path == "/export/site.ndjson":
        first, *lines = map(json.loads, content.splitlines())
        validated(first["record"])
        for line in lines:
            _validator(line_schema).validate(line)
    elif request.path.startswith(DOCUMENTS) and request.path.endswith(".json"):
        validated(json.loads(content))
