"""The one table of what can be searched; triggers of the database keep its index in step."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from ldnsite.searching.snippets import MARK_BEGINS, MARK_ENDS
from ldnsite.searching.spelling import one_spelling

# PostgreSQL indexes at most a megabyte of an entry; no honest section comes near this.
MAX_TEXT = 100_000
MAX_TITLE = 1_000
_NOT_FOR_TEXT = re.compile(rf"[\s{MARK_BEGINS}{MARK_ENDS}]+")


class Kind(models.TextChoices):
    """What an entry leads to, in the order in which readers choose among them."""

    PAGE = "page", "Pages"
    STUDY = "study", "Studies"
    RESOURCE = "resource", "Resources"
    QUOTE = "quote", "Quotations"
    TERM = "term", "Glossary"


class SearchEntryQuerySet(models.QuerySet):
    @transaction.atomic
    def replace(self, kind: Kind, owners: Iterable[int], entries: Iterable["SearchEntry"]) -> None:
        """Let `entries` be all that is found of these records of one kind; none is fine.

        Nothing is written where they are found so already, since indexing costs more than asking.
        """
        entries = list(entries)
        for entry in entries:
            entry.kind = kind
            entry.tidy()
        stored = self.filter(kind=kind, owner__in=owners)
        if {entry.said for entry in entries} != {entry.said for entry in stored}:
            stored.delete()
            self.bulk_create(entries, batch_size=500)


class SearchEntry(models.Model):
    """A section of a page, or a study, resource, quotation or term, as the search finds it.

    Written by `VisibleModel.refresh_search` alone. Triggers keep a table of words beside it
    (migration 0002), and on SQLite FTS5 tables (0007); on PostgreSQL a column is generated.
    """

    kind = models.CharField(max_length=8, choices=Kind)
    owner = models.PositiveBigIntegerField()
    place = models.PositiveIntegerField(default=0)
    title = models.TextField()
    # Where it stands, shown under the title; found as well, but it weighs little.
    context = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # What a reader has to know before following it, such as "Retracted".
    warning = models.TextField(blank=True)
    address = models.TextField()
    anchor = models.TextField(blank=True)
    relevance = models.PositiveSmallIntegerField(null=True, blank=True)
    technical_level = models.PositiveSmallIntegerField(null=True, blank=True)
    skill_level = models.PositiveSmallIntegerField(null=True, blank=True)
    # Ids of tags between bars, "|3|7|"; so a renamed tag needs no new entry.
    tags = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "place"], name="ldnsite_searchentry_place_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="ldnsite_searchentry_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"

    @property
    def said(self) -> tuple[Any, ...]:
        """Every value but the primary key."""
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields[1:])

    def tidy(self) -> None:
        """Spell as questions are spelt, close up white space and cut what is too long to be
        indexed."""
        for name, limit in (("title", MAX_TITLE), ("context", MAX_TITLE), ("text", MAX_TEXT)):
            spelt = one_spelling(getattr(self, name)[:limit])
            setattr(self, name, _NOT_FOR_TEXT.sub(" ", spelt).strip())


def joined(*parts: str) -> str:
    """The parts that say something as one text, each ended like a sentence."""
    said = (part.strip() for part in parts)
    return " ".join(part if part[-1] in ".!?…:;" else f"{part}." for part in said if part)
