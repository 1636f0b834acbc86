"""The report of a run of the link checker, for editors."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkCheckRun(models.Model):
    """What one run found. Readers never see it.

    `counts` is keyed by outcome. `rows` holds a dictionary for each link worth an editor's look:
    key, label, url, before, after, outcome, said.
    """

    started_at = models.DateTimeField("started")
    finished_at = models.DateTimeField("finished", null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Blank for a check that the server began by itself.",
    )
    asked = models.PositiveIntegerField("links chosen", default=0)
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = "link check"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"Link check of {timezone.localtime(self.started_at):%d %B %Y, %H:%M}"

    @property
    def checked(self) -> int:
        return sum(self.counts.values())

    @property
    def left_over(self) -> int:
        """How many of the chosen links the run's end left without a result."""
        return self.asked - self.checked

    @property
    def changed(self) -> list[dict[str, Any]]:
        """The rows of links that readers or editors now see otherwise."""
        return [row for row in self.rows if row["before"] != row["after"]]

    @property
    def unchanged(self) -> list[dict[str, Any]]:
        """The rows of links that are as before, and still worth a look."""
        return [row for row in self.rows if row["before"] == row["after"]]
