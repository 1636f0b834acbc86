import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.content import RATINGS, ArticleContent


class Article(ArticleContent):
    """The editors' working copy of a page. No reader's view may read it: readers see editions."""

    change_note = models.CharField(
        max_length=300,
        blank=True,
        help_text="What changed, in a sentence that readers see. It stays here until the page is "
        "published.",
    )
    uid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Grows with each save. A form carries the one that its editor saw: of two saves, one wins.
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # Whether it says anything that readers do not see; kept, so that the desk can count such pages.
    has_changes = models.BooleanField(default=True, editable=False)
    publish_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When it will be published."
    )
    # What was agreed to: a draft saved since then waits for a new decision.
    scheduled_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta(ArticleContent.Meta):
        abstract = False
        constraints = [
            *ArticleContent.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"],
                name="%(app_label)s_%(class)s_code_unique",
                violation_error_message="Another page has this code.",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                name="%(app_label)s_%(class)s_slug_unique",
                violation_error_message="Another page has this address.",
            ),
        ]
        # What the desk's list goes through, without touching the long texts. Each ends with the
        # primary key, since PostgreSQL reads nothing else then either.
        indexes = [
            models.Index(
                fields=["code_order", *RATINGS, "review_due", "id"],
                name="articles_article_by_number",
            ),
            models.Index(
                fields=["code_order", "has_changes", "code", "slug", "title", "id"],
                condition=Q(has_changes=True),
                name="articles_article_changed",
            ),
            models.Index(
                fields=["code_order", "publish_on", "scheduled_version", "version", "id"],
                condition=Q(publish_on__isnull=False),
                name="articles_article_with_a_day",
            ),
            models.Index(
                fields=["-updated_at", "has_changes", "id"],
                condition=Q(has_changes=True),
                name="articles_article_drafts_saved",
            ),
            models.Index(
                fields=["title", "code_order", "-id", *RATINGS], name="articles_article_by_title"
            ),
            models.Index(
                fields=["reviewed_on", "code_order", "-id", *RATINGS],
                name="articles_article_by_review",
            ),
            models.Index(
                fields=["updated_at", "code_order", "-id", *RATINGS],
                name="articles_article_by_saving",
            ),
        ]
        permissions = [("publish_article", "Can publish and withdraw pages")]

    @property
    def is_schedule_stale(self) -> bool:
        """Whether the draft was saved after it was decided when to publish it."""
        return self.publish_on is not None and self.scheduled_version != self.version

    def get_absolute_url(self) -> str:
        return reverse("articles:page", args=[self.slug])

    def save(self, *args: Any, **options: Any) -> None:
        """Save the draft as a new version of itself.

        Hold the row while it is read, changed and saved (`select_for_update`, or the claim in
        `articles.drafts`): a version that is counted twice would hide a lost save.
        """
        if not self._state.adding:
            self.version += 1
        super().save(*args, **options)

    def clean(self) -> None:
        super().clean()
        self.refuse_used_addresses()

    def refuse_used_addresses(self) -> None:
        """Raise ValidationError where another page's edition ever bore this code or slug."""
        from articles.models.edition import Edition

        for field, name in (("code", "code"), ("slug", "address")):
            other = (
                Edition.objects.filter(**{field: getattr(self, field)})
                .exclude(article=self.pk)
                .order_by("pk")
                .first()
            )
            if other:
                raise ValidationError(
                    {
                        field: f"The page “{other.title}” was published under this {name}, and "
                        f"old links still lead to it; choose another {name}."
                    }
                )
