from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from ldnsite.searching.models import Kind, SearchEntry, joined
from references.identifiers import validate_isbn
from references.models.reference import Reference

CONFIRMED_FOR = timedelta(days=365)


class ResourceKind(models.TextChoices):
    GUIDE = "guide", "Guides"
    ARTICLE = "article", "Articles"
    WEBSITE = "website", "Websites"
    WIKI = "wiki", "Wikis"
    BOOK = "book", "Books"
    VIDEO = "video", "Videos"
    GROUP = "group", "Groups"
    DATABASE = "database", "Databases"
    CLINICIAN_LIST = "clinician_list", "Lists of clinicians"
    PHARMACY_LIST = "pharmacy_list", "Lists of pharmacies"


class Resource(Reference):
    """A book, site, group or list that a reader may turn to."""

    search_kind = Kind.RESOURCE
    export_list = "resources"
    placed_by = ("resource_kind", "title")

    resource_kind = models.CharField("kind", max_length=16, choices=ResourceKind)
    publisher = models.CharField(max_length=200, blank=True)
    isbn = models.CharField(
        "ISBN",
        max_length=20,
        blank=True,
        validators=[validate_isbn],
        help_text="10 or 13 figures; hyphens are fine.",
    )
    description = models.TextField(
        blank=True, help_text="What it is for, and what to be careful of, in one or two sentences."
    )
    confirmed_on = models.DateField(
        "last confirmed on",
        null=True,
        blank=True,
        help_text="When somebody last made sure that it is there and still says this.",
    )

    history = HistoricalRecords(excluded_fields=["modified_in"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resource_kind__in=ResourceKind.values),
                name="%(app_label)s_%(class)s_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("references:resource", args=[self.key])

    def place_in_list(self) -> tuple[str, str]:
        """By kind as they are declared, then by title."""
        return self.resource_kind, f"{ResourceKind.values.index(self.resource_kind):02}{self.title}"

    @property
    def is_confirmed_long_ago(self) -> bool:
        """Whether nobody has made sure of it for more than a year."""
        return bool(self.confirmed_on) and timezone.localdate() - self.confirmed_on > CONFIRMED_FOR

    def search_entries(self) -> list[SearchEntry]:
        made = ", ".join(filter(None, [self.short_people, str(self.year or "")]))
        kind = self.get_resource_kind_display()
        return [
            SearchEntry(
                owner=self.pk,
                title=self.title,
                context=" · ".join(filter(None, [kind, made])),
                text=joined(
                    self.description,
                    ", ".join(self.people_list),
                    self.publisher,
                    self.isbn,
                    kind,
                    str(self.year or ""),
                ),
                address=self.get_absolute_url(),
            )
        ]
