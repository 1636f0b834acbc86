"""How often somebody tried: counters that several servers share and that races cannot pass."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

# Counters that ended, removed with one attempt.
SWEEP = 500


@dataclass(frozen=True)
class Allowance:
    """`limit` attempts within `seconds` of the first; `limit` None counts and refuses nothing."""

    subject: str
    limit: int | None
    seconds: int


class CounterManager(models.Manager["Counter"]):
    def counts(self, subjects: Iterable[str]) -> dict[str, int]:
        """How often each subject was counted, as far as its time has not ended."""
        found = self.filter(subject__in=subjects, ends_at__gt=timezone.now())
        return dict(found.values_list("subject", "count"))

    @transaction.atomic
    def take(self, allowances: Iterable[Allowance]) -> tuple[int, bool]:
        """Count an attempt before it is made: seconds to wait, and whether it was the last allowed.

        Nothing is counted where one of them refuses, so an attempt that is refused prolongs
        nothing. The rows are held in one order until all are looked at: however many attempts
        arrive at once, no more than the limit pass.
        """
        now = timezone.now()
        wanted = {allowance.subject: allowance for allowance in allowances}
        self.bulk_create(
            (Counter(subject=subject, ends_at=now) for subject in wanted), ignore_conflicts=True
        )
        held = list(self.select_for_update().filter(subject__in=wanted).order_by("subject"))
        waits = [
            (row.ends_at - now).total_seconds()
            for row in held
            if row.ends_at > now and row.is_full(wanted[row.subject])
        ]
        if waits:
            return max(1, round(max(waits))), False
        for row in held:
            row.count_one(now, wanted[row.subject].seconds)
        self.bulk_update(held, ["count", "ends_at"])
        return 0, any(row.is_full(wanted[row.subject]) for row in held)

    @transaction.atomic
    def give_back(self, subjects: Iterable[str]) -> None:
        """The attempt was no guess: count it no longer."""
        held = list(self.select_for_update().filter(subject__in=list(subjects)).order_by("subject"))
        for row in held:
            row.count = max(0, row.count - 1)
        self.bulk_update(held, ["count"])

    @transaction.atomic
    def sweep(self) -> None:
        """Remove counters that ended, except those that somebody holds."""
        ended = self.select_for_update(skip_locked=True).filter(ends_at__lt=timezone.now())
        self.filter(pk__in=list(ended.values_list("pk", flat=True)[:SWEEP])).delete()


class Counter(models.Model):
    """Subjects are keyed digests: the table tells nobody which names were tried."""

    subject = models.CharField(max_length=80, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    objects = CounterManager()

    def __str__(self) -> str:
        return f"{self.subject.split(':')[0]}: {self.count}"

    def is_full(self, allowance: Allowance) -> bool:
        return allowance.limit is not None and self.count >= allowance.limit

    def count_one(self, now: datetime.datetime, seconds: int) -> None:
        if self.ends_at <= now:
            self.count, self.ends_at = 0, now + datetime.timedelta(seconds=seconds)
        self.count += 1
