from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ldnsite.models import VisibleModel

LEVELS = range(1, 6)
level_validators = [MinValueValidator(LEVELS[0]), MaxValueValidator(LEVELS[-1])]


class Rating(models.TextChoices):
    """The three questions that each page is rated by; the value names the article's field."""

    RELEVANCE = "relevance", "Relevance"
    TECHNICAL_LEVEL = "technical_level", "Technical level"
    SKILL_LEVEL = "skill_level", "Skill level"

    @property
    def question(self) -> str:
        return _QUESTIONS[self]


_QUESTIONS = {
    Rating.RELEVANCE: "How much does this matter to someone with the illness?",
    Rating.TECHNICAL_LEVEL: "How much science does the text use?",
    Rating.SKILL_LEVEL: "How hard is it to carry out what the page describes?",
}


class RatingLevel(VisibleModel):
    """What one step of one rating means, in words that editors keep and readers open."""

    export_list = "rubric"
    export_key = "name"

    rating = models.CharField(max_length=16, choices=Rating)
    level = models.PositiveSmallIntegerField(validators=level_validators)
    name = models.CharField(
        max_length=80, help_text="A few words, shown beside the meter, such as “plain words”."
    )
    description = models.TextField(
        blank=True, help_text="How to tell that a page belongs on this step."
    )

    class Meta:
        ordering = ["rating", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "level"], name="%(app_label)s_%(class)s_once_per_step"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=list(LEVELS)),
                name="%(app_label)s_%(class)s_level_from_1_to_5",
            ),
        ]

    @classmethod
    def shown_on(cls, pks: list[Any]) -> models.QuerySet:
        """Present editions rated by these steps: their record says the step's words."""
        from articles.models.edition import Edition

        condition = models.Q(pk__in=[])
        for step in cls._base_manager.filter(pk__in=pks):
            condition |= models.Q(**{step.rating: step.level})
        return Edition.objects.current().filter(condition)

    @classmethod
    def said_on_pages(cls, pks: list[Any]) -> dict[Any, Any]:
        rows = cls._base_manager.filter(pk__in=pks).values_list("pk", "name", "description")
        return {pk: words for pk, *words in rows}

    def __str__(self) -> str:
        return f"{self.get_rating_display()} {self.level}: {self.name}"
