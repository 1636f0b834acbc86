"""The addresses of the export in the words of OpenAPI 3.1, from what the views themselves read."""

from typing import Any

from articles.codes import CODE_PATTERN
from ldnsite.export.asking import FILTERS, PAGED, SINCE, Parameter
from ldnsite.export.columns import Schema

_JSON, _LINES = "application/json", "application/x-ndjson"
_DOCUMENT = {"$ref": "/export/schema.json"}
_FORMS = {
    "csl.json": ("CSL-JSON", "application/vnd.citationstyles.csl+json"),
    "ris": ("RIS", "application/x-research-info-systems"),
    "bib": ("BibTeX", "application/x-bibtex"),
}


def openapi_document(site: str) -> Schema:
    """`site` is the address of the site, without a slash at its end."""
    return {
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Export",
            "version": "2",
            "description": "Everything that the site publishes. Any site's scripts may read it; an "
            "answer that is known already is 304 to If-None-Match.",
        },
        "servers": [{"url": site}],
        "paths": _documents() | _descriptions() | _reference_forms(),
        "components": {"schemas": {"Problem": _problem()}},
    }


def _documents() -> Schema:
    code = {
        "name": "code",
        "in": "path",
        "required": True,
        "description": "A page's code, such as 13 or 14b.",
        # What is no code is no address of the export, and its 404 is the site's page for people.
        "schema": {"type": "string", "pattern": f"^{CODE_PATTERN}$"},
    }
    page = _path("One published page and all that it uses.", {}, _JSON, _DOCUMENT, [code])
    page["get"]["responses"] |= {
        "301": {"description": "The page has another code now."},
        "404": _problem_of("No page was ever published under this code."),
        "410": {"description": "The page was withdrawn; the answer says why."},
    }
    return {
        "/export/articles.json": _path(
            "Published pages, a page of them at a time.", PAGED | FILTERS, _JSON, _DOCUMENT
        ),
        "/export/articles/{code}.json": page,
        "/export/references.json": _path(
            "All that pages use, some of it at a time.", PAGED, _JSON, _DOCUMENT
        ),
        "/export/site.json": _path("Everything in one document.", SINCE, _JSON, _DOCUMENT),
        "/export/site.ndjson": _path(
            "Everything, a record a line.", SINCE, _LINES, {"type": "string"}
        ),
    }


def _descriptions() -> Schema:
    anything = {"type": "object"}
    return {
        "/export/schema.json": _path(
            "The JSON Schema of the documents.", {}, "application/schema+json", anything
        ),
        "/export/openapi.json": _path("This description.", {}, _JSON, anything),
    }


def _reference_forms() -> Schema:
    return {
        f"/export/references.{ending}": _path(
            f"What published pages cite, as {name}.", {}, media_type, {}
        )
        for ending, (name, media_type) in _FORMS.items()
    }


def _path(
    about: str,
    parameters: dict[str, Parameter],
    media_type: str,
    schema: Schema,
    places: list[Schema] | None = None,
) -> Schema:
    responses: Schema = {
        "200": {"description": "The answer.", "content": {media_type: {"schema": schema}}},
        "304": {"description": "Nothing changed since the answer with this ETag."},
        "400": _problem_of("A parameter was not understood."),
    }
    asked = [_parameter(name, parameter) for name, parameter in parameters.items()]
    return {
        "get": {
            "summary": about,
            "parameters": [*(places or []), *asked],
            "responses": responses,
        }
    }


def _problem_of(about: str) -> Schema:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": about, "content": {"application/problem+json": problem}}


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    schema = {"type": "array", "items": parameter.schema} if parameter.many else parameter.schema
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": parameter.about,
        "schema": schema,
    }


def _problem() -> Schema:
    text = {"type": "string"}
    return {
        "description": "RFC 9457.",
        "type": "object",
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {
                "description": "Of 400 alone.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "parameter": text | {"description": "The parameter at fault."},
                        "detail": text | {"description": "What is wrong with it."},
                    },
                },
            },
        },
    }
