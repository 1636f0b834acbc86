"""What lists of pages go through and count: kept beside the editions by `articles.relisting`.

None of it says anything that editions do not. Their rows hold long texts, and a count or a later
part of a list would have to pass by all of them.
"""

from django.db import models
from django.db.models import F, Q
from taggit.models import Tag

from articles.models.content import RATINGS
from articles.models.edition import Edition
from ldnsite.models import CheckedModel


class ListedPage(CheckedModel):
    """A page that readers see: a row of its own without a topic, and one for each of its topics."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="listed", db_index=False
    )
    topic = models.ForeignKey(
        Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    # Of the row without a topic: that the page bears none at all.
    is_without = models.BooleanField(default=False)
    relevance = models.PositiveSmallIntegerField()
    technical_level = models.PositiveSmallIntegerField()
    skill_level = models.PositiveSmallIntegerField()
    code_order = models.CharField(max_length=8)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "topic"], name="%(app_label)s_%(class)s_once_a_topic"
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(topic=None),
                name="%(app_label)s_%(class)s_once_without",
            ),
        ]
        # Each holds all that a list asks for, so that the rows themselves are not read.
        indexes = [
            models.Index(
                fields=["topic", "code_order", *RATINGS, "edition"],
                name="articles_listed_by_number",
            ),
            models.Index(
                fields=["topic", "-published_at", "code_order", *RATINGS, "edition"],
                name="articles_listed_by_date",
            ),
            models.Index(
                fields=["topic", *RATINGS, "code_order", "edition"],
                name="articles_listed_by_rating",
            ),
            models.Index(
                fields=["code_order", "edition"],
                condition=Q(is_without=True),
                name="articles_listed_without",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} under {self.topic or 'all pages'}"


class Tally(models.Model):
    """How many current pages bear a topic and have these ratings; 0 is any, no topic is all pages.

    With the sums beside the single counts, every number next to a filter is one row.
    """

    topic = models.ForeignKey(
        Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="tallies", db_index=False
    )
    relevance = models.PositiveSmallIntegerField(default=0)
    technical_level = models.PositiveSmallIntegerField(default=0)
    skill_level = models.PositiveSmallIntegerField(default=0)
    pages = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", *RATINGS], name="%(app_label)s_%(class)s_once_a_topic"
            ),
            models.UniqueConstraint(
                fields=RATINGS,
                condition=Q(topic=None),
                name="%(app_label)s_%(class)s_once_for_all",
            ),
        ]
        indexes = [
            models.Index(*RATINGS, F("pages").desc(), "topic", name="articles_tally_commonest")
        ]

    def __str__(self) -> str:
        return f"{self.topic or 'all pages'}: {self.pages}"


class TopicPair(models.Model):
    """How many current pages bear both topics; each pair stands here in both orders."""

    topic = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="beside", db_index=False)
    other = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    pages = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "other"], name="%(app_label)s_%(class)s_once")
        ]
        indexes = [
            models.Index("topic", F("pages").desc(), "other", name="articles_pair_commonest")
        ]

    def __str__(self) -> str:
        return f"{self.topic} and {self.other}: {self.pages}"


class Announcement(models.Model):
    """An edition that the list of changes tells of; see `EditionQuerySet.announced`."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="announcement"
    )
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-edition"], name="articles_announced_by_date")
        ]

    def __str__(self) -> str:
        return str(self.edition)
