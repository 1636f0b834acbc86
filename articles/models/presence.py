from django.conf import settings
from django.db import models


class Presence(models.Model):
    """That somebody has a page's draft open at the desk, and when that was last heard of."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="presences"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], name="%(app_label)s_%(class)s_once_a_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.article}"
