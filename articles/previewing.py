"""A draft as readers would see it, made by the functions that publishing and reading use."""

from django.utils import timezone

from articles.checking import Checked, check
from articles.models import RATINGS, Article, Edition, RatingLevel
from articles.page_rows import look_up_rows
from articles.publishing import citations_of, stored
from articles.reading import Page, put_together


def preview(article: Article, *, topics: list | None = None) -> tuple[Page, Checked]:
    """The page that publishing this draft would make, and what the check of its texts found.

    Nothing is written; the article need not be saved, nor its ratings be given. `topics` are rows
    with a name; those of the draft where they are left out.
    """
    checked = check(article)
    latest = article.editions.latest().first() if article.pk else None
    edition = Edition(
        number=latest.number + 1 if latest else 1,
        is_latest=False,
        published_at=timezone.now(),
        change_note=article.change_note,
        compiled=stored(checked),
        **{name: getattr(article, name) for name in Article.content_fields()},
    )
    steps = RatingLevel.objects.values_list("rating", "level", "name")
    names = {(rating, level): name for rating, level, name in steps}
    for rating in RATINGS:
        setattr(edition, f"{rating}_name", names.get((rating, getattr(edition, rating)), ""))
    if topics is None:
        topics = list(article.tags.order_by("name")) if article.pk else []
    rows = look_up_rows(
        edition,
        citations=citations_of(edition, checked),
        quotes=checked.quotes,
        links=checked.links,
        tags=topics,
    )
    return put_together(rows), checked
