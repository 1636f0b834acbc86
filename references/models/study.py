from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from ldnsite.searching.models import Kind, SearchEntry, joined
from references import evidence
from references.identifiers import (
    normalise_doi,
    normalise_pmid,
    normalise_registry_ids,
    split_registry_ids,
    validate_doi,
    validate_pmid,
    validate_registry_ids,
)
from references.models.reference import Reference


class Study(Reference):
    """A study, published or only registered. What is not known stays blank; nothing is guessed."""

    search_kind = Kind.STUDY
    export_list = "studies"
    leads_to = ("link", "secondary_of")
    placed_by = ("condition", "year", "key")

    published_on = models.DateField(
        null=True,
        blank=True,
        help_text="The day it first appeared, where known; it tells which pages are older than it.",
    )
    journal = models.CharField(max_length=200, blank=True)
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    pages = models.CharField(
        max_length=40, blank=True, help_text="Page range or article number, such as 529–538."
    )
    doi = models.CharField(
        "DOI",
        max_length=220,
        blank=True,
        validators=[validate_doi],
        help_text="Such as 10.1002/art.37734; a doi.org address may be pasted whole.",
    )
    pmid = models.CharField(
        "PubMed number",
        max_length=9,
        blank=True,
        validators=[validate_pmid],
        help_text="Figures only, such as 23359310.",
    )
    registry_ids = models.CharField(
        "registry numbers",
        max_length=200,
        blank=True,
        validators=[validate_registry_ids],
        help_text="Such as NCT00568555; several are set apart by commas.",
    )
    status = models.CharField(
        max_length=12, choices=evidence.Status, default=evidence.Status.PUBLISHED
    )
    design = models.CharField(
        max_length=24,
        choices=evidence.Design,
        blank=True,
        help_text="Sets the level of evidence (OCEBM 2011) by itself. Blank means not known.",
    )
    blinding = models.CharField(
        max_length=8, choices=evidence.Blinding, blank=True, help_text="Blank means not known."
    )
    condition = models.CharField(
        max_length=16,
        choices=evidence.Condition,
        help_text="The illness studied; illnesses are never counted together.",
    )
    participants = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many people took part, or are planned to."
    )
    participants_planned = models.BooleanField(
        "participants are planned",
        default=False,
        help_text="Tick where the number is a plan, not a count.",
    )
    intervention = models.CharField(max_length=300, blank=True)
    dose = models.CharField(
        max_length=200,
        blank=True,
        help_text="With its unit and how often, such as 4.5 mg once daily. Copy it, then check it.",
    )
    comparator = models.CharField(max_length=300, blank=True, help_text="Such as placebo, or none.")
    duration = models.CharField(max_length=300, blank=True)
    main_outcome = models.CharField(
        max_length=400, blank=True, help_text="What the study was built to test."
    )
    result = models.CharField(
        max_length=24,
        choices=evidence.Result,
        blank=True,
        help_text="On the main outcome. Blank means not known.",
    )
    effect = models.TextField("effect in figures", blank=True)
    summary = models.TextField(
        blank=True, help_text="What was found, in one or two plain sentences."
    )
    limitations = models.TextField(blank=True, help_text="Why the result may not hold, in short.")
    retraction_status = models.CharField(
        max_length=12, choices=evidence.Retraction, default=evidence.Retraction.NOT_CHECKED
    )
    retraction_notice = models.TextField(
        blank=True, help_text="What the notice says, and where it stands."
    )
    retraction_checked_on = models.DateField(null=True, blank=True)
    secondary_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="further_reports",
        verbose_name="further report of",
        help_text="The study that first reported on the same participants; they are counted once.",
    )
    original_difference = models.TextField(
        "what the original page said differently",
        blank=True,
        help_text="Shown to readers, so that a figure they remember can be put right.",
    )

    history = HistoricalRecords(excluded_fields=["modified_in"])

    class Meta:
        verbose_name_plural = "studies"
        constraints = [
            models.UniqueConstraint(
                Lower("doi"),
                condition=~Q(doi=""),
                name="%(app_label)s_%(class)s_doi_unique",
                violation_error_message="Another study has this DOI already.",
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=~Q(pmid=""),
                name="%(app_label)s_%(class)s_pmid_unique",
                violation_error_message="Another study has this PubMed number already.",
            ),
            models.CheckConstraint(
                condition=Q(status="published") | Q(result__in=["", "pending"]),
                name="%(app_label)s_%(class)s_result_only_when_published",
                violation_error_message="Only a published study has a result; choose “No result "
                "yet”.",
            ),
            models.CheckConstraint(
                condition=Q(retraction_status="not_checked", retraction_checked_on=None)
                | ~Q(retraction_status="not_checked"),
                name="%(app_label)s_%(class)s_retraction_date_when_checked",
                violation_error_message="A date of checking goes with what the check found.",
            ),
        ]
        # Few are anything but sound, and the desk counts those.
        indexes = [
            models.Index(fields=["retraction_status"], name="references_study_by_retraction")
        ]

    def get_absolute_url(self) -> str:
        return reverse("references:study", args=[self.key])

    @classmethod
    def settle(cls, pks: Iterable[Any], number: int, *, changed: bool = False) -> list[Any]:
        """Its date decides which of the pages that cite it were reviewed before it appeared."""
        pks = list(pks)
        if changed:
            cls._meta.get_field("citations").related_model.references_changed(pks)
        return super().settle(pks, number, changed=changed)

    def clean_fields(self, exclude: set[str] | None = None) -> None:
        self.doi = normalise_doi(self.doi)
        self.pmid = normalise_pmid(self.pmid)
        self.registry_ids = normalise_registry_ids(self.registry_ids)
        super().clean_fields(exclude)

    def clean(self) -> None:
        super().clean()
        if self.secondary_of and (self.secondary_of == self or self.secondary_of.secondary_of_id):
            raise ValidationError(
                {"secondary_of": "Choose the study that reported on these participants first."}
            )
        # Online first in one year, in an issue the next: both are right; further apart is a slip.
        if self.published_on and self.year and abs(self.published_on.year - self.year) > 1:
            raise ValidationError(
                {"published_on": f"This is not near the year of publication, {self.year}."}
            )

    @property
    def level(self) -> int | None:
        """OCEBM level 1 (strongest) to 5; None while the design or the result is not known yet."""
        if not self.design or self.status != evidence.Status.PUBLISHED:
            return None
        return evidence.Design(self.design).level

    def place_in_list(self) -> tuple[str, str]:
        """By illness as they are declared, the newest first, those of no known year last."""
        illness = evidence.Condition.values.index(self.condition)
        return self.condition, f"{illness:02}{9999 - (self.year or 0):04}{self.key}"

    @property
    def lane(self) -> evidence.Lane | None:
        return evidence.Design(self.design).lane if self.design else None

    @property
    def registry_id_list(self) -> list[str]:
        return split_registry_ids(self.registry_ids)

    def is_newer_than(self, day: date) -> bool:
        """Whether it was published after `day`; by its year alone where no day is known."""
        if self.status != evidence.Status.PUBLISHED:
            return False
        if self.published_on:
            return self.published_on > day
        return bool(self.year) and self.year > day.year

    @property
    def is_retracted(self) -> bool:
        return self.retraction_status == evidence.Retraction.RETRACTED

    @property
    def warning(self) -> str:
        """What a reader has to know wherever the study is named; blank for most."""
        if self.retraction_status in (evidence.Retraction.RETRACTED, evidence.Retraction.CONCERN):
            return self.get_retraction_status_display()
        return self.get_status_display() if self.status == evidence.Status.WITHDRAWN else ""

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{quote(self.doi, safe='/:;()')}" if self.doi else ""

    @property
    def pubmed_url(self) -> str:
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""

    def search_entries(self) -> list[SearchEntry]:
        named = " ".join(filter(None, [self.short_people, str(self.year or "")]))
        return [
            SearchEntry(
                owner=self.pk,
                title=self.title,
                context=" · ".join(
                    filter(None, [named, self.get_condition_display(), self.get_design_display()])
                ),
                text=joined(*self._search_text()),
                warning=self.warning,
                address=self.get_absolute_url(),
            )
        ]

    def _search_text(self) -> list[str]:
        """What tells most comes first: an excerpt without a found word shows the beginning."""
        return [
            self.summary,
            self.effect,
            self.limitations,
            self.intervention,
            self.dose,
            self.comparator,
            self.duration,
            self.main_outcome,
            self.original_difference,
            self.retraction_notice,
            ", ".join(self.people_list),
            self.journal,
            self.doi,
            self.pmid,
            self.registry_ids,
            self.get_condition_display(),
            self.get_design_display(),
            str(self.year or ""),
        ]
