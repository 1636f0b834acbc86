"""The content version: one number that stands for everything readers can see. A leaf."""

from django.db import models
from django.db.models import F
from django.utils import timezone


class ContentVersionManager(models.Manager["ContentVersion"]):
    def number(self) -> int:
        """The current version; 0 on a site where nothing was ever published."""
        return self.values_list("number", flat=True).first() or 0

    def hold(self) -> None:
        """Let no other writer pass until this transaction ends, and count nothing.

        This row is the first lock of every writer, drafts included, before any row of its own: two
        that took theirs in another order would wait for each other. SQLite's writers pass one by
        one anyway.
        """
        if self.select_for_update().first() is None:
            self.get_or_create(singleton=True)
            self.select_for_update().first()

    def bump(self) -> int:
        """Count one change that readers can see, hold the row as `hold` does, return the number.

        Call it inside the transaction of the change, before anything is written. Other writers
        wait until that ends: so records that bear a number come into sight in the order of numbers.
        """
        counted = {"number": F("number") + 1, "changed_at": timezone.now()}
        if not self.update(**counted):
            # Two first writers may meet here: one makes the row, both count.
            self.get_or_create(singleton=True)
            self.update(**counted)
        return self.number()


class ContentVersion(models.Model):
    """A single row. Entity tags, caches and the export's cursor hang on its number."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    # Whoever saw an earlier number has to take everything again: a backup was brought back since.
    complete_from = models.PositiveBigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ContentVersionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(singleton=True), name="ldnsite_contentversion_single_row"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
