import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from articles.models.content import ArticleContent


class Article(ArticleContent):
    """The editors' working copy of a page. No reader's view may read it: readers see editions."""

    change_note = models.CharField(
        max_length=300,
        blank=True,
        help_text="For “Save and publish”: what changed, in a sentence that readers see. It stays "
        "here until the page is published.",
    )
    uid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

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
        permissions = [("publish_article", "Can publish and withdraw pages")]

    def get_absolute_url(self) -> str:
        return reverse("articles:page", args=[self.slug])

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
