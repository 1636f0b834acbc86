"""What the desk's script asks while somebody writes: a preview, keys to choose from, who is here.

All of it is for editors only. Without the script the form has its buttons, and nothing is missing.
"""

import datetime
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from articles.admin.looking_up import numbered
from articles.findings import PLAIN, findings_of
from articles.markup.bounds import MAX_CHARACTERS
from articles.markup.compiling import FIELDS
from articles.markup.problems import Problem
from articles.models import Article, Edition, Presence, Quote
from articles.previewing import preview
from articles.rights import may_edit
from ldnsite.desk_lists import ENOUGH
from ldnsite.looking_up import beginning, by_index, holding
from ldnsite.searching.models import Kind
from ldnsite.searching.owners import owners
from ldnsite.searching.query import read
from references.models import Link, Reference

# A browser that was not heard of for so long has closed the page, or sleeps.
PRESENT_FOR = datetime.timedelta(minutes=2)
MAX_CHOICES = 12
MAX_ASKED = 60


class WritingMixin:
    """For the admin of Article, before ModelAdmin among its bases."""

    def get_urls(self) -> list:
        views: dict[str, Callable[..., HttpResponse]] = {
            "live": require_POST(self.live_view),
            "choices": require_GET(self.choices_view),
        }
        return [
            path(
                "<int:object_id>/presence/",
                self.admin_site.admin_view(never_cache(require_POST(self.presence_view))),
                name="articles_article_presence",
            ),
            *(
                path(
                    f"{name}/",
                    self.admin_site.admin_view(never_cache(view)),
                    name=f"articles_article_{name}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def live_view(self, request: HttpRequest) -> HttpResponse:
        """What is typed, as publishing would compile it, with what the check finds by line.

        Nothing is written. The texts are bounded as in publishing, the compile by its deadline.
        """
        self._for_editors(request)
        typed = {name: request.POST.get(name, "") for name in (*FIELDS, *PLAIN)}
        article = Article.objects.filter(pk=_number(request.POST.get("article"))).first()
        article = article or Article(title="Untitled", synopsis="-")
        for name, text in typed.items():
            # One more than the bound is enough to be told of it.
            setattr(article, name, text[: MAX_CHARACTERS + 1].replace("\r\n", "\n"))
        page, checked = preview(article, topics=[])
        found = findings_of(article, checked)
        return JsonResponse(
            {
                "html": {name: str(html) for name, html in page.html.items()},
                "errors": [_told(problem) for problem in sorted(set(checked.problems))],
                "warnings": [_told(problem) for problem in found.warnings],
            }
        )

    def choices_view(self, request: HttpRequest) -> HttpResponse:
        """Keys and titles that hold the words asked for: {"choices": [{"key", "label"}]}.

        `kind` is what the notation needs: "reference" for [@, "embed" for ![[, "link" for ][ and
        "page" for [[.
        """
        self._for_editors(request)
        find = CHOICES.get(request.GET.get("kind", ""))
        if find is None:
            return JsonResponse({"error": "kind is reference, embed, link or page"}, status=400)
        asked = request.GET.get("q", "")[:MAX_ASKED].strip()
        choices = [{"key": key, "label": label} for key, label in find(asked)]
        return JsonResponse({"choices": choices[:MAX_CHOICES]})

    def presence_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Note that this editor still has the draft open; answers who else has: {"others": […]}."""
        self._for_editors(request)
        article = get_object_or_404(Article.objects.only("version"), pk=object_id)
        return JsonResponse(
            {"others": self.note_presence(request, article), "version": article.version}
        )

    def note_presence(self, request: HttpRequest, article: Article) -> list[str]:
        """User names of the others who have this draft open now."""
        now = timezone.now()
        if may_edit(request.user):
            Presence.objects.update_or_create(
                article=article, user=request.user, defaults={"seen_at": now}
            )
        here = Presence.objects.filter(article=article, seen_at__gt=now - PRESENT_FOR)
        return sorted(here.exclude(user=request.user).values_list("user__username", flat=True))

    def _for_editors(self, request: HttpRequest) -> None:
        if not may_edit(request.user):
            raise PermissionDenied


def _told(problem: Problem) -> dict[str, str | int]:
    return problem.as_dict() | {"text": str(problem)}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _holding(rows: QuerySet, asked: str, *names: str) -> list:
    """The first rows, in their order, that hold every word asked for in one of their fields.

    Those whose key, the first of `names`, begins as was typed come first: however many titles
    hold the same letters, a key that one knows is among the few that are shown. Each is a walk in
    the order of keys that ends with the last row shown; see `by_index` for rare words.
    """
    words = asked.split()
    if not words:
        return list(rows[:MAX_CHOICES])
    rows = holding(rows, words, *names)
    return _first(rows.filter(beginning(names[0], words[0].lower())), by_index(rows, asked))


def _first(*lists: QuerySet) -> list:
    """The first rows of one list after the other, each once."""
    found = {row.pk: row for rows in lists for row in rows[:MAX_CHOICES]}
    return list(found.values())[:MAX_CHOICES]


def _references(asked: str) -> list[tuple[str, str]]:
    found = _holding(Reference.objects.order_by("key"), asked, "key", "title", "people")
    return [(row.key, str(row)) for row in found]


def _embeds(asked: str) -> list[tuple[str, str]]:
    quotes = _holding(Quote.objects.order_by("key"), asked, "key", "speaker", "words")
    shown = [(row.key, f"{row.speaker}: {row.words[:60]}") for row in quotes]
    begun = asked.split()[0].lower() if asked else ""
    return sorted(
        [*shown, *_references(asked)], key=lambda row: (not row[0].startswith(begun), row)
    )


def _links(asked: str) -> list[tuple[str, str]]:
    found = _holding(Link.objects.order_by("key"), asked, "key", "label", "url")
    return [(row.key, row.label) for row in found]


def _pages(asked: str) -> list[tuple[str, str]]:
    """Pages that readers see, then drafts that never were published: they may be by then.

    Numbers that begin as was typed come first, then titles that hold the words.
    """
    current = Edition.objects.current().only("code", "title").order_by("code_order")
    drafts = Article.objects.filter(has_changes=True, editions=None).only("code", "title")
    drafts = drafts.order_by("code_order")
    words = asked.lower().split()
    if words:
        drafts = holding(drafts, words, "code", "title")
        titles = owners(read(asked), Kind.PAGE, ENOUGH, titles=True)
        titled = current.filter(pk__in=titles.keys)
        found = _first(*_numbered(current, words), titled)
    else:
        found = list(current[:MAX_CHOICES])
    return [
        *((row.code, row.title) for row in found),
        *(
            (row.code, f"{row.title} (not published yet)")
            for row in drafts[: MAX_CHOICES - len(found)]
        ),
    ]


def _numbered(pages: QuerySet, words: list[str]) -> list[QuerySet]:
    """Pages whose code begins as one of the words and whose title holds the others."""
    for place, word in enumerate(words):
        if (begun := numbered(word)) is not None:
            return [holding(pages.filter(begun), words[:place] + words[place + 1 :], "title")]
    return []


CHOICES: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "reference": _references,
    "embed": _embeds,
    "link": _links,
    "page": _pages,
}
