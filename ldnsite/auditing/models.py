"""Who signed in, who could not, who changed an account or what readers see; when backups were made.

Only administrators read it. It never holds a password, nor a name that no account bears: people
type their password into the field for the name.
"""

import datetime
import json
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

logger = logging.getLogger("ldnsite.audit")
MAX_ABOUT = 200
# A backup is made every night; one that failed once may be made good the next night.
BACKUP_IS_OLD = datetime.timedelta(days=2)


class Event(models.TextChoices):
    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Wrong name or password"
    SIGN_IN_HELD = "sign_in_held", "Too many attempts: held off"
    CODE_FAILED = "code_failed", "Wrong code of the second step"
    CODE_HELD = "code_held", "Too many codes: held off"
    RECOVERY_USED = "recovery_used", "Used a recovery code"
    SECOND_STEP_ON = "second_step_on", "Set up the second step"
    SECOND_STEP_OFF = "second_step_off", "Second step taken away"
    RECOVERY_RENEWED = "recovery_renewed", "Made new recovery codes"
    PASSWORD_CHANGED = "password_changed", "Changed the password"
    SIGNED_OUT = "signed_out", "Signed out"
    ACCOUNT_MADE = "account_made", "Account made"
    ACCOUNT_CHANGED = "account_changed", "Account changed"
    ACCOUNT_CLOSED = "account_closed", "Account closed"
    ACCOUNT_OPENED = "account_opened", "Account opened again"
    ROLES_CHANGED = "roles_changed", "Roles changed"
    RIGHTS_CHANGED = "rights_changed", "Rights changed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrew"
    RESTORED = "restored", "Brought back into the draft"
    BACKED_UP = "backed_up", "Backup made"


# What an operator may want to be told of at once.
WARNINGS = {
    Event.SIGN_IN_FAILED,
    Event.SIGN_IN_HELD,
    Event.CODE_FAILED,
    Event.CODE_HELD,
    Event.SECOND_STEP_OFF,
    Event.RIGHTS_CHANGED,
}


@dataclass(frozen=True)
class LastBackup:
    """When the last backup was made; None where none is known of."""

    at: datetime.datetime | None

    @property
    def is_old(self) -> bool:
        return self.at is None or timezone.now() - self.at > BACKUP_IS_OLD


class AuditEntryManager(models.Manager["AuditEntry"]):
    def record(
        self,
        event: Event,
        *,
        person: AbstractBaseUser | None = None,
        address: str | None = None,
        about: str = "",
    ) -> "AuditEntry":
        """Write an entry in the transaction of what it tells, and a log line once that is done."""
        name = person.get_username() if person else ""
        entry = self.create(
            event=event, person=person, name=name, address=address, about=about[:MAX_ABOUT]
        )
        transaction.on_commit(entry.log)
        return entry

    def last_backup(self) -> "LastBackup":
        return LastBackup(
            self.filter(event=Event.BACKED_UP).order_by("-at").values_list("at", flat=True).first()
        )

    def forget_old(self) -> None:
        """Addresses are personal data: entries go after the days that `AUDIT_DAYS` allows.

        Those of backups name nobody, and the older the last one is, the more it matters.
        """
        limit = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS)
        last = self.filter(event=Event.BACKED_UP).order_by("-at").values("pk")[:1]
        self.filter(at__lt=limit).exclude(pk__in=last).delete()


class AuditEntry(models.Model):
    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    event = models.CharField("what", max_length=20, choices=Event)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="who",
    )
    # As it was then: an account may be renamed.
    name = models.CharField("name", max_length=150, blank=True)
    address = models.GenericIPAddressField("network address", null=True)
    about = models.CharField("about", max_length=MAX_ABOUT, blank=True)

    objects = AuditEntryManager()

    class Meta:
        verbose_name = "entry"
        verbose_name_plural = "entries"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["event", "at"], name="auditing_last_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.name or 'nobody known'}"

    def log(self) -> None:
        """One line of JSON, so that no name or title can pass for a line of its own."""
        told: dict[str, Any] = {
            "event": str(self.event),
            "at": self.at.isoformat(),
            "person": self.name,
            "address": self.address,
            "about": self.about,
        }
        level = logging.WARNING if self.event in WARNINGS else logging.INFO
        logger.log(level, json.dumps(told), extra={"audit": told})
