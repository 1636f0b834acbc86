from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from ldnsite.models import KeyedModel
from ldnsite.searching.models import Kind, SearchEntry, joined


class Term(KeyedModel):
    """A word of the glossary. Its first use in each section of a page leads to the definition."""

    search_kind = Kind.TERM
    export_list = "terms"

    term = models.CharField(max_length=100)
    forms = models.TextField(
        "other forms",
        blank=True,
        help_text="Other spellings, plurals and long forms, one on a line. Pages pick them up "
        "when they are next published.",
    )
    definition = models.TextField(help_text="In plain words, one or two sentences.")

    history = HistoricalRecords(excluded_fields=["modified_in"])

    class Meta(KeyedModel.Meta):
        ordering = [Lower("term")]
        constraints = [
            models.UniqueConstraint(
                Lower("term"),
                name="%(app_label)s_%(class)s_term_unique",
                violation_error_message="The glossary has this word already.",
            )
        ]

    def __str__(self) -> str:
        return self.term

    @classmethod
    def shown_on(cls, pks: list[Any]) -> models.QuerySet:
        """Present editions that use one of the words: they name it while it is there."""
        from articles.models.edition import Edition

        condition = models.Q(pk__in=[])
        for term in cls._base_manager.filter(pk__in=pks):
            condition |= models.Q(pk__in=Edition.objects.with_term(term.key).values("pk"))
        return Edition._base_manager.filter(condition)

    @classmethod
    def said_on_pages(cls, pks: list[Any]) -> dict[Any, Any]:
        """The word itself, since a page names its words in their order."""
        return dict(cls._base_manager.filter(pk__in=pks).values_list("pk", "term"))

    def get_absolute_url(self) -> str:
        return reverse("articles:term", args=[self.key])

    def search_entries(self) -> list[SearchEntry]:
        forms = ", ".join(self.form_list)
        return [
            SearchEntry(
                owner=self.pk,
                title=self.term,
                text=joined(self.definition, f"Also: {forms}" if forms else ""),
                address=self.get_absolute_url(),
            )
        ]

    @property
    def form_list(self) -> list[str]:
        return [line.strip() for line in self.forms.splitlines() if line.strip()]

    @property
    def all_forms(self) -> list[str]:
        return [self.term, *self.form_list]

    def clean(self) -> None:
        super().clean()
        mine = {form.casefold() for form in self.all_forms}
        for other in Term.objects.exclude(pk=self.pk):
            shared = mine & {form.casefold() for form in other.all_forms}
            if shared:
                raise ValidationError(
                    {"forms": f"“{min(shared)}” stands under “{other.term}” already."}
                )
