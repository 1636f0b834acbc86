"""The JSON Schema (2020-12) of a document, worked out from the columns that make and read it."""

from django.db import models

from articles.codes import CODE_PATTERN
from articles.models import RATINGS, Edition, EditionState
from ldnsite.export.columns import TEXTS, Column, Schema
from ldnsite.export.documents import END, FORMAT, FORMAT_VERSION
from ldnsite.export.pages import COLUMNS, NOTE
from ldnsite.export.records import RECORD_TYPES, RecordType

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HTML = (
    "The text of each field as sanitised HTML. Citations lead to #ref_ and the citation's number; "
    "what stands in a record of its own is named by data-reference, data-page, data-link, "
    "data-term and, to be shown in that place, data-embed."
)


def document_schema(address: str) -> Schema:
    """What every address but the lines of site.ndjson answers; `address` is the schema's own."""
    lists = {kind.name: kind.about for kind in RECORD_TYPES}
    lists |= {"articles": "Published pages.", "removed": "What was there once and is no more."}
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "What a site publishes, for programs",
        "description": "Pages and all that they use. What is not known is null, never an empty "
        "text. Times are in UTC.",
        "$defs": definitions(),
        **_object(
            {
                "format": {"description": "The name of this format.", "const": FORMAT},
                "version": {
                    "description": "Of this format; another one where a key changed its meaning.",
                    "const": FORMAT_VERSION,
                },
                "content_version": {
                    "description": "Counts the changes that readers can see. Ask with it as "
                    "modified_since for what changed later.",
                    "type": "integer",
                    "minimum": 0,
                },
                "complete": {
                    "description": "True where the answer, with all its next pages, is everything: "
                    "what you hold and is not in it is gone. False where it is what changed.",
                    "type": "boolean",
                },
                "next": {
                    "description": "The address of the next page; null on the last.",
                    "type": ["string", "null"],
                    "format": "uri",
                },
                **{
                    name: {
                        "description": about,
                        "type": "array",
                        "items": {"$ref": f"#/$defs/{name}"},
                    }
                    for name, about in lists.items()
                },
            },
            required=["format", "version", "content_version"],
        ),
    }


def line_schema(address: str) -> Schema:
    """A line of site.ndjson but the first: a record with the list that it belongs to."""
    lists = [*(kind.name for kind in RECORD_TYPES), "articles", "removed"]
    return {
        "$schema": DIALECT,
        "$defs": definitions(),
        "oneOf": [
            _object(
                {
                    "list": {"description": "The list of a document.", "const": name},
                    "record": {"$ref": f"#/$defs/{name}"},
                }
            )
            for name in lists
        ]
        + [
            _object(
                {
                    "list": {"description": "The last line.", "const": END},
                    "record": _object(
                        {
                            "rows": {
                                "description": "How many records all lines before had.",
                                "type": "integer",
                                "minimum": 0,
                            }
                        }
                    ),
                }
            )
        ],
    }


def definitions() -> Schema:
    """What each list holds, by its name."""
    records = {kind.name: record_schema(kind) for kind in RECORD_TYPES}
    return records | {"articles": page_schema(), "removed": removed_schema()}


def record_schema(kind: RecordType) -> Schema:
    derived = {name: {"description": key.about, **key.schema} for name, key in kind.derived.items()}
    return _object(_columns(kind.columns, kind.model) | derived) | {"description": kind.about}


def page_schema() -> Schema:
    own = _columns(COLUMNS, Edition)
    codes = {"type": "string", "pattern": f"^{CODE_PATTERN}$"}
    own["code"] |= codes
    for name in ("previous", "next"):
        own[name] |= codes | {"type": ["string", "null"]}
    return {
        "description": "A published page.",
        **_object(
            own
            | {
                "ratings": _object(
                    {name: _rating(name) for name in RATINGS},
                    about="How much it matters, how much science it uses, how hard it is to do.",
                ),
                "tags": TEXTS | {"description": "Its topics."},
                "state": {
                    "description": "What became of the page.",
                    "const": EditionState.PUBLISHED.value,
                },
                "change_note": column_schema(NOTE, Edition),
                "id": {
                    "description": "The page's own, whatever becomes of code and address.",
                    "type": "string",
                    "format": "uuid",
                },
                "path": {"description": "Its address on the site.", "type": "string"},
                "edition": _number("Which edition of the page this is, counted from 1."),
                "published_at": _time("When this edition was published."),
                "reading_minutes": _number("How long it takes at 180 words a minute."),
                "html": _object(
                    {
                        name: {
                            "description": f"{COLUMNS[name].about.split(',')[0]}, as HTML.",
                            "type": ["string", "null"],
                        }
                        for name in ("safety_notice", "key_messages", "body")
                    },
                    about=_HTML,
                ),
                "sections": _list_of(_section(), "The headings of the text, in order."),
                "citations": _list_of(_citation(), "What it cites, in the order of the numbers."),
                "uses": _uses(),
                "history": _list_of(_edition(), "Every edition of the page, the first one first."),
            }
        ),
    }


def removed_schema() -> Schema:
    text = {"type": ["string", "null"]}
    return {
        "description": "A page or record that was there once.",
        **_object(
            {
                "list": {
                    "description": "Where it stood.",
                    "enum": ["articles", *(kind.name for kind in RECORD_TYPES)],
                },
                "code": text | {"description": "Of a page: the code that it bore."},
                "key": text | {"description": "Of any other record: its key."},
                "id": text
                | {
                    "description": "Of a page that is gone: its id; null where it is there still, "
                    "under another code.",
                    "format": "uuid",
                },
                "removed_at": text
                | {
                    "description": "When it went; null where it is there and only no longer what "
                    "was asked for.",
                    "format": "date-time",
                },
                "why": {"description": "Why, for readers.", "type": "string"},
                "moved_to": text | {"description": "The code or key that leads on from it."},
            }
        ),
    }


def column_schema(column: Column, model: type[models.Model]) -> Schema:
    """The column's own, with what the model's field says of it."""
    found: Schema = {"description": column.about, **column.schema}
    field = model._meta.get_field(column.attribute)
    if found["type"] == "string":
        if field.choices:
            found["enum"] = [value for value, _ in field.flatchoices]
            del found["minLength"]
        elif field.max_length:
            found["maxLength"] = field.max_length
    if field.blank and found["type"] in ("string", "integer"):
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _columns(columns: dict[str, Column], model: type[models.Model]) -> Schema:
    return {name: column_schema(column, model) for name, column in columns.items()}


def _object(properties: Schema, *, required: list[str] | None = None, about: str = "") -> Schema:
    return {
        **({"description": about} if about else {}),
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def _list_of(items: Schema, about: str) -> Schema:
    return {"description": about, "type": "array", "items": items}


def _number(about: str) -> Schema:
    return {"description": about, "type": "integer", "minimum": 1}


def _time(about: str) -> Schema:
    return {"description": about, "type": "string", "format": "date-time"}


def _rating(name: str) -> Schema:
    text = {"type": ["string", "null"]}
    return _object(
        {
            "level": _number("The step, 1 to 5.") | {"maximum": 5},
            "reason": text | {"description": "Why this step, for this page."},
            "name": text | {"description": "The rubric's words for the step."},
            "description": text | {"description": "The rubric on how to tell."},
        },
        about=f"The page's {name.replace('_', ' ')}.",
    )


def _section() -> Schema:
    return _object(
        {
            "level": _number("2 for a section, 3 for one within it, and so on."),
            "id": {"description": "The anchor of the heading.", "type": "string"},
            "text": {"description": "The heading's words.", "type": "string"},
            "hash": {
                "description": "SHA-256 of html.body from this heading up to the next.",
                "type": "string",
                "pattern": "^sha256:[0-9a-f]{64}$",
            },
        }
    )


def _citation() -> Schema:
    return _object(
        {
            "number": _number("As it stands in the text."),
            "reference": {"description": "Key of the study or resource.", "type": "string"},
        }
    )


def _uses() -> Schema:
    about = {
        "studies": "Keys of studies, in the order of first mention.",
        "resources": "Keys of resources, in the order of first mention.",
        "quotes": "Keys of quotes, in the order of the text.",
        "links": "Keys of links, in the order of the text.",
        "terms": "Keys of words of the glossary.",
        "pages": "Codes of published pages that it names.",
    }
    return _object(
        {name: TEXTS | {"description": words} for name, words in about.items()},
        about="What the page names.",
    )


def _edition() -> Schema:
    text = {"type": ["string", "null"]}
    return _object(
        {
            "edition": _number("Its number."),
            "state": {"description": "What it did.", "enum": list(EditionState.values)},
            "published_at": _time("When."),
            "change_note": text | {"description": "What changed, in a sentence."},
            "explanation": text | {"description": "Why the page was withdrawn."},
        }
    )
