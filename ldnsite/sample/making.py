"""Put a generated site into the database, in one transaction and in constant memory."""

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from taggit.models import Tag, TaggedItem

from articles.codes import order_of
from articles.models import (
    Article,
    Citation,
    Edition,
    LinkUse,
    NamedPage,
    Quote,
    QuoteUse,
    RatingLevel,
    Term,
)
from articles.relisting import rebuild
from articles.telling import stamp_records
from ldnsite.models import ContentVersion, Removal, VisibleModel
from ldnsite.planning import count_anew
from ldnsite.sample import filling, indexes
from ldnsite.sample.filling import Filler
from ldnsite.sample.pages import Page, PageMaker
from ldnsite.sample.records import DAY, PREFIX, Counts, Records
from ldnsite.sample.vocabulary import Vocabulary
from ldnsite.searching.models import SearchEntry
from references.models import Link, Reference, Resource, Study

# Shows how far the work is, such as tqdm: wraps what is gone through, with its name and length.
Progress = Callable[[Iterable, str, int], Iterable]
_KEYED = (Link, Reference, Quote, Term)


class NotASample(Exception):
    """Why nothing was made: there is something here that this did not make."""


@transaction.atomic
def make_site(pages: int, seed: int, progress: Progress) -> Counts:
    """Fill the database with `pages` generated pages, in the place of an earlier sample's.

    Raises NotASample, and changes nothing, where it holds anything else.
    """
    _refuse_real_content()
    counts = Counts(pages)
    vocabulary = Vocabulary(Random(f"{seed}:vocabulary"))  # noqa: S311 - nothing secret is drawn
    records = Records(counts, vocabulary, seed)
    number = ContentVersion.objects.bump()
    tables = _tables()
    filling.empty(tables)
    with indexes.search_made_at_the_end():
        with indexes.made_at_the_end(set(tables) - {SearchEntry}):
            _write_records(records, progress)
            _write_pages(PageMaker(counts, vocabulary, records, seed), number, progress)
            filling.go_on_counting(tables)
        count_anew()
        _write_entries(progress)
    rebuild()
    stamp_records(number)
    count_anew()
    return counts


def _refuse_real_content() -> None:
    strangers = [Article.objects.exclude(slug__startswith=PREFIX)]
    strangers += [model.objects.exclude(key__startswith=PREFIX) for model in _KEYED]
    for rows in strangers:
        stranger = rows.first()
        if stranger:
            raise NotASample(
                f"this database holds “{stranger}”, which is no part of a sample. Make the sample "
                "in a database of its own, such as DATABASE_URL=sqlite:///sample.sqlite3, after "
                "`manage.py migrate`."
            )


def _tables() -> list[type[models.Model]]:
    """All that a site's content stands in, but the rubric and the accounts."""
    return [
        model
        for app in ("references", "articles", "taggit")
        for model in apps.get_app_config(app).get_models()
        if model is not RatingLevel
    ] + [SearchEntry, Removal]


def _write_records(records: Records, progress: Progress) -> None:
    filler = Filler()
    counts = records.counts
    for model, rows, count in (
        (Tag, records.topics(), counts.topics),
        (Link, records.links(), counts.links),
        (Study, records.studies(), counts.studies),
        (Resource, records.resources(), counts.resources),
        (Quote, records.quotes(), counts.quotes),
        (Term, records.terms, len(records.terms)),
    ):
        name = str(model._meta.verbose_name_plural)
        # Asked once: each asking makes a class.
        history = model.history.model if hasattr(model, "history") else None
        for row in progress(rows, name, count):
            for parent in (*model._meta.get_parent_list(), model):
                filler.add_object(parent, row)
            if history:
                filler.add(history, _first_version(history, row))
            filler.flush_when_full()
    filler.flush()


def _first_version(history: type[models.Model], row: models.Model) -> dict[str, Any]:
    own = {
        "history_user_id": None,
        "history_date": DAY,
        "history_change_reason": "Made for a sample.",
        "history_type": "+",
    }
    copied = [f.attname for f in history._meta.concrete_fields if not f.name.startswith("history_")]
    return {name: getattr(row, name) for name in copied} | own


def _write_pages(maker: PageMaker, number: int, progress: Progress) -> None:
    """`number` is the content version that present editions count as changed in."""
    filler = Filler()
    types = {model: ContentType.objects.get_for_model(model).pk for model in (Article, Edition)}
    pk = 0
    for index in progress(range(maker.counts.pages), "pages", maker.counts.pages):
        page = maker.page(index)
        filler.add(Article, page.article)
        _add_tags(filler, page, types[Article], page.article["id"])
        for edition in page.editions:
            pk += 1
            own = {"id": pk, "article_id": page.article["id"]}
            own["modified_in"] = number if edition.is_current else None
            filler.add(Edition, own | edition.row)
            _add_tags(filler, page, types[Edition], pk)
            _add_uses(filler, edition.uses, pk)
            for entry in edition.entries:
                filler.add(SearchEntry, {"owner": pk, **entry})
        filler.flush_when_full()
    filler.flush()


def _add_tags(filler: Filler, page: Page, content_type: int, pk: int) -> None:
    for tag in page.tags:
        filler.add(TaggedItem, {"tag_id": tag, "content_type_id": content_type, "object_id": pk})


def _add_uses(filler: Filler, uses: Any, pk: int) -> None:
    """Of a withdrawal, which shows nothing, there are none."""
    if uses is None:
        return
    for order, (reference, number) in enumerate(uses.citations, start=1):
        filler.add(
            Citation,
            {"edition_id": pk, "reference_id": reference, "order": order, "number": number},
        )
    for order, quote in enumerate(uses.quotes, start=1):
        filler.add(QuoteUse, {"edition_id": pk, "quote_id": quote, "order": order})
    for order, link in enumerate(uses.links, start=1):
        filler.add(LinkUse, {"edition_id": pk, "link_id": link, "order": order})
    for code in sorted(uses.codes):
        filler.add(NamedPage, {"edition_id": pk, "code": code, "code_order": order_of(code)})


def _write_entries(progress: Progress) -> None:
    """What is found of the records that current pages show; pages brought their own."""
    filler = Filler()
    for model in (Study, Resource, Quote, Term):
        rows = model._default_manager.searchable().order_by("pk")
        name = f"search: {model._meta.verbose_name_plural}"
        for row in progress(rows.iterator(chunk_size=1000), name, rows.count()):
            _add_entries(filler, row)
            filler.flush_when_full()
    filler.flush()


def _add_entries(filler: Filler, row: VisibleModel) -> None:
    for entry in row.search_entries():
        entry.kind = row.search_kind
        entry.tidy()
        values = {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields}
        del values["id"]
        filler.add(SearchEntry, values)
