from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from ldnsite.models import CheckedModel
from references.models.reference import Reference

BATCH = 500


class ListedReferenceManager(models.Manager["ListedReference"]):
    def relist(self, pks: Iterable[Any]) -> None:
        """Let these references stand in their lists as they are now, or not at all.

        Call it in the transaction of the change, after the content version is held.
        """
        ordered = sorted(set(pks))
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            rows = [
                row
                for model in Reference.__subclasses__()
                for row in _rows_of(model, model._default_manager.filter(pk__in=batch))
            ]
            self.filter(pk__in=set(batch).difference(row.pk for row in rows)).delete()
            self.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["reference"],
                update_fields=["name", "part", "place"],
            )

    def of(self, model: type[Reference]) -> models.QuerySet["ListedReference"]:
        """The list of the studies or of the resources, in its order."""
        return self.filter(name=model.export_list).order_by("place", "reference_id")

    def before(self, row: "ListedReference") -> models.QuerySet["ListedReference"]:
        """What stands before this one in its list."""
        return self.filter(
            models.Q(place__lt=row.place) | models.Q(place=row.place, pk__lt=row.pk), name=row.name
        )

    def counts(self) -> dict[str, int]:
        """How many stand in each list, by its name; one query."""
        return dict(self.values_list("name").annotate(count=models.Count("pk")).order_by())

    def rebuild(self) -> None:
        """Make the lists anew, where rows were written past the models."""
        self.all().delete()
        for model in Reference.__subclasses__():
            self.bulk_create(_rows_of(model, model._default_manager.all()), batch_size=BATCH)


class ListedReference(CheckedModel):
    """A study or resource that a present page cites, and where it stands in the readers' list.

    Kept in step with the citations by `Reference.settle`; it says nothing that they do not.
    """

    reference = models.OneToOneField(
        Reference, on_delete=models.CASCADE, primary_key=True, related_name="listed"
    )
    # "studies" or "resources", as the export names the list.
    name = models.CharField(max_length=9)
    # The illness of a study, the kind of a resource.
    part = models.CharField(max_length=16)
    # The plain order of this is that of the list.
    place = models.CharField(max_length=502)

    objects = ListedReferenceManager()

    class Meta:
        # Each holds all that a list asks for, so that the records themselves are not read.
        indexes = [
            models.Index(fields=["name", "place", "reference"], name="references_listed_place"),
            models.Index(
                fields=["name", "part", "place", "reference"], name="references_listed_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.place}"


def _rows_of(model: Any, chosen: models.QuerySet) -> Iterator[ListedReference]:
    for row in chosen.public().only(*model.placed_by):
        part, place = row.place_in_list()
        yield ListedReference(reference_id=row.pk, name=model.export_list, part=part, place=place)
