"""The desk's lists: their keys first, then the rows shown, and no counting without end.

Whatever a list passes by on its way to a part has to be read: keys come out of an index, where the
rows hold long texts. A leaf.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from ldnsite.paging import in_order, pks_of

# Nobody goes through more rows than this one by one: beyond it a number tells nothing.
ENOUGH = 1_000
# So many parts beyond the one that is shown can be gone to at once.
PARTS_AHEAD = 10
# A made-up part is not counted up to.
LAST_PART = 100_000


def counted(rows: QuerySet, most: int = ENOUGH) -> int:
    """How many rows there are; `most` and one where there are more."""
    return rows.order_by().values("pk")[: most + 1].count()


def in_words(count: int, most: int = ENOUGH) -> str:
    """What `counted` found, for editors: “812”, “1,000” or “more than 1,000”."""
    return f"more than {most:,}" if count > most else f"{count:,}"


class Glimpse(Page):
    """A part that knows of one row more than it shows, if there is any."""

    def __init__(self, rows: list[Any], number: int, paginator: Paginator) -> None:
        super().__init__(rows[: paginator.per_page], number, paginator)
        self.is_more = len(rows) > paginator.per_page

    def has_next(self) -> bool:
        return self.is_more


class Glimpses(Paginator):
    """Parts in which nobody is told how many there are: one query each, and no count."""

    def page(self, number: Any) -> Glimpse:
        number = max(int(number), 1)
        begin = (min(number, LAST_PART) - 1) * self.per_page
        return Glimpse(list(self.object_list[begin : begin + self.per_page + 1]), number, self)


class DeskList(ChangeList):
    """A list of the desk, in the order that it always had.

    A whole list is counted from an index, and a part past its middle is read from the end. Of what
    a filter or a search leaves, keys are read a few parts ahead of the one shown, and they are all
    that is counted, unless actions can be done to the rest: those have to say to how many rows.
    A search that looks at some rows alone says so on the request, by `is_search_cut`.
    """

    def get_results(self, request: HttpRequest) -> None:
        is_part = bool(self.get_filters_params() or self.query)
        self.is_search_cut = getattr(request, "is_search_cut", False)
        self.keys = self.queryset.values_list("pk", flat=True)
        self.known: list[Any] | None = None
        self.most: int | None = None
        if is_part:
            parts = min(max(self.page_num, 1), LAST_PART) + PARTS_AHEAD
            self.most = max(ENOUGH, parts * self.list_per_page)
            self.known = list(self.keys[: self.most + 1])
        self.result_count = self._count(request)
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.paginator.count = self.result_count
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.result_list = in_order(self._rows(), self._keys_shown())
        self.show_admin_actions = bool(self.result_list)
        self.show_full_result_count = False
        self.full_result_count = None if is_part else self.result_count
        # How many rows each choice of each filter has would take a walk through all of them.
        few = counted(self.root_queryset, ENOUGH) <= ENOUGH
        self.is_facets_optional = self.is_facets_optional and few
        self.add_facets = self.add_facets and few

    @property
    def count_in_words(self) -> str:
        if self.most is not None and self.result_count > self.most:
            return in_words(self.result_count, self.most)
        return f"{'at least ' if self.is_search_cut else ''}{self.result_count:,}"

    def _count(self, request: HttpRequest) -> int:
        if self.known is None:
            return self.queryset.count()
        if len(self.known) > self.most and self.model_admin.get_actions(request):
            self.most = None
            return self.queryset.count()
        return len(self.known)

    def _keys_shown(self) -> list[Any]:
        if (self.show_all and self.can_show_all) or not self.multi_page:
            return list(self.keys) if self.known is None else self.known
        try:
            part = self.paginator.page(self.page_num)
        except InvalidPage as fault:
            raise IncorrectLookupParameters from fault
        begin, end = part.start_index() - 1, part.end_index()
        if self.known is None:
            return pks_of(self.keys, begin, end, self.result_count)
        return self.known[begin:end]

    def _rows(self) -> QuerySet:
        return self.apply_select_related(self.root_queryset).defer(*self.model_admin.list_defer)


class DeskAdmin(admin.ModelAdmin):
    """What every list of the desk has. `list_defer` names the long texts that no line shows."""

    list_defer: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList
