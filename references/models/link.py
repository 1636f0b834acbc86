from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from ldnsite.models import MergeableModel, VisibleQuerySet
from references.identifiers import validate_web_address
from references.models.sight import LINK_PATHS, seen_through


class LinkStatus(models.TextChoices):
    WANTED = "wanted", "address wanted"
    UNCHECKED = "unchecked", "not checked yet"
    OK = "ok", "works"
    MOVED = "moved", "has moved"
    CAUTION = "caution", "works, with a caution"
    BROKEN = "broken", "broken"


# What a check found at one address, and its value where none was made. It changes by itself:
# versions leave it out, and bringing back older words leaves it alone.
FOUND_BY_CHECKS = {"http_status": None, "checked_at": None, "failing_since": None, "final_url": ""}


class LinkQuerySet(VisibleQuerySet):
    def exported(self) -> Self:
        """What a page links to, and what the records that it shows link to."""
        return self.filter(seen_through(Link, LINK_PATHS))


class Link(MergeableModel):
    """An address on the web, kept once and named in texts by its key."""

    export_list = "links"

    label = models.CharField(
        max_length=300, help_text="What the link leads to, in words that make sense on their own."
    )
    url = models.CharField(
        "address",
        max_length=2000,
        blank=True,
        validators=[validate_web_address],
        help_text="The whole address, beginning with https://. Leave it blank where nobody knows "
        "it yet: readers then see “address wanted”.",
    )
    status = models.CharField(
        max_length=12,
        choices=LinkStatus,
        default=LinkStatus.UNCHECKED,
        blank=True,
        help_text="“Address wanted” while the address is blank; otherwise what the last check "
        "found. “Works, with a caution” is yours to set: a check that finds the page keeps it.",
    )
    http_status = models.PositiveSmallIntegerField("HTTP status", null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    final_url = models.CharField(
        "address it moved to", max_length=2000, blank=True, validators=[validate_web_address]
    )
    archived_url = models.CharField(
        "archived copy",
        max_length=2000,
        blank=True,
        validators=[validate_web_address],
        help_text="A copy in a web archive, offered to readers when the address is broken.",
    )
    note = models.TextField(
        blank=True, help_text="Anything a reader should know before following the link."
    )

    objects = LinkQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=[*FOUND_BY_CHECKS, "modified_in"])

    class Meta(MergeableModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url="", status="wanted")
                | (~models.Q(url="") & ~models.Q(status="wanted")),
                name="%(app_label)s_%(class)s_wanted_without_address",
                violation_error_message="A link is “address wanted” exactly while its address is "
                "blank.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=LinkStatus.values),
                name="%(app_label)s_%(class)s_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "label", "key"], name="references_link_by_status")
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def shown_on(cls, pks: list[Any]) -> models.QuerySet:
        """Present editions whose text leads there: their HTML holds the address."""
        edition = cls._meta.get_field("uses").related_model._meta.get_field("edition")
        return edition.related_model._base_manager.filter(
            is_latest=True, state="published", link_uses__link__in=pks
        ).distinct()

    @classmethod
    def said_on_pages(cls, pks: list[Any]) -> dict[Any, Any]:
        """The address, and whether it is wanted or broken; whatever else a check finds is not."""
        rows = cls._base_manager.filter(pk__in=pks)
        return {
            pk: (url, status == LinkStatus.BROKEN and (LinkStatus.BROKEN, archived_url))
            for pk, url, status, archived_url in rows.values_list(
                "pk", "url", "status", "archived_url"
            )
        }

    @property
    def is_wanted(self) -> bool:
        return self.status == LinkStatus.WANTED

    @property
    def is_broken(self) -> bool:
        return self.status == LinkStatus.BROKEN

    @property
    def is_caution(self) -> bool:
        return self.status == LinkStatus.CAUTION

    def clean(self) -> None:
        """Let the status follow the address, so that an editor only has to paste or clear it."""
        super().clean()
        stored = (
            type(self)
            ._base_manager.filter(pk=self.pk)
            .only("url", "status", *FOUND_BY_CHECKS)
            .first()
        )
        moved = stored is not None and stored.url != self.url
        if not self.url:
            self.status = LinkStatus.WANTED
        elif self.status in ("", LinkStatus.WANTED) or (moved and stored.status == self.status):
            self.status = LinkStatus.UNCHECKED
        if moved:
            self._forget_what_was_found(stored)
        if self.url and self.final_url == self.url:
            raise ValidationError({"final_url": "This is the address above; leave it blank."})

    def _forget_what_was_found(self, stored: "Link") -> None:
        """What the last check found at another address says nothing of this one.

        A value that came with the new address, as in an import, stays.
        """
        for name, none in FOUND_BY_CHECKS.items():
            if getattr(self, name) == getattr(stored, name):
                setattr(self, name, none)
