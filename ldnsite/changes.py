"""What was published, changed and withdrawn: /changes/ and /changes.atom, from one queryset.

The feed comes in pages, each with the address of the next (RFC 5005): `?before=` names the edition
that the page before ended with, so that none is missed or told twice while editors publish.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.views.generic import ListView

from articles.models import Announcement, Edition
from ldnsite.paging import PagedRows
from ldnsite.text import storable

FEED_SIZE = 50
SAID = ("change_note", "explanation")


def announcements() -> QuerySet[Announcement]:
    """What is told, the newest first; see `told` for the editions themselves."""
    return Announcement.objects.order_by("-published_at", "-edition_id")


def told(pks: Iterable[int]) -> list[Edition]:
    """These announced editions, the newest first, each with `uid` and `present_slug` of its page.

    `present_slug` is None for a page that is withdrawn: of that one nothing may be told but its
    number and the explanation.
    """
    # In no order: SQLite would go through all pages by number to find the first of one.
    present = Edition.objects.current().filter(article=OuterRef("article")).order_by()
    found = (
        Edition.objects.filter(pk__in=list(pks))
        .announced()
        .annotate(present_slug=Subquery(present.values("slug")[:1]))
        .with_uid()
        .only("code", "slug", "title", "number", "state", "is_latest", "published_at", *SAID)
    )
    return sorted(found, key=lambda edition: (edition.published_at, edition.pk), reverse=True)


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
        return PagedRows(announcements())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = [
            {"edition": edition, "heading": heading(edition), "address": address(edition)}
            for edition in told(context["object_list"])
        ]
        return context | {"changes": shown}


@dataclass
class FeedPage:
    """Editions of one page of the feed, and the addresses of this page and of the next."""

    editions: list[Edition]
    own: str
    next: str = ""


class TrueAtom(Atom1Feed):
    """Django dates an empty feed now; nothing has happened since ever."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next_page"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_page"]})

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

    def get_object(self, request: HttpRequest) -> FeedPage:
        before = request.GET.get("before")
        rows = announcements()
        if before is not None:
            rows = rows.filter(_older_than(before))
        editions = told(rows.values_list("pk", flat=True)[: FEED_SIZE + 1])
        page = FeedPage(editions[:FEED_SIZE], request.get_full_path())
        if len(editions) > FEED_SIZE:
            address = f"{request.path}?before={page.editions[-1].pk}"
            page.next = request.build_absolute_uri(address)
        return page

    def feed_url(self, page: FeedPage) -> str:
        return page.own

    def feed_extra_kwargs(self, page: FeedPage) -> dict[str, str]:
        return {"next_page": page.next}

    def items(self, page: FeedPage) -> list[Edition]:
        return page.editions

    def item_title(self, item: Edition) -> str:
        return heading(item)

    def item_description(self, item: Edition) -> str:
        """HTML, as Django declares the summary; the title goes out as plain text."""
        words = item.explanation if item.is_withdrawn else item.change_note
        # Editions from before 28 November 2026 may hold what XML refuses; nobody can change them.
        return linebreaks(storable(words), autoescape=True)

    def item_link(self, item: Edition) -> str:
        return address(item)

    def item_guid(self, item: Edition) -> str:
        return entry_id(item.uid, item.number)

    def item_pubdate(self, item: Edition) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate


def _older_than(before: str) -> Q:
    """Raises Http404 unless it is the number of an edition, as the feed gives it."""
    if not re.fullmatch("[1-9][0-9]{0,17}", before):
        raise Http404("before is the number that the feed gives as its next page")
    edition = get_object_or_404(Edition.objects.only("published_at"), pk=before)
    day = edition.published_at
    return Q(published_at__lte=day) & ~Q(published_at=day, pk__gte=edition.pk)


def atom(request: HttpRequest, **options: Any) -> HttpResponse:
    return ChangesFeed()(request, **options)
