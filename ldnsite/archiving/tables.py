"""Which tables an archive holds, in the order in which they lean on one another."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User as AuthUser
from django.db import models
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from taggit.models import Tag, TaggedItem

from articles.models import (
    Article,
    Citation,
    Edition,
    LinkUse,
    NamedPage,
    Quote,
    QuoteUse,
    RatingLevel,
    Term,
)
from ldnsite.export.columns import Schema, rfc3339
from ldnsite.export.ordering import by_bytes
from ldnsite.keys import KEY_PATTERN
from ldnsite.models import Removal
from references.models import Link, Reference, Resource, Study

CHUNK = 200
Row = dict[str, Any]

# By which field another row names a row of each model.
NATURAL: dict[type[models.Model], str] = {
    AuthUser: "username",
    Tag: "name",
    Link: "key",
    Reference: "key",
    Study: "key",
    Resource: "key",
    Quote: "key",
    Article: "uid",
}
# A row of these belongs to an edition, named by its page's id and its number.
EDITION = {"page": "edition__article__uid", "edition": "edition__number"}


_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
_KEY = {"type": "string", "pattern": f"^{KEY_PATTERN}$"}


def _object(**properties: Schema) -> Schema:
    names = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


def _mark(kind: str, /, **properties: Schema) -> Schema:
    return _object(type={"const": kind}, **properties)


# What publishing stores of the compile; nothing of it where a page was withdrawn.
COMPILED: Schema = {
    "description": "What the compiler made.",
    "oneOf": [
        {"const": {}},
        _object(
            html={"type": "object", "additionalProperties": _TEXT},
            words=_NUMBER,
            contents={
                "type": "array",
                "items": _object(level={"enum": [2, 3, 4, 5, 6]}, id=_TEXT, text=_TEXT),
            },
            marks={
                "type": "array",
                "items": {
                    "oneOf": [
                        _mark(
                            "cite",
                            items={"type": "array", "items": _object(key=_KEY, locator=_TEXT)},
                        ),
                        _mark("embed", keys={"type": "array", "items": _KEY}),
                        _mark("link", key=_KEY),
                        _mark("term", key=_KEY),
                        _mark("page", code=_TEXT, words={"type": "boolean"}),
                        _mark("callout", kind={"enum": ["warning", "important", "note"]}),
                    ]
                },
            },
        ),
    ],
}


@dataclass(frozen=True)
class Cell:
    """A value of a row: what a query asks for, and the field that says what it may be."""

    name: str
    asked: str
    field: models.Field

    @property
    def related(self) -> type[models.Model] | None:
        """The model of the row that the value names."""
        found = self.field.remote_field.model if self.field.remote_field else None
        return None if self.name in EDITION else found

    @property
    def target(self) -> models.Field:
        """The field whose value stands in the row: that of the row that is named, where one is."""
        if self.related is None:
            return self.field
        return self.related._meta.get_field(NATURAL[self.related])

    @cached_property
    def dump(self) -> Callable[[Any], Any]:
        target = self.target
        if isinstance(target, models.DateTimeField):
            return rfc3339
        if isinstance(target, models.DateField):
            return lambda value: value.isoformat() if value else None
        return (lambda value: str(value) if value else None) if _is_uid(target) else _same

    @cached_property
    def load(self) -> Callable[[Any], Any]:
        """For values that `schema` allows. Raises ValueError for a date that there is not."""
        if self.related is not None or self.name == "page":
            return _same
        if isinstance(self.field, models.DateTimeField):
            return _moment
        if isinstance(self.field, models.DateField):
            return lambda value: date.fromisoformat(value) if value else None
        return (lambda value: UUID(value) if value else None) if _is_uid(self.field) else _same

    @property
    def schema(self) -> Schema:
        if self.name == "compiled":
            return COMPILED
        kind = _kind(self.field) if self.related is None else "string"
        types = [kind, "null"] if self.field.null else kind
        return {"description": self.name.replace("_", " "), "type": types}


def _same(value: Any) -> Any:
    return value


def _moment(value: str | None) -> datetime | None:
    found = datetime.fromisoformat(value) if value else None
    if found is not None and found.tzinfo is None:
        raise ValueError("a time needs its zone")
    return found


def _is_uid(field: models.Field) -> bool:
    return isinstance(field, models.UUIDField)


def _kind(field: models.Field) -> str:
    if isinstance(field, models.BooleanField):
        return "boolean"
    if isinstance(field, models.IntegerField):
        return "integer"
    return "object" if isinstance(field, models.JSONField) else "string"


@dataclass(frozen=True)
class Table:
    """`order` makes rows follow one another alike on every database; `rows` are those meant."""

    name: str
    model: type[models.Model]
    order: tuple[str, ...]
    rows: Callable[[], QuerySet]
    cells: tuple[Cell, ...]

    @property
    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {cell.name: cell.schema for cell in self.cells},
            "required": [cell.name for cell in self.cells],
            "additionalProperties": False,
        }

    def read(self) -> Iterator[Row]:
        """All rows in order: their numbers first, four bytes each where they are small, then each
        stretch whole."""
        asked = [cell.asked for cell in self.cells]
        stored = {
            cell.asked: Cast(cell.asked, TextField())
            for cell in self.cells
            if isinstance(cell.field, models.JSONField)
        }
        dumps = [(cell.name, cell.dump) for cell in self.cells]
        ordered = self.rows().order_by(*map(self._ordered, self.order), "pk")
        top = self.rows().order_by().aggregate(top=models.Max("pk"))["top"] or 0
        pks = array(
            "I" if top < 2**32 else "q",
            ordered.values_list("pk", flat=True).iterator(chunk_size=10_000),
        )
        names = [f"{name}_stored" if name in stored else name for name in asked]
        for start in range(0, len(pks), CHUNK):
            batch = pks[start : start + CHUNK]
            rows = self.rows().filter(pk__in=batch).order_by()
            rows = rows.annotate(**{f"{name}_stored": value for name, value in stored.items()})
            found = {pk: values for pk, *values in rows.values_list("pk", *names)}
            for pk in batch:
                yield {
                    name: dump(value) for (name, dump), value in zip(dumps, found[pk], strict=True)
                }

    def _ordered(self, name: str) -> Any:
        """Texts in the order of their bytes: databases have orders of their own for letters."""
        [cell] = [cell for cell in self.cells if cell.asked == name]
        if isinstance(cell.target, models.CharField | models.TextField):
            return by_bytes(name)
        return name


def _table(
    name: str,
    model: type[models.Model],
    *order: str,
    rows: Callable[[], QuerySet] | None = None,
    extra: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
) -> Table:
    cells = [Cell(cell, asked, _field_at(model, asked)) for cell, asked in (extra or {}).items()]
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField | models.OneToOneField) or field.name in without:
            continue
        related = field.remote_field.model if field.remote_field else None
        asked = f"{field.name}__{NATURAL[related]}" if related else field.name
        cells.append(Cell(field.name, asked, field))
    return Table(name, model, order, rows or (lambda: QuerySet(model)), tuple(cells))


def _field_at(model: type[models.Model], path: str) -> models.Field:
    *way, last = path.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
    return model._meta.get_field(last)


def _tags(name: str, model: type[models.Model], named: dict[str, str], *order: str) -> Table:
    """Which row of the model bears which topic."""
    asked = {
        cell: models.Subquery(
            QuerySet(model).filter(pk=models.OuterRef("object_id")).values(path)[:1]
        )
        for cell, path in named.items()
    }
    label = {"app_label": model._meta.app_label, "model": model._meta.model_name}
    of_model = {f"content_type__{part}": value for part, value in label.items()}
    cells = [Cell(cell, cell, _field_at(model, path)) for cell, path in named.items()]
    tag = TaggedItem._meta.get_field("tag")
    return Table(
        name,
        TaggedItem,
        order,
        lambda: QuerySet(TaggedItem).filter(**of_model).annotate(**asked),
        (*cells, Cell("tag", "tag__name", tag)),
    )


def _uses(name: str, model: type[models.Model], order: str = "order") -> Table:
    return _table(name, model, *EDITION.values(), order, extra=EDITION, without=("edition",))


def _versions(name: str, model: type[models.Model]) -> Table:
    # The number of the row that a version is of: found again by its key.
    return _table(
        f"{name}_versions",
        model.history.model,
        "key",
        "history_date",
        without=("id", "reference_ptr"),
    )


_PAGE = {"page": "article__uid"}
_KEYED = {"terms": Term, "links": Link, "studies": Study, "resources": Resource, "quotes": Quote}

TABLES: tuple[Table, ...] = (
    _table("topics", Tag, "name"),
    _table("rubric", RatingLevel, "rating", "level"),
    *(_table(name, model, "key") for name, model in _KEYED.items()),
    _table("drafts", Article, "code_order"),
    _table("editions", Edition, "article__uid", "number", extra=_PAGE, without=("article",)),
    _uses("citations", Citation),
    _uses("quote_uses", QuoteUse),
    _uses("link_uses", LinkUse),
    _uses("named_pages", NamedPage, "code_order"),
    _tags("draft_topics", Article, {"page": "uid"}, "page", "tag__name"),
    _tags(
        "edition_topics",
        Edition,
        {"page": "article__uid", "edition": "number"},
        "page",
        "edition",
        "tag__name",
    ),
    _table("removed", Removal, "name", "key"),
    *(_versions(name, model) for name, model in _KEYED.items()),
)
