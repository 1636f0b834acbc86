"""What the desk's list of articles can be narrowed to, asked so that an index answers."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.models import RATINGS, Article, Edition, EditionState

NEVER = "never"
NONE = "none"


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(NEVER, "never published"), *EditionState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        own = Edition.objects.filter(article=OuterRef("pk"))
        if self.value() == NEVER:
            # A page that was never published has changes: those few stand in an index.
            return queryset.filter(~Exists(own), has_changes=True)
        if self.value() in EditionState.values:
            return queryset.filter(Exists(own.latest().filter(state=self.value())))
        return queryset


class RatingFilter(admin.SimpleListFilter):
    """The five steps and none: the stock filter would look through all pages for those in use."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((str(level), str(level)) for level in range(1, 6)), (NONE, "not rated yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == NONE:
            return queryset.filter(**{self.parameter_name: None})
        if self.value() in dict(self.lookup_choices):
            return queryset.filter(**{self.parameter_name: int(self.value())})
        return queryset


def rating_filters() -> list[type[RatingFilter]]:
    """One for each rating, at the address that the stock filter has."""
    return [
        type(
            f"{rating.title()}Filter",
            (RatingFilter,),
            {
                "parameter_name": rating,
                "title": Article._meta.get_field(rating).verbose_name,
            },
        )
        for rating in RATINGS
    ]
