"""What needs attention at the desk: each queue is a filter of a list, and links to its rows."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, Edition, OvertakenPage
from ldnsite.desk_lists import counted

SOON = datetime.timedelta(days=30)


def unpublished(articles: QuerySet) -> QuerySet:
    return articles.filter(has_changes=True)


def overdue(articles: QuerySet) -> QuerySet:
    """May be most of all pages: whoever goes through them in order has met enough of them soon."""
    due = Edition.objects.current().filter(review_due__lte=timezone.localdate())
    return articles.filter(Exists(due.filter(article=OuterRef("pk"))))


def due_soon(articles: QuerySet) -> QuerySet:
    """A month's share of the pages: the index of days names them."""
    today = timezone.localdate()
    due = Edition.objects.current().filter(review_due__gt=today, review_due__lte=today + SOON)
    return articles.filter(pk__in=due.order_by().values("article"))


def overtaken(articles: QuerySet) -> QuerySet:
    """Pages that cite a study which appeared after the last review."""
    return articles.filter(pk__in=OvertakenPage.objects.order_by().values("article"))


def waiting(articles: QuerySet) -> QuerySet:
    """Pages whose day has come, and which were not published all the same."""
    return articles.filter(publish_on__lte=timezone.localdate())


def scheduled(articles: QuerySet) -> QuerySet:
    return articles.filter(publish_on__gt=timezone.localdate())


def stale_schedule(articles: QuerySet) -> QuerySet:
    return articles.filter(publish_on__isnull=False).exclude(scheduled_version=F("version"))


QUEUES = {
    "unpublished": ("Drafts with changes that readers do not see", unpublished),
    "overdue": ("Pages past their review date", overdue),
    "due-soon": ("Pages due for review within 30 days", due_soon),
    "overtaken": ("Pages that cite a study newer than their last review", overtaken),
    "waiting": ("Pages whose day to be published has passed", waiting),
    "stale": ("Drafts saved after their day was set", stale_schedule),
    "scheduled": ("Pages to be published on a day to come", scheduled),
}


class AttentionFilter(admin.SimpleListFilter):
    title = "what needs attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in QUEUES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return QUEUES[self.value()][1](queryset) if self.value() in QUEUES else queryset


def counts() -> dict[str, int]:
    """How many rows each queue has, as `counted` says it; one query each."""
    return {name: counted(narrow(Article.objects.all())) for name, (_, narrow) in QUEUES.items()}
