"""What needs attention among references and links; each queue is a filter of its model's list."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from references.evidence import Retraction
from references.models import Link, LinkStatus, Resource, ResourceKind, Study
from references.models.listed import ListedReference

QUARTER = datetime.timedelta(days=91)
YEAR = datetime.timedelta(days=365)
# Lists of people and places that readers turn to: an old one sends them on a wasted way.
DIRECTORIES = (ResourceKind.CLINICIAN_LIST, ResourceKind.PHARMACY_LIST, ResourceKind.GROUP)


@dataclass(frozen=True)
class Queue:
    """Rows of a list that wait for somebody: `label` says which, `narrow` finds them."""

    label: str
    narrow: Callable[[QuerySet], QuerySet]


def broken(links: QuerySet[Link]) -> QuerySet[Link]:
    return links.filter(status=LinkStatus.BROKEN)


def long_wanted(links: QuerySet[Link]) -> QuerySet[Link]:
    """Without an address now, and already so in a version that is a quarter of a year old."""
    before = timezone.now() - QUARTER
    versions = Link.history.model.objects.filter(id=OuterRef("pk"), url="", history_date__lt=before)
    return links.filter(Exists(versions), status=LinkStatus.WANTED)


def moved(links: QuerySet[Link]) -> QuerySet[Link]:
    return links.filter(status=LinkStatus.MOVED)


def unconfirmed(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=timezone.localdate() - YEAR)
    return resources.filter(old, resource_kind__in=DIRECTORIES)


def cited(references: QuerySet) -> QuerySet:
    """Those that a present page cites: they stand in the readers' lists, which keep that."""
    return references.filter(_listed())


def uncited(references: QuerySet) -> QuerySet:
    """Found as the rows lie, then put in order: few are, and each has to be asked of."""
    rows = references.model._base_manager.filter(~_listed()).order_by()
    return references.filter(pk__in=rows.values("pk"))


def _listed() -> Exists:
    return Exists(ListedReference.objects.filter(pk=OuterRef("pk")))


def retracted(studies: QuerySet[Study]) -> QuerySet[Study]:
    return cited(studies).filter(retraction_status=Retraction.RETRACTED)


QUEUES: dict[type, dict[str, Queue]] = {
    Link: {
        "broken": Queue("Links that are broken", broken),
        "long-wanted": Queue("Links whose address is wanted for three months", long_wanted),
        "moved": Queue("Links with a new address to take over", moved),
    },
    Resource: {
        "unconfirmed": Queue("Directories not confirmed for a year", unconfirmed),
        "uncited": Queue("Resources that no page shows", uncited),
    },
    Study: {
        "retracted": Queue("Retracted studies that a page still cites", retracted),
        "uncited": Queue("Studies that no page cites", uncited),
    },
}


class AttentionFilter(admin.SimpleListFilter):
    title = "what needs attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, queue.label) for name, queue in QUEUES[model_admin.model].items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        queue = QUEUES[queryset.model].get(self.value() or "")
        return queue.narrow(queryset) if queue else queryset
