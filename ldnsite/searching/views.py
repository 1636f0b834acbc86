"""/search/: one page that finds sections of pages, studies, quotations, resources and terms."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from taggit.models import Tag

from articles.codes import CODE_PATTERN
from articles.finding.topics import Topic, as_topics, topics
from articles.models import Edition, Rating
from ldnsite.searching import finding
from ldnsite.searching.backends import NO_FILTERS, Filters
from ldnsite.searching.finding import Counts
from ldnsite.searching.models import Kind
from ldnsite.searching.query import Asked, read

ON_A_PAGE = 20
MAX_TAGS = 6
# Pages are known by their numbers: "13", "page 14b".
_CODE = re.compile(rf"(?:page\s+)?({CODE_PATTERN})", re.IGNORECASE)
TAGS_OFFERED = 24
FILTERS = ("kind", "tag", *Rating.values)
# What a count of each kind is called, for one and for several.
NAMES = {
    Kind.PAGE: ("passage in the pages", "passages in the pages"),
    Kind.STUDY: ("study", "studies"),
    Kind.RESOURCE: ("resource", "resources"),
    Kind.QUOTE: ("quotation", "quotations"),
    Kind.TERM: ("word of the glossary", "words of the glossary"),
}


@dataclass(frozen=True)
class Option:
    """A filter that may be set or, where it is chosen, taken off again."""

    words: str
    count: int
    address: str
    is_chosen: bool = False
    # More may be found than `count`.
    is_least: bool = False

    @property
    def said(self) -> str:
        """The count in figures, with a plus where it may be more; "" where nothing is known."""
        if self.is_least:
            return f"{self.count:,}+" if self.count else ""
        return f"{self.count:,}"


def search(request: HttpRequest) -> HttpResponse:
    asked = read(request.GET.get("q", ""))
    found = finding.find(asked, to_come=any(map(request.GET.get, FILTERS)))
    found.filters, ignored, named = _chosen_filters(request.GET, found)
    desk = _Desk(asked, found, named)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "found": found,
        "page_obj": page,
        "hits": page.object_list if asked.phrases else [],
        "is_loose": found.match.any_phrase,
        "ignored": ignored,
        "told": _told(found),
        "most": f"{finding.MOST:,}",
        "suggestion": None,
        "kinds": desk.kinds(),
        "chosen": desk.chosen(),
        "ratings": desk.ratings(),
        "topics": desk.topics(),
        "unfiltered_address": desk.address(NO_FILTERS),
        "previous_address": desk.address(found.filters, page.number - 1),
        "next_address": desk.address(found.filters, page.number + 1),
    }
    if named := _CODE.fullmatch(asked.text):
        pages = Edition.objects.current().in_short()
        context["named_page"] = pages.filter(code=named[1].lower()).first()
    is_whole = asked.phrases and not found.match.any_phrase and not found.is_nothing
    if not is_whole and (better := finding.suggestion(asked)):
        address = _address([("q", better.text)])
        context |= {"suggestion": better, "suggestion_address": address}
    return render(request, "ldnsite/search.html", context)


def _chosen_filters(
    query: QueryDict, found: finding.Found
) -> tuple[Filters, bool, dict[int, Topic]]:
    """The filters of an address, whether some of it could not be understood, and its topics.

    A topic that nothing of what was found bears is no choice.
    """
    kind = query.get("kind", "")
    levels = {rating.value: query.get(rating.value, "") for rating in Rating}
    slugs = [slug for slug in dict.fromkeys(query.getlist("tag")) if slug][:MAX_TAGS]
    # PostgreSQL cannot be asked for what no slug holds: it fails on the character 0.
    able = [slug for slug in slugs if slug.isprintable()]
    public = as_topics(topics().filter(topic__slug__in=able)) if able else []
    named = {
        topic.slug: topic for topic in public if found.best.is_cut or topic.pk in found.tag_ids
    }
    chosen = [named[slug] for slug in slugs if slug in named]
    filters = Filters(
        kind=kind if kind in Kind.values else None,
        tags=tuple(topic.pk for topic in chosen),
        **{name: int(level) for name, level in levels.items() if level in _LEVELS},
    )
    known = (not kind or filters.kind) and len(chosen) == len(slugs)
    ignored = not known or any(level and level not in _LEVELS for level in levels.values())
    return filters, ignored, {topic.pk: topic for topic in chosen}


_LEVELS = frozenset("12345")


def _told(found: finding.Found) -> str:
    """What was found, counted by kind in words."""
    counts = Counter(one.kind for one in found.chosen.candidates)
    parts = [f"{counts[kind]:,} {NAMES[kind][counts[kind] != 1]}" for kind in Kind if counts[kind]]
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def _address(pairs: list[tuple[str, Any]]) -> str:
    return f"{reverse('search')}?{urlencode(pairs)}"


class _Desk:
    """Every filter that readers may set next, with its count and its address."""

    def __init__(self, asked: Asked, found: finding.Found, named: dict[int, Topic]) -> None:
        self.found, self.filters = found, found.filters
        self.offered, self.topic_counts = self._topics(named)
        self.named = named | {topic.pk: topic for topic in self.offered}
        self.begin = _address([("q", asked.text)])

    def _topics(self, named: dict[int, Topic]) -> tuple[list[Tag], Counts]:
        """The topics that most of what was found bears, but those that are chosen already."""
        counts = self.found.counts("tags")
        if len(self.filters.tags) >= MAX_TAGS:
            return [], counts
        others = [pk for pk in counts if pk not in named]
        commonest = nsmallest(TAGS_OFFERED, others, key=lambda pk: (-counts[pk], pk))
        tags = Tag.objects.filter(pk__in=commonest).exclude(slug="") if commonest else []
        return sorted(tags, key=lambda tag: (-counts[tag.pk], tag.name.casefold())), counts

    def address(self, filters: Filters, page: int = 1) -> str:
        pairs: list[tuple[str, Any]] = [
            (name, value)
            for name in ("kind", *Rating.values)
            if (value := getattr(filters, name)) is not None
        ]
        pairs += [("tag", self.named[tag].slug) for tag in filters.tags]
        pairs += [("page", page)] if page > 1 else []
        # Only slugs might need quoting, and only those of a tag that was not made by the desk.
        return "&".join([self.begin, *(f"{name}={quote(str(value))}" for name, value in pairs)])

    def kinds(self) -> list[Option]:
        counts = self.found.counts("kind")
        least = counts.is_least
        all_of_them = self._option("All", counts.total(), least, kind=None)
        options = [replace(all_of_them, is_chosen=self.filters.kind is None)]
        for kind in Kind:
            if self.filters.kind == kind:
                chosen = self.found.chosen
                count, cut = len(chosen.candidates), chosen.is_cut
                option = self._option(kind.label, count, cut, kind=kind.value)
                options.append(replace(option, is_chosen=True))
            elif counts[kind] or least:
                options.append(self._option(kind.label, counts[kind], least, kind=kind.value))
        return options

    def _option(self, words: str, count: int, is_least: bool = False, **changes: Any) -> Option:
        return Option(words, count, self._with(**changes), is_least=is_least)

    def ratings(self) -> list[tuple[Rating, list[Option]]]:
        """Steps of a rating that would leave something; a chosen rating is not offered again."""
        offered = []
        for rating in Rating:
            counts = self.found.counts(rating.value)
            steps = [
                self._option(
                    f"{level} of 5", counts[level], counts.is_least, **{rating.value: level}
                )
                for level in range(5, 0, -1)
                if counts[level]
            ]
            if steps and getattr(self.filters, rating.value) is None:
                offered.append((rating, steps))
        return offered

    def topics(self) -> list[Option]:
        counts = self.topic_counts
        return [
            self._option(
                tag.name, counts[tag.pk], counts.is_least, tags=(*self.filters.tags, tag.pk)
            )
            for tag in self.offered
        ]

    def chosen(self) -> list[Option]:
        """The filters in force; the address of each is the search without it."""
        levels = [
            self._option(f"{rating.label} {level} of 5", 0, **{rating.value: None})
            for rating in Rating
            if (level := getattr(self.filters, rating.value))
        ]
        tags = [
            self._option(self.named[pk].name, 0, tags=self._tags_without(pk))
            for pk in self.filters.tags
        ]
        return levels + tags

    def _tags_without(self, pk: int) -> tuple[int, ...]:
        return tuple(tag for tag in self.filters.tags if tag != pk)

    def _with(self, **changes: Any) -> str:
        return self.address(replace(self.filters, **changes))
