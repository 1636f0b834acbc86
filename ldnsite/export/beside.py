"""What other tables say of a batch of editions: one query each, whatever the batch's size."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from taggit.models import TaggedItem

from articles.models import Citation, Edition, EditionState, LinkUse, NamedPage, QuoteUse
from ldnsite.export.columns import rfc3339
from ldnsite.export.html import link_tags

# Fetched at a time.
ROWS = 5_000
Record = dict[str, Any]


@dataclass
class Beside:
    """What the rows of other tables say of a batch, by primary key of the edition or the article.

    `pages` is by code: the present code, the path and the title.
    """

    references: dict[int, list[tuple[int, int | None, str, int | None]]]
    quotes: dict[int, list[str]]
    links: dict[int, dict[str, tuple[str, str]]]
    tags: dict[int, list[str]]
    history: dict[int, list[Record]]
    pages: dict[str, tuple[str, str, str]]

    @classmethod
    def load(cls, pks: QuerySet, articles: QuerySet) -> "Beside":
        named = NamedPage.objects.filter(edition__in=pks).order_by()
        return cls(
            references=_grouped(
                Citation.objects.filter(edition__in=pks).order_by("edition_id", "order"),
                "number",
                "reference__key",
                "reference__study",
            ),
            quotes=_grouped(_in_order(QuoteUse, pks), "quote__key"),
            links=_links(pks),
            tags=_grouped(
                TaggedItem.objects.filter(
                    content_type__app_label="articles",
                    content_type__model="edition",
                    object_id__in=pks,
                ),
                "tag__name",
                by="object_id",
            ),
            history=_history(articles.filter(number__gt=1)),
            pages=_pages_by_code(named.values("code")),
        )


def _in_order(model: Any, pks: QuerySet) -> QuerySet:
    return model.objects.filter(edition__in=pks).order_by("edition_id", "order")


def _grouped(rows: QuerySet, *fields: str, by: str = "edition_id") -> dict[int, list[Any]]:
    """Values of the fields by edition, each a tuple led by its edition where there are several."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    values = rows.values_list(by, *fields).iterator(chunk_size=ROWS)
    if len(fields) == 1:
        for pk, value in values:
            grouped[pk].append(value)
    else:
        for row in values:
            grouped[row[0]].append(row)
    return grouped


def _links(pks: QuerySet) -> dict[int, dict[str, tuple[str, str]]]:
    grouped: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    made: dict[str, tuple[str, str]] = {}
    rows = _in_order(LinkUse, pks).values_list(
        "edition_id", "link__key", "link__url", "link__status", "link__archived_url"
    )
    for pk, key, url, status, archived_url in rows.iterator(chunk_size=ROWS):
        if key not in made:
            made[key] = link_tags(key, url, status, archived_url)
        grouped[pk][key] = made[key]
    return grouped


def _pages_by_code(codes: QuerySet) -> dict[str, tuple[str, str, str]]:
    """Code, path and title of the present page by each code that it bears or once bore."""
    found: dict[str, tuple[str, str, str]] = {}
    elsewhere: dict[str, int] = {}
    bearers = Edition.objects.filter(code__in=codes).order_by()
    for asked, article, is_latest, state, slug, title in bearers.values_list(*_SHOWN).iterator(
        ROWS
    ):
        if is_latest and state == EditionState.PUBLISHED:
            found[asked] = (asked, path_of(slug), title)
        elsewhere[asked] = article
    moved = {asked: article for asked, article in elsewhere.items() if asked not in found}
    # A list for `is_latest`: see `references.models.sight.seen_through`.
    present = Edition.objects.filter(is_latest__in=[True], state=EditionState.PUBLISHED)
    rows = present.filter(article__in=set(moved.values())).order_by() if moved else present.none()
    now = {
        article: (code, path_of(slug), title)
        for code, article, _, _, slug, title in rows.values_list(*_SHOWN)
    }
    return found | {asked: now[article] for asked, article in moved.items() if article in now}


_SHOWN = ("code", "article", "is_latest", "state", "slug", "title")


def path_of(slug: str) -> str:
    """Written out, since asking the router takes longer than all else of a row; a test holds it."""
    return f"/pages/{slug}/"


def _history(articles: QuerySet) -> dict[int, list[Record]]:
    """Every edition of the pages that have more than one."""
    grouped: dict[int, list[Record]] = defaultdict(list)
    rows = (
        Edition.objects.filter(article__in=articles)
        .order_by("article_id", "number")
        .values_list("article_id", "number", "state", "published_at", "change_note", "explanation")
    )
    for pk, *values in rows:
        grouped[pk].append(edition_record(*values))
    return grouped


def edition_record(
    number: int, state: str, published_at: datetime, note: str, explanation: str
) -> Record:
    return {
        "edition": number,
        "state": state,
        "published_at": rfc3339(published_at),
        "change_note": note or None,
        "explanation": explanation or None,
    }
