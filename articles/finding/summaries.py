"""What a list shows of each page besides its title."""

from collections.abc import Iterable
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Edition, Rating, RatingLevel
from articles.page_rows import RatingShown

StepNames = dict[tuple[str, int], str]


def step_names() -> StepNames:
    """The rubric's words for each step of each rating, in one query."""
    return {(step.rating, step.level): step.name for step in RatingLevel.objects.all()}


def rated(editions: Iterable[Edition], names: StepNames | None = None) -> list[Edition]:
    """The editions, each with its `steps` as `articles/_page_summary.html` shows them.

    There are few steps and many pages: each step is rendered once for all that stand on it. One
    query for all of them; none where the caller has the rubric's `names` at hand.
    """
    editions = list(editions)
    if names is None:
        names = step_names()

    @cache
    def step(rating: Rating, level: int) -> SafeString:
        shown = RatingShown(rating, level, names.get((rating, level), ""), "")
        return render_to_string("articles/_step.html", {"rating": shown})

    for edition in editions:
        edition.steps = [step(rating, getattr(edition, rating)) for rating in Rating]
    return editions
