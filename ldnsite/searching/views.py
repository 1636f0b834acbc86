"""/search/: one page that finds sections of pages, studies, quotations, resources and terms."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from taggit.models import Tag

from articles.codes import CODE_PATTERN
from articles.models import Edition, Rating
from ldnsite.searching import finding
from ldnsite.searching.backends import Filters
from ldnsite.searching.models import Kind
from ldnsite.searching.query import Asked, read

ON_A_PAGE = 20
MAX_TAGS = 6
# Pages are known by their numbers: "13", "page 14b".
_CODE = re.compile(rf"(?:page\s+)?({CODE_PATTERN})", re.IGNORECASE)
TAGS_OFFERED = 24
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


def search(request: HttpRequest) -> HttpResponse:
    asked = read(request.GET.get("q", ""))
    found = finding.find(asked)
    tags = {tag.pk: tag for tag in Tag.objects.filter(pk__in=found.tag_ids)} if len(found) else {}
    found.filters, ignored = _chosen_filters(request.GET, tags)
    desk = _Desk(asked, found, tags)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    everywhere = sum(found.counts("kind").values())
    context = {
        "asked": asked,
        "found": found,
        "page_obj": page,
        "hits": page.object_list if asked.phrases else [],
        "is_loose": found.match.any_phrase,
        "ignored": ignored,
        "told": _told(found),
        "suggestion": "",
        "kinds": desk.kinds(everywhere),
        "chosen": desk.chosen(),
        "ratings": desk.ratings(),
        "topics": desk.topics(),
        "unfiltered_address": desk.address(Filters()),
        "previous_address": desk.address(found.filters, page.number - 1),
        "next_address": desk.address(found.filters, page.number + 1),
    }
    if named := _CODE.fullmatch(asked.text):
        pages = Edition.objects.current().in_short()
        context["named_page"] = pages.filter(code=named[1].lower()).first()
    if asked.phrases and (found.match.any_phrase or not found.tallies):
        better = finding.suggestion(asked)
        context |= {"suggestion": better, "suggestion_address": _address([("q", better)])}
    return render(request, "ldnsite/search.html", context)


def _chosen_filters(query: QueryDict, tags: dict[int, Tag]) -> tuple[Filters, bool]:
    """The filters of an address, and whether some of it could not be understood."""
    kind = query.get("kind", "")
    levels = {rating.value: query.get(rating.value, "") for rating in Rating}
    slugs = list(dict.fromkeys(query.getlist("tag")))[:MAX_TAGS]
    pks = {tag.slug: pk for pk, tag in tags.items()}
    filters = Filters(
        kind=kind if kind in Kind.values else None,
        tags=tuple(pks[slug] for slug in slugs if slug in pks),
        **{name: int(level) for name, level in levels.items() if level in _LEVELS},
    )
    known = (not kind or filters.kind) and len(filters.tags) == len([s for s in slugs if s])
    return filters, not known or any(level and level not in _LEVELS for level in levels.values())


_LEVELS = frozenset("12345")


def _told(found: finding.Found) -> str:
    """What was found, counted by kind in words."""
    counts = found.counts("kind")
    kinds = [Kind(found.filters.kind)] if found.filters.kind else list(Kind)
    parts = [f"{counts[kind]:,} {NAMES[kind][counts[kind] != 1]}" for kind in kinds if counts[kind]]
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def _address(pairs: list[tuple[str, Any]]) -> str:
    return f"{reverse('search')}?{urlencode(pairs)}"


class _Desk:
    """Every filter that readers may set next, with its count and its address."""

    def __init__(self, asked: Asked, found: finding.Found, tags: dict[int, Tag]) -> None:
        self.asked, self.found, self.tags = asked, found, tags
        self.filters = found.filters

    def address(self, filters: Filters, page: int = 1) -> str:
        pairs: list[tuple[str, Any]] = [("q", self.asked.text)]
        pairs += [
            (name, value)
            for name in ("kind", *Rating.values)
            if (value := getattr(filters, name)) is not None
        ]
        pairs += [("tag", self.tags[tag].slug) for tag in filters.tags]
        return _address(pairs + ([("page", page)] if page > 1 else []))

    def kinds(self, everywhere: int) -> list[Option]:
        counts = self.found.counts("kind")
        return [
            Option("All", everywhere, self._with(kind=None), self.filters.kind is None),
            *(
                Option(kind.label, counts[kind], self._with(kind=kind.value), is_chosen)
                for kind in Kind
                if (is_chosen := self.filters.kind == kind) or counts[kind]
            ),
        ]

    def ratings(self) -> list[tuple[Rating, list[Option]]]:
        """Steps of a rating that would leave something; a chosen rating is not offered again."""
        offered = []
        for rating in Rating:
            counts = self.found.counts(rating.value)
            steps = [
                Option(f"{level} of 5", counts[level], self._with(**{rating.value: level}))
                for level in range(5, 0, -1)
                if counts[level]
            ]
            if steps and getattr(self.filters, rating.value) is None:
                offered.append((rating, steps))
        return offered

    def topics(self) -> list[Option]:
        counts = self.found.counts("tags")
        ordered = sorted(
            (tag for tag in self.tags.values() if counts[tag.pk]),
            key=lambda tag: (-counts[tag.pk], tag.name.casefold()),
        )
        if len(self.filters.tags) >= MAX_TAGS:
            return []
        return [
            Option(tag.name, counts[tag.pk], self._with(tags=(*self.filters.tags, tag.pk)))
            for tag in ordered
            if tag.pk not in self.filters.tags
        ][:TAGS_OFFERED]

    def chosen(self) -> list[Option]:
        """The filters in force; the address of each is the search without it."""
        levels = [
            Option(f"{rating.label} {level} of 5", 0, self._with(**{rating.value: None}))
            for rating in Rating
            if (level := getattr(self.filters, rating.value))
        ]
        tags = [
            Option(self.tags[pk].name, 0, self._with(tags=self._tags_without(pk)))
            for pk in self.filters.tags
        ]
        return levels + tags

    def _tags_without(self, pk: int) -> tuple[int, ...]:
        return tuple(tag for tag in self.filters.tags if tag != pk)

    def _with(self, **changes: Any) -> str:
        return self.address(replace(self.filters, **changes))
