"""What a list shows of each page besides its title."""

from collections.abc import Iterable

from articles.models import Edition, Rating, RatingLevel
from articles.page_rows import RatingShown

StepNames = dict[tuple[str, int], str]


def step_names() -> StepNames:
    """The rubric's words for each step of each rating, in one query."""
    return {(step.rating, step.level): step.name for step in RatingLevel.objects.all()}


def rated(editions: Iterable[Edition], names: StepNames | None = None) -> list[Edition]:
    """The editions, each with its `ratings` as `articles/_page_summary.html` shows them.

    One query for all of them; none where the caller has the rubric's `names` at hand.
    """
    editions = list(editions)
    if names is None:
        names = step_names()
    for edition in editions:
        edition.ratings = [
            RatingShown(rating, level, names.get((rating, level), ""), "")
            for rating in Rating
            for level in [getattr(edition, rating)]
        ]
    return editions
