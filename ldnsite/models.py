"""The bases of all records: checked, seen by readers, named by a key.

A leaf of the project: `references` and `articles` build on it, and it knows nothing of them.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction

from ldnsite.following import (
    Before,
    Leads,
    before_change,
    leads_of,
    note_change,
    note_going,
    note_gone,
    settle_rows,
)
from ldnsite.keys import MAX_KEY, validate_key
from ldnsite.removals import Removal
from ldnsite.searching.models import Kind, SearchEntry
from ldnsite.text import normalise_newlines, validate_text
from ldnsite.versions import ContentVersion

__all__ = [
    "CheckedModel",
    "ContentVersion",
    "KeyedModel",
    "MergeableModel",
    "Removal",
    "VisibleModel",
    "VisibleQuerySet",
]

# Rows whose search entries are renewed at a time.
SEARCH_BATCH = 200


class CheckedModel(models.Model):
    """Every text field holds only what each database, XML and JSON can carry."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        exclude = set(exclude or ())
        faults: dict[str, Any] = {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if field.name in exclude or not isinstance(value, str):
                continue
            value = normalise_newlines(value)
            setattr(self, field.attname, value)
            try:
                validate_text(value)
            except ValidationError as fault:
                faults[field.name] = fault
                exclude.add(field.name)
        try:
            super().clean_fields(exclude)
        except ValidationError as fault:
            faults = fault.update_error_dict(faults)
        if faults:
            raise ValidationError(faults)


class VisibleQuerySet(models.QuerySet):
    """Bulk writes count as changes too, and reach the search.

    They write no history, where a model keeps one: `update` and `bulk_create` are for what machines
    find, such as the state of a link. What people write goes through `save`.
    """

    def searchable(self) -> Self:
        """The rows that readers may find, with what `search_entries` needs beside them."""
        return self

    def named(self, keys: Iterable[str]) -> dict[str, Any]:
        """Rows of a mergeable model by each of `keys`: their own, or one merged into them.

        One query, and a second where a key is nobody's own.
        """
        keys = set(keys)
        rows = {row.key: row for row in self.filter(key__in=keys)} if keys else {}
        others = keys - rows.keys()
        for row in self.exclude(former_keys="") if others else ():
            rows |= dict.fromkeys(others.intersection(row.former_key_list), row)
        return rows

    def exported(self) -> Self:
        """The rows that the export may tell of: those that readers can come to see."""
        return self

    def _written(self) -> list[Any]:
        return list(self.values_list("pk", flat=True))

    @transaction.atomic
    def update(self, **changes: Any) -> int:
        number = ContentVersion.objects.bump()
        written = self._written()
        before = before_change(self.model, written)
        result = super().update(**changes)
        self.model.refresh_search(written)
        note_change(self.model, written, number, before)
        return result

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        number = ContentVersion.objects.bump()
        written = self._written()
        going = note_going(self.model, written)
        result = super().delete()
        self.model.refresh_search(written)
        note_gone(going, number)
        return result

    @transaction.atomic
    def bulk_create(self, *args: Any, **options: Any) -> list:
        number = ContentVersion.objects.bump()
        rows = super().bulk_create(*args, **options)
        written = [row.pk for row in rows if row.pk]
        self.model.refresh_search(written)
        note_change(self.model, written, number, Before())
        return rows


class VisibleModel(CheckedModel):
    """A record that readers see as soon as it is saved: each write bumps the content version.

    Where readers can search for it, a model names its `search_kind` and has `search_entries`; each
    write then renews its entries in the same transaction.

    Where the export has a list of such records, a model names it by `export_list`.
    """

    search_kind: ClassVar[Kind | None] = None
    export_list: ClassVar[str] = ""
    # What the export's `removed` names such a record by.
    export_key: ClassVar[str] = "key"
    # Fields that name records which readers see because they see this one.
    leads_to: ClassVar[tuple[str, ...]] = ()

    # The content version of the last change that the export shows; blank while it shows nothing.
    modified_in = models.PositiveBigIntegerField(
        null=True, blank=True, editable=False, db_index=True
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **options: Any) -> None:
        number = ContentVersion.objects.bump()
        before = before_change(type(self), [self.pk] if self.pk else [])
        super().save(*args, **options)
        self.refresh_search([self.pk])
        note_change(type(self), [self.pk], number, before)

    @transaction.atomic
    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        number = ContentVersion.objects.bump()
        pk = self.pk
        going = note_going(type(self), [pk])
        result = super().delete(*args, **options)
        self.refresh_search([pk])
        note_gone(going, number)
        return result

    @classmethod
    def exported_models(cls) -> list[type["VisibleModel"]]:
        """The models by which the export knows rows of this one."""
        return [cls]

    @classmethod
    def leads(cls, pks: list[Any]) -> Leads:
        """Primary keys of what these rows name by the fields of `leads_to`, by model."""
        return leads_of(cls, pks)

    @classmethod
    def settle(cls, pks: Iterable[Any], number: int, *, changed: bool = False) -> list[Any]:
        """See `following.settle_rows`; a model whose rows replace each other has its own way."""
        return settle_rows(cls, pks, number, changed=changed)

    @classmethod
    def shown_on(cls, pks: list[Any]) -> models.QuerySet | None:
        """Other rows whose own record in the export says something of these; None for none."""
        return None

    @classmethod
    def said_on_pages(cls, pks: list[Any]) -> dict[Any, Any]:
        """What the records of `shown_on` say of each of these rows, by primary key."""
        return {}

    def search_entries(self) -> list[SearchEntry]:
        """What the search finds of this row, one of `searchable()`; kind and text are tidied."""
        raise NotImplementedError

    @classmethod
    def search_models(cls) -> list[type["VisibleModel"]]:
        """The models whose entries a write to this one changes."""
        return [cls] if cls.search_kind else []

    @classmethod
    def refresh_search(cls, pks: Iterable[Any]) -> None:
        """Make the search find these rows as they are now, or not at all where they are gone.

        Call it in the transaction of the change, after `bump` or `hold`: those let writers pass
        one by one.
        """
        pks = list(pks)
        for model in cls.search_models():
            for start in range(0, len(pks), SEARCH_BATCH):
                batch = pks[start : start + SEARCH_BATCH]
                SearchEntry.objects.replace(
                    model.search_kind,
                    batch,
                    (
                        entry
                        for row in model._default_manager.searchable().filter(pk__in=batch)
                        for entry in row.search_entries()
                    ),
                )


class KeyedModel(VisibleModel):
    """A record that texts name by a short, lasting key."""

    key = models.CharField(
        "key",
        max_length=MAX_KEY,
        unique=True,
        validators=[validate_key],
        help_text="Short name used in texts, such as younger-2013: lower-case letters, figures and "
        "hyphens. It stays as it is once saved, because pages refer to it.",
    )

    class Meta:
        abstract = True
        ordering = ["key"]

    def clean(self) -> None:
        super().clean()
        self._refuse_changed_key()

    def _refuse_changed_key(self) -> None:
        stored = self._stored()
        if stored is not None and stored.key != self.key:
            raise ValidationError(
                {"key": f"The key stays “{stored.key}”: pages refer to this record by it."}
            )

    def _stored(self) -> Self | None:
        return type(self)._base_manager.filter(pk=self.pk).only("key").first() if self.pk else None


class MergeableModel(KeyedModel):
    """A keyed record that takes over the keys of the duplicates that were merged into it.

    Texts name keys, and published ones never change: a key merged away keeps leading here, and is
    never given to another record.
    """

    former_keys = models.TextField(
        blank=True,
        editable=False,
        help_text="Keys of the records that were merged into this one, one on a line.",
    )

    # What bringing back an older version leaves alone.
    lasting_fields = ("former_keys",)

    class Meta(KeyedModel.Meta):
        abstract = True

    @property
    def former_key_list(self) -> list[str]:
        return [line.strip() for line in self.former_keys.splitlines() if line.strip()]

    @classmethod
    def key_models(cls) -> list[type["MergeableModel"]]:
        """The models whose keys a text cannot tell from this one's."""
        return [cls]

    def clean(self) -> None:
        super().clean()
        try:
            for key in self.former_key_list:
                validate_key(key)
        except ValidationError as fault:
            raise ValidationError({"former_keys": fault}) from None
        for model in self.key_models():
            others = model._default_manager.all()
            self._refuse_keys_of(others.exclude(pk=self.pk) if isinstance(self, model) else others)

    def _refuse_keys_of(self, others: VisibleQuerySet) -> None:
        """A key in use twice is told by the field’s own check, one merged away only here."""
        for key, row in others.named([self.key]).items():
            if row.key != key:
                raise ValidationError(
                    {
                        "key": f"“{key}” leads to “{row.key}” since the two were merged; choose "
                        "another."
                    }
                )
        for key, row in others.named(self.former_key_list).items():
            raise ValidationError({"former_keys": f"“{key}” leads to “{row.key}” already."})
