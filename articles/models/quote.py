from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from ldnsite.models import MergeableModel, VisibleQuerySet
from ldnsite.searching.models import Kind, SearchEntry, joined
from references.models import Link, Reference
from references.models.reference import validate_year
from references.models.sight import QUOTE_PATHS, seen_through


class QuoteForm(models.TextChoices):
    VERBATIM = "verbatim", "Verbatim: the speaker’s own words"
    PARAPHRASE = "paraphrase", "Paraphrase: what the speaker said, in our words"


class Role(models.TextChoices):
    PATIENT = "patient", "Patient"
    CLINICIAN = "clinician", "Clinician"
    RESEARCHER = "researcher", "Researcher"
    PHARMACIST = "pharmacist", "Pharmacist"
    AUTHOR = "author", "Author"


class QuoteQuerySet(VisibleQuerySet):
    def searchable(self) -> Self:
        """Quotations that a current page shows; of several pages the first by number is named."""
        from articles.models.edition import EditionState
        from articles.models.uses import QuoteUse

        # By way of the few uses of each quotation. A list for `is_latest`, since with a plain
        # `True` SQLite walks the index of all current editions for every row.
        first = QuoteUse.objects.filter(
            quote=OuterRef("pk"),
            edition__is_latest__in=[True],
            edition__state=EditionState.PUBLISHED,
        ).order_by("edition__code_order")
        return self.annotate(
            page_slug=Subquery(first.values("edition__slug")[:1]),
            page_code=Subquery(first.values("edition__code")[:1]),
            page_title=Subquery(first.values("edition__title")[:1]),
        ).filter(page_slug__isnull=False)

    def exported(self) -> Self:
        return self.filter(seen_through(Quote, QUOTE_PATHS))


class Quote(MergeableModel):
    """What one person said or reported, with where it stands. Shown only where a page quotes it."""

    search_kind = Kind.QUOTE
    export_list = "quotes"
    leads_to = ("source", "link")

    words = models.TextField(help_text="Without quotation marks: the site sets them.")
    form = models.CharField(max_length=12, choices=QuoteForm, default=QuoteForm.PARAPHRASE)
    speaker = models.CharField(
        max_length=160,
        help_text="The same spelling each time, so that one person’s stand together.",
    )
    role = models.CharField(max_length=12, choices=Role)
    year = models.PositiveSmallIntegerField(null=True, blank=True, validators=[validate_year])
    source = models.ForeignKey(
        Reference,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotes",
        help_text="The study or resource in which it stands.",
    )
    link = models.ForeignKey(
        Link,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotes",
        help_text="Or the address at which it stands.",
    )
    note = models.TextField(
        blank=True, help_text="What a reader must know beside it: doubt, context, contradiction."
    )

    objects = QuoteQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["modified_in"])

    class Meta(MergeableModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(form="verbatim") | Q(source__isnull=False) | Q(link__isnull=False),
                name="%(app_label)s_%(class)s_verbatim_has_source",
                violation_error_message="A verbatim quotation needs its source or its link.",
            )
        ]

    def __str__(self) -> str:
        words = self.words if len(self.words) <= 60 else f"{self.words[:59]}…"
        return f"{self.speaker}: {words}"

    @property
    def is_verbatim(self) -> bool:
        return self.form == QuoteForm.VERBATIM

    @property
    def is_story(self) -> bool:
        """A patient's own account: one person's experience, not evidence."""
        return self.role == Role.PATIENT

    @classmethod
    def key_models(cls) -> list[type[MergeableModel]]:
        """`![[key]]` shows a quote as it shows a study or resource."""
        return [Quote, Reference]

    def search_entries(self) -> list[SearchEntry]:
        said = ", ".join(filter(None, [self.get_role_display().lower(), str(self.year or "")]))
        story = "one person’s experience" if self.is_story else ""
        page = f"on page {self.page_code}: {self.page_title}"
        return [
            SearchEntry(
                owner=self.pk,
                title=f"{self.speaker}, {said}",
                context=" · ".join(filter(None, [story, page])),
                text=joined(self.words, self.note),
                address=reverse("articles:page", args=[self.page_slug]),
                anchor=f"voice_{self.key}",
            )
        ]

    def clean(self) -> None:
        super().clean()
        words = self.words.strip()
        if len(words) > 1 and words[0] in "\"“‘«'" and words[-1] in "\"”’»'":
            raise ValidationError(
                {"words": "Leave the quotation marks out: the site sets them round verbatim words."}
            )
        if Reference.objects.filter(key=self.key).exists():
            raise ValidationError(
                {"key": f"“{self.key}” is the key of a study or resource; choose another."}
            )
