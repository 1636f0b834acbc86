"""What the export showed and shows no more: a leaf, like the content version."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

UNUSED = "No published page uses it any more."
DELETED = "It was deleted."


class RemovalQuerySet(models.QuerySet):
    def note(
        self,
        name: str,
        keys: Iterable[str],
        number: int,
        *,
        why: str,
        moved_to: str = "",
        uid: uuid.UUID | None = None,
    ) -> None:
        """Tell that the records of list `name` with these keys are gone since version `number`."""
        keys = list(keys)
        if not keys:
            return
        self.forget(name, keys)
        now = timezone.now()
        self.bulk_create(
            [
                self.model(
                    name=name,
                    key=key,
                    uid=uid,
                    modified_in=number,
                    removed_at=now,
                    why=why,
                    moved_to=moved_to,
                )
                for key in keys
            ],
            batch_size=500,
        )

    def forget(self, name: str, keys: Iterable[str]) -> None:
        """Records with these keys can be seen again."""
        keys = list(keys)
        if keys:
            self.filter(name=name, key__in=keys).delete()


class Removal(models.Model):
    """A key that the export once bore, when and why it went, and where it leads now."""

    name = models.CharField("list", max_length=12)
    key = models.CharField(max_length=60)
    uid = models.UUIDField("id of a page", null=True, blank=True)
    modified_in = models.PositiveBigIntegerField(db_index=True)
    removed_at = models.DateTimeField()
    why = models.TextField()
    moved_to = models.CharField(max_length=60, blank=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        ordering = ["modified_in", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], name="ldnsite_removal_once_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.key}"
