"""Bring an archive into an empty site: all of it, or nothing with every fault named."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.contrib.auth.models import User as AuthUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import QuerySet
from jsonschema import Draft202012Validator
from taggit.models import Tag, TaggedItem

from articles.markup.sanitising import sanitise
from articles.models import Article, Edition, Quote, Term
from articles.relisting import rebuild
from articles.topic_names import topic_fault
from ldnsite.archiving.tables import NATURAL, TABLES, Row, Table
from ldnsite.archiving.writing import archive_head, archive_lists, sorted_keys
from ldnsite.export.documents import END
from ldnsite.models import ContentVersion, VisibleModel
from ldnsite.sample.filling import Filler, go_on_counting
from ldnsite.sample.indexes import search_made_at_the_end
from ldnsite.searching.models import SearchEntry
from ldnsite.strict_json import CUT_SHORT, MOST_FAULTS, Fault, ImportRefused, escaped
from references.models import Link, Reference, Resource, Study

Lists = Iterable[tuple[str, Iterable[tuple[str, Row]]]]
Progress = Callable[[Iterable, str], Iterable]
# Numbers of records that are gone, of which there are versions: beyond all that will ever be.
GONE = 10**15
SEARCHED = (Edition, Study, Resource, Quote, Term)


@transaction.atomic
def import_archive(
    head: Row, lists: Lists, progress: Progress = lambda rows, name: rows
) -> dict[str, int]:
    """Write every row; how many, by table. None where the site holds just this already.

    `lists` has the tables in order, each row with its JSON pointer. Raises ImportRefused, and
    changes nothing then: for a fault, and for a site that holds something else.
    """
    ContentVersion.objects.hold()
    if not _is_empty():
        _refuse_another(head, lists)
        return {}
    run = _Run()
    try:
        with search_made_at_the_end():
            for table in run.TABLES_MADE_ANEW:
                QuerySet(table).all().delete()
            counts = run.read(lists, progress)
            run.refuse_faults()
            go_on_counting([*run.models, SearchEntry])
            run.let_search_find(progress)
            rebuild()
    except DatabaseError as fault:
        raise ImportRefused([Fault("", f"the database refuses it: {fault}")]) from None
    ContentVersion.objects.update(
        number=head["content_version"],
        complete_from=head["complete_from"],
        changed_at=datetime.fromisoformat(head["changed_at"]),
    )
    return counts


def _is_empty() -> bool:
    models_of_content = (Article, Reference, Link, Quote, Term, Tag)
    return not any(QuerySet(model).exists() for model in models_of_content)


def _refuse_another(head: Row, lists: Lists) -> None:
    """Raises ImportRefused unless the site holds exactly what the archive does."""
    here = ((name, row) for name, rows in archive_lists() for row in rows)
    there = ((name, row) for name, rows in lists for _, row in rows)
    if archive_head() != head or any(one != other for one, other in zip_longest(here, there)):
        raise ImportRefused(
            [
                Fault(
                    "",
                    "an archive goes into an empty site, and this one holds other content. Make a "
                    "new database (manage.py migrate) and bring it in there.",
                )
            ]
        )


class _Run:
    TABLES_MADE_ANEW = tuple(t.model for t in TABLES if t.name == "rubric")

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.filler = Filler()
        self.pks: dict[type[models.Model], dict[Any, int]] = {}
        self.last: dict[type[models.Model], int] = {}
        self.models: list[type[models.Model]] = []
        self.types = {
            model: ContentType.objects.get_for_model(model).pk for model in (Article, Edition)
        }

    def read(self, lists: Lists, progress: Progress) -> dict[str, int]:
        tables = {table.name: table for table in TABLES}
        counts: dict[str, int] = {}
        told = None
        for name, rows in lists:
            table = tables.get(name)
            if name == END:
                told = [row for _, row in rows]
            elif table is None:
                self.fault(f"/{name}", "is no table of an archive")
            else:
                counts[name] = sum(self.take(table, progress(rows, name)))
                self.filler.flush()
        if told != [{"rows": sum(counts.values())}]:
            self.fault(f"/{END}", CUT_SHORT)
        return counts

    def take(self, table: Table, rows: Iterable[tuple[str, Row]]) -> Iterator[int]:
        """Check and write each row; 1 for each."""
        validator = Draft202012Validator(table.schema)
        late = []
        for pointer, row in rows:
            if not validator.is_valid(row):
                for fault in validator.iter_errors(row):
                    path = "".join(f"/{escaped(str(part))}" for part in fault.absolute_path)
                    self.fault(f"{pointer}{path}", fault.message)
            elif row.get("secondary_of") and table.model is Study:
                # A further report names a study that may stand behind it.
                late.append((pointer, row))
            else:
                self.write(table, pointer, row)
            yield 1
        for pointer, row in late:
            self.write(table, pointer, row)

    def write(self, table: Table, pointer: str, row: Row) -> None:
        values = self.values_of(table, pointer, row)
        if values is None:
            return
        if not self.is_sound(table, pointer, values) or self.faults:
            return
        model = table.model
        for part in (*model._meta.get_parent_list(), model):
            fields = part._meta.local_concrete_fields
            self.filler.add(part, {f.attname: values[f.attname] for f in fields})
            if part not in self.models:
                self.models.append(part)
        self.filler.flush_when_full()

    def values_of(self, table: Table, pointer: str, row: Row) -> Row | None:
        """Values by column; None where one names nothing or is no date."""
        values: Row = {}
        before = len(self.faults)
        for cell in table.cells:
            value = row[cell.name]
            try:
                if cell.name == "compiled":
                    value = json.dumps(sorted_keys(_safe(value)))
                elif cell.related is not None:
                    value = self.pk_of(cell.related, value)
                elif value is not None:
                    value = cell.load(value)
            except ValueError as fault:
                self.fault(f"{pointer}/{cell.name}", str(fault))
            values[cell.field.attname if cell.related is not None else cell.name] = value
        if len(self.faults) > before:
            return None
        return self.with_keys(table, pointer, row, values)

    def with_keys(self, table: Table, pointer: str, row: Row, values: Row) -> Row | None:
        """The row's own number in this database, and those of the rows that it belongs to."""
        model = table.model
        try:
            if model is Edition:
                values["article_id"] = self.known(Article, row["page"])
            elif model is TaggedItem:
                owner, key = (
                    (Edition, _edition_key(row))
                    if "edition" in row
                    else (
                        Article,
                        row["page"],
                    )
                )
                values["object_id"] = self.known(owner, key)
                values["content_type_id"] = self.types[owner]
            elif "edition" in row:
                values["edition_id"] = self.known(Edition, _edition_key(row))
        except ValueError as fault:
            self.fault(f"{pointer}/page", str(fault))
            return None
        pk_model = Reference if issubclass(model, Reference) else model
        pk = self.last[pk_model] = self.last.get(pk_model, 0) + 1
        values |= {field.attname: pk for field in model._meta.concrete_fields if field.primary_key}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.AutoField | models.OneToOneField):
                values[field.attname] = pk
        if table.name.endswith("_versions"):
            self.name_version(model, row, values)
        self.remember(model, row, pk)
        return values

    def name_version(self, model: Any, row: Row, values: Row) -> None:
        """A version is of the record with its key, or of one that is gone."""
        pks = self.pks.setdefault(model.instance_type, {})
        pk = pks.setdefault(row["key"], GONE + len(pks))
        values |= {"id": pk, "reference_ptr_id": pk}

    def remember(self, model: type[models.Model], row: Row, pk: int) -> None:
        if model is Edition:
            self.pks.setdefault(Edition, {})[_edition_key(row)] = pk
        elif model in NATURAL and (key := row.get(NATURAL[model])):
            self.pks.setdefault(model, {})[key] = pk
            if issubclass(model, Reference):
                self.pks.setdefault(Reference, {})[key] = pk

    def pk_of(self, model: type[models.Model], key: str | None) -> int | None:
        if key is None:
            return None
        if model is AuthUser and key not in self.pks.setdefault(AuthUser, {}):
            self.pks[AuthUser][key] = _somebody(key)
        return self.known(model, key)

    def known(self, model: type[models.Model], key: Any) -> int:
        found = self.pks.get(model, {}).get(key)
        if found is None:
            raise ValueError(f"names a {model._meta.verbose_name} that is not there: {key}")
        return found

    def is_sound(self, table: Table, pointer: str, values: Row) -> bool:
        """What the model's fields say of the values; what a database refuses is told by it."""
        if table.name.endswith("_versions") or table.model is TaggedItem:
            return True
        fields = [field for field in table.model._meta.concrete_fields if not field.remote_field]
        row = table.model(**{f.attname: values[f.attname] for f in fields if f.attname in values})
        given = {field.name for field in fields}
        others = {field.name for field in table.model._meta.fields} - given | {"compiled"}
        if table.model is Tag:
            if fault := topic_fault(row.name):
                self.fault(f"{pointer}/name", fault)
                return False
            # A topic whose name has neither Latin letters nor figures has none.
            others |= set() if row.slug else {"slug"}
        try:
            row.clean_fields(exclude=others | {"id"})
        except ValidationError as fault:
            for name, messages in fault.message_dict.items():
                for message in messages:
                    self.fault(f"{pointer}/{name}", message)
            return False
        # Line ends and identifiers as the models write them.
        values |= {f.attname: getattr(row, f.attname) for f in fields if f.name not in others}
        return True

    def fault(self, pointer: str, message: str) -> None:
        self.faults.append(Fault(pointer, message))
        if len(self.faults) >= MOST_FAULTS:
            self.refuse_faults()

    def refuse_faults(self) -> None:
        if self.faults:
            raise ImportRefused(self.faults)

    def let_search_find(self, progress: Progress) -> None:
        filler = Filler()
        for model in SEARCHED:
            rows = model._default_manager.searchable().order_by("pk")
            name = f"search: {model._meta.verbose_name_plural}"
            for row in progress(rows.iterator(chunk_size=200), name):
                _add_entries(filler, row)
                filler.flush_when_full()
        filler.flush()


def _edition_key(row: Row) -> tuple[str, int]:
    return row["page"], row["edition"] if "edition" in row else row["number"]


def _safe(compiled: Row) -> Row:
    """What the compiler made, its HTML once more through the sanitiser: a file may come from
    anywhere."""
    html = {name: sanitise(part) for name, part in compiled.get("html", {}).items()}
    return compiled | ({"html": html} if html else {})


def _somebody(name: str) -> int:
    """The account of this name, or one that nobody can sign in to, so that the name is kept."""
    found = AuthUser.objects.filter(username=name).first()
    if found is None:
        found = AuthUser(username=name, is_active=False)
        found.set_unusable_password()
        found.save()
    return found.pk


def _add_entries(filler: Filler, row: VisibleModel) -> None:
    for entry in row.search_entries():
        entry.kind = row.search_kind
        entry.tidy()
        values = {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields}
        del values["id"]
        filler.add(SearchEntry, values)
