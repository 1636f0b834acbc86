"""Readers' views of what published pages cite; what only drafts use does not show here."""

from django.db.models import Count
from django.http import Http404, HttpResponsePermanentRedirect
from django.views.generic import DetailView, ListView

from ldnsite.entries import EntriesByKey, Place
from ldnsite.paging import PagedRows, in_order
from references.glance import evidence_of
from references.models import CITED_NOW, ListedReference, Resource, ResourceKind, Study


class StudyList(ListView):
    template_name = "references/study_list.html"
    context_object_name = "studies"
    paginate_by = 100

    def get_queryset(self):
        return PagedRows(ListedReference.objects.of(Study))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["studies"] = in_order(Study.objects.public(), context["object_list"])
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


class ResourceList(EntriesByKey, ListView):
    """Resources by kind; `?kind=book` shows one kind, and any other word shows them all."""

    list_route = "references:resources"
    template_name = "references/resource_list.html"
    context_object_name = "resources"
    paginate_by = 200

    def get_queryset(self):
        kind = self.request.GET.get("kind")
        self.kind = ResourceKind(kind) if kind in ResourceKind.values else None
        rows = ListedReference.objects.of(Resource)
        self.counts = dict(rows.order_by().values_list("part").annotate(count=Count("pk")))
        if not self.kind:
            return PagedRows(rows, sum(self.counts.values()))
        return PagedRows(rows.filter(part=self.kind), self.counts.get(self.kind, 0))

    def place_of(self, key: str) -> Place | None:
        row = Resource.objects.public().named([key]).get(key)
        listed = ListedReference.objects.filter(pk=row.pk).first() if row else None
        if not listed:
            return None
        return Place(ListedReference.objects.before(listed).count(), row.key)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        public = Resource.objects.public().select_related("link")
        return context | {
            "resources": in_order(public, context["object_list"]),
            "kind": self.kind,
            "kinds": [(kind, self.counts[kind]) for kind in ResourceKind if kind in self.counts],
            "total": sum(self.counts.values()),
            "kept": f"kind={self.kind}&" if self.kind else "",
        }
