"""What is kept beside the pages, so that no list has to go through all of them to find a few.

Every verb that changes what readers see settles its own pages and codes in its own transaction,
under the content version. Whoever writes rows past the verbs, as an archive does, rebuilds all of
it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.codes import code_of, order_of
from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.uses import Citation, NamedPage
from ldnsite.models import CheckedModel
from references.models import CITED_NOW, Study

BATCH = 500


def batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _leading() -> QuerySet[Edition]:
    """Editions whose code leads to a page that readers see: it bears the code, or once bore it."""
    return Edition.objects.filter(
        Exists(Edition.objects.current().filter(article=OuterRef("article")))
    ).order_by()


def _naming() -> QuerySet[NamedPage]:
    """What current pages name."""
    present = Edition.objects.current().filter(pk=OuterRef("edition"))
    return NamedPage.objects.filter(Exists(present)).order_by()


def named_in_vain() -> QuerySet[NamedPage]:
    """The uses by current pages of every code that leads to none.

    This goes through all pages; lists read `UnwrittenCode`.
    """
    return _naming().filter(~Exists(_leading().filter(code=OuterRef("code"))))


def overtaken() -> QuerySet[Edition]:
    """Current editions that cite a study which appeared after their last review.

    `Study.is_newer_than` in SQL. This goes through the citations of all pages; lists read
    `OvertakenPage`.
    """
    newer = Study.objects.filter(citations__edition=OuterRef("pk"), status="published").filter(
        Q(published_on__gt=OuterRef("reviewed_on"))
        | Q(published_on=None, year__gt=OuterRef("reviewed_on__year"))
    )
    return Edition.objects.current().filter(Exists(newer), reviewed_on__isnull=False)


class UnwrittenCodeManager(models.Manager["UnwrittenCode"]):
    def settle(self, codes: Iterable[str]) -> None:
        """Note which of these codes are named in vain by now, and no other of them."""
        for batch in batches(sorted(set(codes))):
            leading = _leading().filter(code__in=batch).values_list("code", flat=True)
            # Most codes lead somewhere, and a common one has very many uses: those go first.
            left = set(batch).difference(leading)
            uses = _naming().filter(code__in=left)
            vain = set(uses.values_list("code_order", flat=True).distinct())
            self.filter(code_order__in={order_of(code) for code in batch} - vain).delete()
            here = set(self.filter(code_order__in=vain).values_list("code_order", flat=True))
            self.bulk_create(self.model(code_order=order) for order in sorted(vain - here))

    def rebuild(self) -> None:
        self.all().delete()
        orders = named_in_vain().distinct().values_list("code_order", flat=True)
        for batch in batches(list(orders)):
            self.bulk_create(self.model(code_order=order) for order in batch)


class UnwrittenCode(CheckedModel):
    """A code that a current page names and none bears; see `named_in_vain`."""

    code_order = models.CharField(max_length=8, primary_key=True)

    objects = UnwrittenCodeManager()

    class Meta:
        ordering = ["code_order"]

    def __str__(self) -> str:
        return code_of(self.code_order)


class OvertakenPageManager(models.Manager["OvertakenPage"]):
    def settle(self, articles: Iterable[int]) -> None:
        """Note which of these pages are overtaken by now, and no other of them."""
        for batch in batches(sorted(set(articles))):
            now = dict(
                overtaken()
                .filter(article__in=batch)
                .values_list("article", "code_order")
                .order_by()
            )
            noted = dict(self.filter(article__in=batch).values_list("article", "code_order"))
            gone = [pk for pk, order in noted.items() if now.get(pk) != order]
            self.filter(article__in=gone).delete()
            self._add((pk, order) for pk, order in now.items() if noted.get(pk) != order)

    def settle_citing(self, references: Iterable[int]) -> None:
        """Settle the pages that cite one of these now."""
        for batch in batches(references):
            uses = Citation.objects.filter(reference__in=batch, **CITED_NOW).order_by()
            self.settle(uses.values_list("edition__article", flat=True).distinct())

    def rebuild(self) -> None:
        self.all().delete()
        rows = overtaken().order_by().values_list("article", "code_order")
        for batch in batches(list(rows)):
            self._add(batch)

    def _add(self, rows: Iterable[tuple[int, str]]) -> None:
        self.bulk_create(self.model(article_id=pk, code_order=order) for pk, order in rows)


class OvertakenPage(CheckedModel):
    """A page that readers see and that cites a study newer than its last review."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="overtaken"
    )
    # The current edition's, so that a list in the order of pages reads this table alone.
    code_order = models.CharField(max_length=8)

    objects = OvertakenPageManager()

    class Meta:
        ordering = ["code_order"]
        indexes = [
            models.Index(fields=["code_order", "article"], name="articles_overtaken_by_number")
        ]

    def __str__(self) -> str:
        return f"page {code_of(self.code_order)} is overtaken"


def settle(edition: Edition, named: Iterable[str]) -> None:
    """A page was published, withdrawn or compiled again; `named` are the codes that its present
    edition and the one before name."""
    borne = Edition.objects.filter(article=edition.article_id).order_by()
    UnwrittenCode.objects.settle({*named, *borne.values_list("code", flat=True)})
    OvertakenPage.objects.settle([edition.article_id])


def rebuild() -> None:
    """Go through all pages and note everything again."""
    UnwrittenCode.objects.rebuild()
    OvertakenPage.objects.rebuild()
