"""What was published, changed and withdrawn: /changes/ and /changes.atom, from one queryset."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from articles.models import Edition

FEED_SIZE = 50


def changes() -> QuerySet[Edition]:
    """Announced editions, the newest first, each with `uid` and `present_slug` of its page.

    `present_slug` is None for a page that is withdrawn: of that one nothing may be told but its
    number and the explanation.
    """
    present = Edition.objects.current().filter(article=OuterRef("article"))
    return (
        Edition.objects.announced()
        .annotate(present_slug=Subquery(present.values("slug")[:1]), uid=F("article__uid"))
        .defer("body", "compiled")
        .order_by("-published_at", "-pk")
    )


def entry_id(uid: uuid.UUID, number: int) -> str:
    """The same for ever, whatever becomes of the page's address or the site's own."""
    return uuid.uuid5(uid, str(number)).urn


def heading(edition: Edition) -> str:
    """What happened, in a line; of a page that is withdrawn not even the title."""
    if edition.is_withdrawn:
        name = f"Page {edition.code}"
        return (
            f"{name} {edition.title}: withdrawn" if edition.present_slug else f"{name}: withdrawn"
        )
    return f"Page {edition.code} {edition.title}: edition {edition.number}"


def address(edition: Edition) -> str:
    """Where a reader sees it: the page, or what an earlier edition of it said."""
    if edition.is_latest:
        return edition.get_absolute_url()
    if edition.is_withdrawn:
        return (
            f"{reverse('articles:history', args=[edition.present_slug])}#edition_{edition.number}"
        )
    return reverse("articles:edition", args=[edition.present_slug, edition.number])


class ChangeList(ListView):
    template_name = "ldnsite/changes.html"
    paginate_by = 50

    def get_queryset(self):
        return changes()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = [
            {"edition": edition, "heading": heading(edition), "address": address(edition)}
            for edition in context["page_obj"]
        ]
        return context | {"changes": shown}


class TrueAtom(Atom1Feed):
    """Django dates an empty feed now; nothing has happened since ever."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime(1970, 1, 1, tzinfo=UTC))


class ChangesFeed(Feed):
    feed_type = TrueAtom
    subtitle = "What was published, changed and withdrawn."
    item_guid_is_permalink = False

    def title(self) -> str:
        return f"{settings.SITE_NAME}: changes"

    def author_name(self) -> str:
        return settings.SITE_NAME

    def link(self) -> str:
        return reverse("changes")

    def items(self) -> Iterable[Edition]:
        return changes()[:FEED_SIZE]

    def item_title(self, item: Edition) -> str:
        return heading(item)

    def item_description(self, item: Edition) -> str:
        """HTML, as Django declares the summary; the title goes out as plain text."""
        words = item.explanation if item.is_withdrawn else item.change_note
        return linebreaks(words, autoescape=True)

    def item_link(self, item: Edition) -> str:
        return address(item)

    def item_guid(self, item: Edition) -> str:
        return entry_id(item.uid, item.number)

    def item_pubdate(self, item: Edition) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate


@require_safe
def atom(request: HttpRequest, **options: Any) -> HttpResponse:
    return ChangesFeed()(request, **options)
