"""One list of a document’s records, written row by row; faults are gathered, none is raised."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ldnsite.export.columns import BadValue, Column
from ldnsite.export.records import RELATED, RecordType
from ldnsite.import_schema import schema_faults
from ldnsite.strict_json import MOST_FAULTS, Fault, ImportRefused, escaped


@dataclass
class Report:
    """How many records of each kind were new, changed or already so."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    published: int = 0


class RecordImport:
    """Gathers faults, so that all are told at once, and counts what was written."""

    def __init__(self, by: AbstractBaseUser | None = None) -> None:
        self.by = by
        self.report = Report()
        self.faults: list[Fault] = []
        self.seen: set[tuple] = set()

    def fault(self, pointer: str, message: str) -> None:
        """Raises ImportRefused once there are more than anyone reads: each costs time to tell."""
        self.faults.append(Fault(pointer, message))
        if len(self.faults) >= MOST_FAULTS:
            raise ImportRefused(self.faults)

    def unknown_keys(self, record: dict[str, Any], known: set[str], pointer: str) -> None:
        for key in sorted(record.keys() - known):
            self.fault(f"{pointer}/{escaped(key)}", "is not a key of this format")

    def hold_against_schema(self, name: str, record: dict[str, Any], pointer: str) -> None:
        """Tell what the schema says, where nothing was told of that place yet."""
        told = {fault.pointer for fault in self.faults}
        for fault in schema_faults(name, record, pointer):
            parts = fault.pointer.split("/")
            places = {"/".join(parts[:end]) for end in range(4, len(parts) + 1)} | {fault.pointer}
            if not places & told:
                self.fault(fault.pointer, fault.message)

    def list_of(self, document: dict[str, Any], name: str) -> list[dict[str, Any]]:
        found = document.get(name, [])
        if not isinstance(found, list):
            self.fault(f"/{name}", "has to be a list")
            return []
        good = []
        for place, record in enumerate(found):
            if isinstance(record, dict):
                good.append(record)
            else:
                self.fault(f"/{name}/{place}", "has to be an object")
        return good if len(good) == len(found) else []

    def values_of(
        self, columns: dict[str, Column], record: dict[str, Any], pointer: str
    ) -> dict[str, Any] | None:
        """Model values by attribute; None where a value is of the wrong kind."""
        values, sound = {}, True
        for key, column in columns.items():
            if key not in record:
                continue
            try:
                value = column.load(record[key])
            except BadValue as fault:
                self.fault(f"{pointer}/{key}", str(fault))
                sound = False
                continue
            if key in RELATED and value is not None:
                related = RELATED[key].objects.filter(key=value).first()
                if related is None:
                    self.fault(f"{pointer}/{key}", f"there is no record with the key “{value}”")
                    sound = False
                value = related
            values[column.attribute] = value
        return values if sound else None

    def import_record(self, record_type: RecordType, record: dict[str, Any], pointer: str) -> None:
        self.unknown_keys(record, {*record_type.columns, *record_type.derived}, pointer)
        values = self.values_of(record_type.columns, record, pointer)
        if values is None:
            return
        identity = {
            record_type.columns[key].attribute: values.get(record_type.columns[key].attribute)
            for key in record_type.identity
        }
        place = f"{pointer}/{record_type.identity[-1]}"
        if not self.first_of(record_type.name, tuple(identity.values()), place):
            return
        row = record_type.model.objects.filter(**identity).first()
        json_keys = {column.attribute: key for key, column in record_type.columns.items()}
        self.write(record_type.name, row or record_type.model(), values, json_keys, pointer)

    def first_of(self, name: str, identity: tuple, pointer: str) -> bool:
        """Whether the document had no record of this key before; the last would win silently."""
        if (name, *identity) in self.seen:
            self.fault(pointer, f"{name} has a record with this key already")
            return False
        self.seen.add((name, *identity))
        return True

    def write(
        self,
        name: str,
        row: Any,
        values: dict[str, Any],
        json_keys: dict[str, str],
        pointer: str,
    ) -> bool:
        """Set, check and save; counts what happened and says whether the row is sound.

        `json_keys` gives each attribute's place in the record, for the faults.
        """
        is_new = row.pk is None
        before = {attribute: getattr(row, attribute) for attribute in values} if not is_new else {}
        for attribute, value in values.items():
            setattr(row, attribute, value)
        try:
            row.full_clean()
        except ValidationError as fault:
            self.validation_faults(fault, json_keys, pointer)
            return False
        if not is_new and before == {attribute: getattr(row, attribute) for attribute in values}:
            self.report.unchanged[name] += 1
            return True
        # For the history of the models that keep one.
        row._history_user, row._change_reason = self.by, "Imported."
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as fault:
            self.fault(pointer, f"the database refuses it: {fault}")
            return False
        (self.report.created if is_new else self.report.changed)[name] += 1
        return True

    def validation_faults(
        self, fault: ValidationError, json_keys: dict[str, str], pointer: str
    ) -> None:
        for attribute, messages in fault.message_dict.items():
            key = "" if attribute == "__all__" else f"/{json_keys.get(attribute, attribute)}"
            for message in messages:
                self.fault(f"{pointer}{key}", message)
