"""Readers' views of what published pages cite; what only drafts use does not show here."""

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpResponsePermanentRedirect
from django.views.generic import DetailView, ListView

from references.evidence import Condition
from references.glance import evidence_of
from references.models import CITED_NOW, Resource, ResourceKind, Study


def in_order_of(field: str, values: list[str]) -> Case:
    """Order rows by the place of `field` in `values`, as the choices are declared."""
    return Case(
        *(When(Q(**{field: value}), then=Value(place)) for place, value in enumerate(values)),
        default=Value(len(values)),
        output_field=IntegerField(),
    )


class StudyList(ListView):
    template_name = "references/study_list.html"
    context_object_name = "studies"
    paginate_by = 100

    def get_queryset(self):
        return (
            Study.objects.public()
            .annotate(condition_order=in_order_of("condition", Condition.values))
            .order_by("condition_order", "-year", "key")
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        evidence = evidence_of(context["studies"], self.request.GET.get("sort", ""))
        kept = "" if evidence.sort == "year" else f"sort={evidence.sort}&"
        return context | {"evidence": evidence, "kept": kept}


class StudyPage(DetailView):
    """A study that a page cites, or once cited; a merged one's address leads to what stayed."""

    template_name = "references/study.html"
    context_object_name = "study"
    slug_field = slug_url_kwarg = "key"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            study = Study.objects.told().named([kwargs["key"]]).get(kwargs["key"])
            if study is None:
                raise
            return HttpResponsePermanentRedirect(study.get_absolute_url())

    def get_queryset(self):
        return Study.objects.told().select_related("link")

    def get_context_data(self, **kwargs):
        cited_on = (
            self.object.citations.filter(**CITED_NOW)
            .select_related("edition")
            .order_by("edition__code_order")
        )
        return super().get_context_data(**kwargs) | {
            "cited_on": [citation.edition for citation in cited_on],
        }


class ResourceList(ListView):
    """Resources by kind; `?kind=book` shows one kind, and any other word shows them all."""

    template_name = "references/resource_list.html"
    context_object_name = "resources"
    paginate_by = 200

    def get_queryset(self):
        kind = self.request.GET.get("kind")
        self.kind = ResourceKind(kind) if kind in ResourceKind.values else None
        counted = Resource.objects.public().values_list("resource_kind")
        self.counts = dict(counted.annotate(Count("pk", distinct=True)).order_by())
        rows = (
            Resource.objects.public()
            .select_related("link")
            .annotate(kind_order=in_order_of("resource_kind", ResourceKind.values))
            .order_by("kind_order", "title")
        )
        return rows.filter(resource_kind=self.kind) if self.kind else rows

    def get_paginator(self, *args, **kwargs):
        paginator = super().get_paginator(*args, **kwargs)
        paginator.count = self.counts.get(self.kind, 0) if self.kind else sum(self.counts.values())
        return paginator

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "kinds": [(kind, self.counts[kind]) for kind in ResourceKind if kind in self.counts],
            "total": sum(self.counts.values()),
            "kept": f"kind={self.kind}&" if self.kind else "",
        }
