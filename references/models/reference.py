from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from ldnsite.models import MergeableModel, VisibleModel, VisibleQuerySet
from references.models.link import Link
from references.models.sight import REFERENCE_PATHS, cited_now, seen_through

# Of a citation: that its edition is in the public history of a page that readers see.
CITED_ONCE = {
    "edition__article__editions__is_latest": True,
    "edition__article__editions__state": "published",
}


class ReferenceQuerySet(VisibleQuerySet):
    def public(self) -> Self:
        """What a page cites that readers can see now; a record that only drafts use is absent.

        `citations` is the reverse side of what `articles` keeps; nothing of it is imported here.
        """
        return self.filter(cited_now(Reference))

    def told(self) -> Self:
        """What is public, and what only earlier editions of a public page cite.

        Those stay readable in the page's history, and their references lead somewhere.
        """
        return self.filter(
            **{f"citations__{name}": value for name, value in CITED_ONCE.items()}
        ).distinct()

    def searchable(self) -> Self:
        return self.public()

    def exported(self) -> Self:
        """What is public, and what that cannot be understood without."""
        return self.filter(seen_through(Reference, REFERENCE_PATHS))


def validate_year(value: int) -> None:
    """Raise ValidationError for a year that cannot be one of a publication or a saying."""
    if not 1500 <= value <= 2199:
        raise ValidationError("Write the year with four figures, such as 2013.", code="year")


class Reference(MergeableModel):
    """What others published: the common part of studies and resources, and their one name space."""

    title = models.CharField(
        max_length=500,
        help_text="As published. Where the title is not known, describe the work in square "
        "brackets.",
    )
    people = models.TextField(
        "people",
        blank=True,
        help_text="Authors or makers, one on a line, given name first; end with “et al.” where "
        "the list is not whole.",
    )
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[validate_year],
        help_text="Year of publication; leave blank where it is not known.",
    )
    link = models.ForeignKey(
        Link,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="references",
        help_text="Where to read or find it.",
    )

    leads_to = ("link",)
    # What `place_in_list` reads.
    placed_by: ClassVar[tuple[str, ...]] = ()

    objects = ReferenceQuerySet.as_manager()

    class Meta(MergeableModel.Meta):
        # The order of studies at the desk.
        indexes = [models.Index(fields=["-year", "key"], name="references_reference_by_year")]

    def __str__(self) -> str:
        return f"{self.short_people} {self.year or 'n.d.'}: {self.title}".strip()

    @classmethod
    def key_models(cls) -> list[type[MergeableModel]]:
        return [Reference]

    @classmethod
    def settle(cls, pks: Iterable[Any], number: int, *, changed: bool = False) -> list[Any]:
        """Also lets the readers' lists hold what they should: every change passes here."""
        pks = list(pks)
        Reference.listed.related.related_model.objects.relist(pks)
        return super().settle(pks, number, changed=changed)

    def place_in_list(self) -> tuple[str, str]:
        """The part of the readers' list that it stands in, and by what it stands in order."""
        raise NotImplementedError

    @classmethod
    def exported_models(cls) -> list[type[VisibleModel]]:
        return cls.__subclasses__() if cls is Reference else [cls]

    @classmethod
    def search_models(cls) -> list[type[VisibleModel]]:
        """A study or a resource is found as such; its base has the same primary key."""
        return cls.__subclasses__() if cls is Reference else super().search_models()

    @property
    def people_list(self) -> list[str]:
        return [line.strip() for line in self.people.splitlines() if line.strip()]

    @property
    def short_people(self) -> str:
        """Family names for a citation: one, two joined by “and”, or the first and “et al.”."""
        names = [name for name in self.people_list if name != "et al."]
        families = [name.split()[-1] for name in names]
        if not families:
            return ""
        if len(families) > 2 or len(names) < len(self.people_list):
            return f"{families[0]} et al."
        return " and ".join(families)

    @property
    def specific(self) -> "Reference":
        """The Study or Resource that this is the base of; one query unless it was selected."""
        for name in ("study", "resource"):
            if hasattr(self, name):
                return getattr(self, name)
        return self
