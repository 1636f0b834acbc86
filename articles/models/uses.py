"""What an edition uses: the rows that publishing reads from its text, in order."""

from django.db import models

from articles.codes import validate_code
from articles.models.edition import Edition
from articles.models.quote import Quote
from ldnsite.models import CheckedModel
from references.models import Link, Reference


class Citation(models.Model):
    """That an edition cites or shows a reference, in the order of first mention."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="citations")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="citations")
    order = models.PositiveIntegerField()
    # Blank for a resource that is shown in a list and not cited for a statement.
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "reference"], name="%(app_label)s_%(class)s_once_an_edition"
            ),
            models.UniqueConstraint(
                fields=["edition", "number"], name="%(app_label)s_%(class)s_number_once_an_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"cited on {self.edition}"

    @classmethod
    def references_changed(cls, pks: list[int]) -> None:
        """These were written: what is kept of the pages that cite them follows."""
        from articles.models.kept import OvertakenPage

        OvertakenPage.objects.settle_citing(pks)


class QuoteUse(models.Model):
    """That an edition shows a quotation."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="quote_uses")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="uses")
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "quote"], name="%(app_label)s_%(class)s_once_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"quoted on {self.edition}"


class LinkUse(models.Model):
    """That an edition's text links to an address of the register."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="link_uses")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="uses", db_index=False)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition", "order"]
        # Who asks which editions use a link reads nothing but this.
        indexes = [models.Index(fields=["link", "edition"], name="articles_linkuse_of_link")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "link"], name="%(app_label)s_%(class)s_once_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"linked on {self.edition}"


class NamedPage(CheckedModel):
    """That an edition names a page by code: in its text, or as the one before or after it.

    The page need not be written; the code may be one that it bore once.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="named_pages")
    code = models.CharField(max_length=8, validators=[validate_code], db_index=True)
    code_order = models.CharField(max_length=8)

    class Meta:
        ordering = ["edition", "code_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="%(app_label)s_%(class)s_once_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} names {self.code}"
