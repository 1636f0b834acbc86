from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from taggit.managers import TaggableManager

from articles.codes import order_of, validate_code
from articles.markup.bounds import MAX_CHARACTERS
from articles.models.rubric import Rating, level_validators
from ldnsite.keys import validate_key
from ldnsite.models import CheckedModel

RATINGS = tuple(rating.value for rating in Rating)
LONG_TEXTS = ("synopsis", "key_messages", "body", "importance_note", "safety_notice")
NOTATIONS = (
    "Markdown: ## Heading, **bold**, - list. [@younger-2013] cites; [[14b]] or [[14b|words]] leads "
    "to a page; [words][link-key] to a link of the register; ![[key]] alone on a line shows a "
    "quote, study or resource; > [!WARNING] begins a warning."
)


def rating_field(question: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=level_validators,
        help_text=f"{question} 1 to 5; see the rubric. Needed before publishing.",
    )


def reason_field() -> models.CharField:
    return models.CharField(
        max_length=300, blank=True, help_text="Why this step, in a sentence; readers can open it."
    )


class ArticleContent(CheckedModel):
    """What an editor writes and an edition keeps, declared once for both."""

    code = models.CharField(
        max_length=8,
        validators=[validate_code],
        help_text="The page’s number, such as 13 or 14b. It is never given to another page.",
    )
    # Set from the code on every save; plain order of this is the natural order of codes.
    code_order = models.CharField(max_length=8, editable=False, db_index=True)
    slug = models.CharField(
        "address",
        max_length=80,
        validators=[validate_key],
        help_text="The page’s address after /pages/: lower-case letters, figures and hyphens. "
        "After a change the old address leads to the new one.",
    )
    title = models.CharField(max_length=200)
    synopsis = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(1000)],
        help_text="What the page says, in two or three plain sentences; no notations. Needed "
        "before publishing.",
    )
    key_messages = models.TextField(
        blank=True,
        help_text=f"What to remember, one message on a line, five to seven in all. {NOTATIONS}",
    )
    body = models.TextField("text", blank=True, help_text=NOTATIONS)
    relevance = rating_field(Rating.RELEVANCE.question)
    relevance_reason = reason_field()
    technical_level = rating_field(Rating.TECHNICAL_LEVEL.question)
    technical_level_reason = reason_field()
    skill_level = rating_field(Rating.SKILL_LEVEL.question)
    skill_level_reason = reason_field()
    importance_note = models.TextField(
        blank=True, help_text="Such as “do not skim this page”, and why. Blank on most pages."
    )
    safety_notice = models.TextField(
        blank=True,
        help_text=f"What could do harm; always shown on top. {NOTATIONS}",
    )
    previous_code = models.CharField(
        "previous page",
        max_length=8,
        blank=True,
        validators=[validate_code],
        help_text="Code of the page before this one; it need not be written yet.",
    )
    next_code = models.CharField(
        "next page",
        max_length=8,
        blank=True,
        validators=[validate_code],
        help_text="Code of the page after this one; it need not be written yet.",
    )
    tags = TaggableManager(blank=True, help_text="Topics, set apart by commas.")
    reviewed_on = models.DateField(
        "last reviewed on",
        null=True,
        blank=True,
        help_text="When somebody last held the whole page against the evidence.",
    )
    review_due = models.DateField(null=True, blank=True, help_text="When to do so again.")

    class Meta:
        abstract = True
        ordering = ["code_order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(relevance=None) | Q(relevance__range=(1, 5)),
                name="%(app_label)s_%(class)s_relevance_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(technical_level=None) | Q(technical_level__range=(1, 5)),
                name="%(app_label)s_%(class)s_technical_level_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(skill_level=None) | Q(skill_level__range=(1, 5)),
                name="%(app_label)s_%(class)s_skill_level_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None)
                | Q(review_due=None)
                | Q(review_due__gt=models.F("reviewed_on")),
                name="%(app_label)s_%(class)s_due_after_review",
                violation_error_message="The next review has to be after the last one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        super().clean()
        for field in ("previous_code", "next_code"):
            if self.code and getattr(self, field) == self.code:
                raise ValidationError({field: "This is the page’s own code."})
        for field in ("key_messages", "body", "safety_notice"):
            if len(getattr(self, field)) > MAX_CHARACTERS:
                raise ValidationError(
                    {field: f"At most {MAX_CHARACTERS:,} characters; split the page in two."}
                )

    def save(self, *args: Any, **options: Any) -> None:
        self.code_order = order_of(self.code)
        super().save(*args, **options)

    @classmethod
    def content_fields(cls) -> list[str]:
        """Names of the content fields; tags are not among them: they have a table of their own."""
        return [field.name for field in ArticleContent._meta.local_fields]
