from collections.abc import Iterable
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from articles.markup.sections import plain_text, sections_of
from articles.models.article import Article
from articles.models.content import RATINGS, ArticleContent
from articles.models.rubric import RatingLevel
from articles.sentences import first_sentence
from ldnsite.models import VisibleModel, VisibleQuerySet
from ldnsite.searching.models import Kind, SearchEntry, joined
from references.models import Link, Reference

WORDS_PER_MINUTE = 180  # a slow reader's pace; health texts are read, not skimmed


class EditionState(models.TextChoices):
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EditionQuerySet(VisibleQuerySet):
    def latest(self) -> Self:
        """The last edition of each page, be it published or withdrawn."""
        return self.filter(is_latest=True)

    def current(self) -> Self:
        """What readers can see: the one place that decides it."""
        return self.latest().filter(state=EditionState.PUBLISHED)

    def of_current_pages(self) -> Self:
        """The public history: every edition of each page that readers can see now.

        Withdrawing a page takes all its editions away; publishing it again brings them back.
        """
        return self.filter(_page_is_current())

    def announced(self) -> Self:
        """What the list of changes tells: the public history, and which pages are withdrawn."""
        withdrawal = Q(is_latest=True, state=EditionState.WITHDRAWN)
        return self.filter(_page_is_current() | withdrawal)

    def with_uid(self) -> Self:
        """Each with the `uid` of its page.

        Asked for row by row: joined with the pages, the database may begin with all of them.
        """
        page = Article.objects.filter(pk=OuterRef("article"))
        return self.annotate(uid=Subquery(page.values("uid")[:1]))

    def in_short(self) -> Self:
        """Only what a line in a list shows: the long texts stay in the database."""
        return self.only("code", "slug", "title", "synopsis", "published_at", *RATINGS)

    def searchable(self) -> Self:
        return self.current().prefetch_related("tags")

    def exported(self) -> Self:
        return self.current()

    def with_term(self, key: str) -> Self:
        """Current editions with a marker of the glossary's term: no table keeps these uses.

        The marker as the database writes it: SQLite as it came, PostgreSQL with the shorter name
        first.
        """
        kind, key = '"type": "term"', f'"key": "{key}"'
        stored = self.current().annotate(stored=Cast("compiled", models.TextField()))
        return stored.filter(
            Q(stored__contains=f"{kind}, {key}") | Q(stored__contains=f"{key}, {kind}")
        )

    def with_step_names(self) -> Self:
        """Each with the rubric's words for its ratings, as `relevance_name` and so on."""
        return self.annotate(**_step_names())

    def latest_of(self, **address: str) -> "Edition":
        """The latest edition of the page that bears, or once bore, this slug or code.

        Raises Http404 where no edition ever did. One query for an address in use.
        """
        edition = self.latest().filter(**address).first()
        if edition is None:
            once = self.filter(**address).order_by("pk").values("article")[:1]
            edition = self.latest().filter(article__in=once).first()
        if edition is None:
            raise Http404("no page has this address")
        return edition


@cache
def _step_names() -> dict[str, Subquery]:
    """Made once: a page's first view has no time to make them anew."""
    return {
        f"{rating}_name": Subquery(
            RatingLevel.objects.filter(rating=rating, level=OuterRef(rating)).values("name")[:1]
        )
        for rating in RATINGS
    }


def minutes_to_read(words: int) -> int:
    """Whole minutes at 180 words a minute, at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def _page_is_current() -> Q:
    return Q(Exists(Edition.objects.current().filter(article=OuterRef("article"))))


class Edition(ArticleContent, VisibleModel):
    """What readers got on a day: numbered and never changed; only `is_latest` passes on."""

    search_kind = Kind.PAGE
    export_list = "articles"
    export_key = "code"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=EditionState)
    is_latest = models.BooleanField(default=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
    )
    change_note = models.CharField(max_length=300, blank=True)
    explanation = models.TextField("why it was withdrawn", blank=True)
    # What compiling made: sanitised HTML by field, markers, contents and the number of words.
    compiled = models.JSONField(default=dict)
    cited = models.ManyToManyField(Reference, through="Citation", related_name="+")
    quotes = models.ManyToManyField("articles.Quote", through="QuoteUse", related_name="editions")
    links = models.ManyToManyField(Link, through="LinkUse", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta(ArticleContent.Meta):
        abstract = False
        get_latest_by = "published_at"
        constraints = [
            *ArticleContent.Meta.constraints,
            models.UniqueConstraint(
                fields=["article", "number"], name="%(app_label)s_%(class)s_number_once_a_page"
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(is_latest=True),
                name="%(app_label)s_%(class)s_one_latest_a_page",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(is_latest=True),
                name="%(app_label)s_%(class)s_latest_code_unique",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(is_latest=True),
                name="%(app_label)s_%(class)s_latest_slug_unique",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="published", explanation="")
                    & ~Q(synopsis="")
                    & Q(relevance__isnull=False)
                    & Q(technical_level__isnull=False)
                    & Q(skill_level__isnull=False)
                )
                | (Q(state="withdrawn") & ~Q(explanation="")),
                name="%(app_label)s_%(class)s_complete_or_explained",
            ),
        ]
        indexes = [
            models.Index(fields=["slug"], name="articles_edition_slug"),
            models.Index(fields=["code"], name="articles_edition_code"),
            # The desk's list of all editions, and what it can be narrowed to.
            models.Index(
                fields=["-published_at", "state", "is_latest", "id"],
                name="articles_edition_published",
            ),
            # How a page stands, and when its review is due, for the desk's list of pages.
            models.Index(
                fields=["article", "state", "review_due", "is_latest"],
                condition=Q(is_latest=True),
                name="articles_edition_of_page",
            ),
            models.Index(
                fields=["state", "review_due", "article", "is_latest"],
                condition=Q(is_latest=True),
                name="articles_edition_by_due",
            ),
            # What lists and filters of current editions read, without touching the long texts;
            # SQLite looks into the row for `is_latest` unless it stands in the index itself.
            models.Index(
                fields=["state", "code_order", "is_latest"],
                condition=Q(is_latest=True),
                name="articles_edition_by_number",
            ),
            models.Index(
                fields=["state", "article", "slug", "published_at", "is_latest"],
                condition=Q(is_latest=True),
                name="articles_edition_for_sitemap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}, edition {self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk:
            raise TypeError("An edition is never changed; publish another one.")
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("articles:page", args=[self.slug])

    @classmethod
    def settle(cls, pks: Iterable[Any], number: int, *, changed: bool = False) -> list[Any]:
        """Stamp the present ones; what becomes of a page is told by `articles.telling`."""
        rows = models.QuerySet(cls).filter(pk__in=list(pks))
        present = Q(is_latest=True, state=EditionState.PUBLISHED)
        rows.filter(present).update(modified_in=number)
        rows.exclude(present).update(modified_in=None)
        return []

    def search_entries(self) -> list[SearchEntry]:
        """One for the page as a whole, with all that stands above its first heading, and one for
        each section."""
        html = self.compiled.get("html", {})
        lead, *sections = sections_of(html.get("body", ""))
        above = joined(
            self.synopsis,
            *(plain_text(html.get(name, "")) for name in ("key_messages", "safety_notice")),
            self.importance_note,
            lead.text,
        )
        shared = {
            "owner": self.pk,
            "address": self.get_absolute_url(),
            "tags": "".join(f"|{pk}" for pk in sorted(tag.pk for tag in self.tags.all())) + "|",
            **{name: getattr(self, name) for name in RATINGS},
        }
        first = SearchEntry(title=self.title, context=self.code, text=above, **shared)
        return [first] + [
            SearchEntry(
                place=place,
                title=section.heading,
                context=f"{self.code}: {self.title}",
                text=section.text,
                anchor=section.id,
                **shared,
            )
            for place, section in enumerate(sections, start=1)
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.state == EditionState.WITHDRAWN

    @property
    def own_address(self) -> str:
        """Where this edition stays readable after the next one, while the page is public."""
        return reverse("articles:edition", args=[self.slug, self.number])

    @property
    def one_line(self) -> str:
        """The shortest of the three depths: the synopsis's first sentence."""
        return first_sentence(self.synopsis)

    @property
    def key_message_list(self) -> list[str]:
        return [line.strip() for line in self.key_messages.splitlines() if line.strip()]

    @property
    def reading_minutes(self) -> int:
        return minutes_to_read(self.compiled.get("words", 0))
