"""Bring a document of the export's form in: all of it, or nothing with every fault named."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles.models import RATINGS, Article
from articles.publishing import (
    PublishingError,
    has_unpublished_changes,
    mark_changes,
    publish,
    same_tags,
)
from articles.topic_names import topic_fault
from ldnsite.export.columns import moment, text, whole_number
from ldnsite.export.documents import FORMAT, FORMAT_VERSION
from ldnsite.export.pages import COLUMNS, NOTE
from ldnsite.export.records import RECORD_TYPES
from ldnsite.import_records import RecordImport, Report
from ldnsite.models import ContentVersion
from ldnsite.strict_json import ImportRefused

# What the export adds to a page for convenience; it is worked out anew here.
DERIVED_ARTICLE_KEYS = {
    "path",
    "edition",
    "reading_minutes",
    "html",
    "sections",
    "citations",
    "uses",
    "history",
}
# Where each field of an article stands in its record.
ARTICLE_KEYS_BY_FIELD = (
    {column.attribute: key for key, column in COLUMNS.items()}
    | {name: f"ratings/{name}/level" for name in RATINGS}
    | {f"{name}_reason": f"ratings/{name}/reason" for name in RATINGS}
)
# The rubric's words go out with each rating; they come in with the rubric.
RATING_KEYS = {"level", "reason", "name", "description"}
# Versions of the format that differ in what goes out alone.
READABLE = (1, FORMAT_VERSION)
ARTICLE_KEYS = {*COLUMNS, "ratings", "tags", "state", "change_note", "id", "published_at"}
# Of the web: no page came out before.
FIRST_YEAR = 1991
_PUBLISHED_AT = {"published_at": moment("published_at", "")}


# Wraps what is gone through, with its name.
Progress = Callable[[Iterable, str], Iterable]


@transaction.atomic
def import_document(
    document: dict[str, Any],
    *,
    by: AbstractBaseUser | None = None,
    replace_drafts: bool = False,
    progress: Progress = lambda rows, name: rows,
) -> Report:
    """Write every record of the document, matched by its key, and publish its published pages.

    Running it again changes nothing. A draft with words that were never published is refused
    rather than replaced, unless `replace_drafts`. Raises ImportRefused with every fault found;
    then nothing was written. `progress` shows how far it is, such as tqdm.
    """
    ContentVersion.objects.hold()
    run = _Run(by, replace_drafts)
    run.check_envelope(document)
    for record_type in RECORD_TYPES:
        found = enumerate(run.list_of(document, record_type.name))
        # A further report names the study that reported first, which may stand behind it.
        in_order = sorted(found, key=lambda item: bool(item[1].get("secondary_of")))
        for place, record in progress(in_order, f"writing {record_type.name}"):
            pointer = f"/{record_type.name}/{place}"
            run.import_record(record_type, record, pointer)
            run.hold_against_schema(record_type.name, record, pointer)
    articles = []
    pages = list(enumerate(run.list_of(document, "articles")))
    for place, record in progress(pages, "writing drafts"):
        pointer = f"/articles/{place}"
        articles.append((record, run.import_article(record, pointer), pointer))
        run.hold_against_schema("articles", record, pointer)
    if not run.faults:
        for record, article, pointer in progress(articles, "publishing"):
            run.publish_article(record, article, pointer)
    if run.faults:
        raise ImportRefused(run.faults)
    return run.report


def slim(name: str, record: Any) -> Any:
    """The record without what is worked out anew: a page's HTML is most of it."""
    if name != "articles" or not isinstance(record, dict):
        return record
    return {key: value for key, value in record.items() if key not in DERIVED_ARTICLE_KEYS}


class _Run(RecordImport):
    """One import of a whole document: records, then pages."""

    def __init__(self, by: AbstractBaseUser | None, replace_drafts: bool) -> None:
        super().__init__(by)
        self.replace_drafts = replace_drafts

    def check_envelope(self, document: dict[str, Any]) -> None:
        if document.get("format") != FORMAT:
            self.fault("/format", f"has to be “{FORMAT}”")
        version = document.get("version")
        # True is 1 to Python, but no version.
        if version not in READABLE or isinstance(version, bool):
            self.fault("/version", f"has to be {FORMAT_VERSION}")
        known = {
            "format",
            "version",
            "content_version",
            "complete",
            "next",
            "removed",
            "articles",
            *(record_type.name for record_type in RECORD_TYPES),
        }
        self.unknown_keys(document, known, "")

    def import_article(self, record: dict[str, Any], pointer: str) -> Article | None:
        self.unknown_keys(record, ARTICLE_KEYS | DERIVED_ARTICLE_KEYS, pointer)
        values = self.values_of(COLUMNS, record, pointer)
        ratings = self.ratings_of(record.get("ratings", {}), f"{pointer}/ratings")
        tags = self.tags_of(record.get("tags", []), f"{pointer}/tags")
        note = self.values_of({"change_note": NOTE} | _PUBLISHED_AT, record, pointer)
        at = (note or {}).get("published_at")
        if at and at.year < FIRST_YEAR:
            self.fault(f"{pointer}/published_at", f"has to be {FIRST_YEAR} or later")
        if record.get("state") not in ("published", "draft"):
            self.fault(f"{pointer}/state", "has to be “published” or “draft”")
        if values is None or ratings is None or tags is None or note is None:
            return None
        if not self.first_of("articles", (values.get("code"),), f"{pointer}/code"):
            return None
        held = Article.objects.select_for_update().filter(code=values.get("code"))
        article = held.first() or Article(uid=self.uid_of(record, pointer))
        if not self.replace_drafts and self.would_lose_a_draft(article, values | ratings, tags):
            self.fault(
                pointer,
                f"the draft of page {article.code} has words that were never published, and this "
                "would replace them. Publish them first, or import with --replace-drafts",
            )
            return None
        if not self.write("articles", article, values | ratings, ARTICLE_KEYS_BY_FIELD, pointer):
            return None
        if not same_tags(article.tags.names(), tags):
            article.tags.set(tags)
        mark_changes(article)
        return article

    def uid_of(self, record: dict[str, Any], pointer: str) -> UUID:
        """The id by which programs know the page already, unless another page here has it."""
        try:
            uid = UUID(record.get("id") or str(uuid4()))
        except (ValueError, AttributeError, TypeError):
            self.fault(f"{pointer}/id", "has to be a UUID or null")
            return uuid4()
        return uuid4() if Article.objects.filter(uid=uid).exists() else uid

    def moment_of(self, record: dict[str, Any], article: Article) -> datetime | None:
        """When the words of a page that is new here came out where they come from; None is now."""
        if article.editions.exists():
            return None
        at = _PUBLISHED_AT["published_at"].load(record.get("published_at"))
        return min(at, timezone.now()) if at else None

    @staticmethod
    def would_lose_a_draft(article: Article, values: dict[str, Any], tags: list[str]) -> bool:
        if article.pk is None:
            return False
        same = all(getattr(article, name) == value for name, value in values.items())
        if same and same_tags(article.tags.names(), tags):
            return False
        latest = article.editions.latest().first()
        return latest is None or has_unpublished_changes(article, latest)

    def tags_of(self, tags: Any, pointer: str) -> list[str] | None:
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self.fault(pointer, "has to be a list of texts")
            return None
        sound = True
        for place, tag in enumerate(tags):
            if fault := topic_fault(tag):
                self.fault(f"{pointer}/{place}", fault)
                sound = False
        return tags if sound else None

    def ratings_of(self, ratings: Any, pointer: str) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        if not isinstance(ratings, dict) or not all(isinstance(r, dict) for r in ratings.values()):
            self.fault(pointer, "has to be an object with an object for each rating")
            return None
        self.unknown_keys(ratings, set(RATINGS), pointer)
        for name in RATINGS:
            self.unknown_keys(ratings.get(name, {}), RATING_KEYS, f"{pointer}/{name}")
            found = self.values_of(
                {
                    "level": whole_number(name, ""),
                    "reason": text(f"{name}_reason", ""),
                },
                ratings.get(name, {}),
                f"{pointer}/{name}",
            )
            if found is None:
                return None
            values |= found
        return values

    def publish_article(
        self, record: dict[str, Any], article: Article | None, pointer: str
    ) -> None:
        """Publish the page unless readers already have exactly these words."""
        if article is None or record.get("state") != "published":
            return
        current = article.editions.current().first()
        if current and not has_unpublished_changes(article, current):
            return
        note, at = record.get("change_note") or "", self.moment_of(record, article)
        try:
            publish(article=article, by=self.by, note=note, at=at)
        except PublishingError as refused:
            for problem in refused.problems:
                key = ARTICLE_KEYS_BY_FIELD.get(problem.field, problem.field)
                self.fault(f"{pointer}/{key}", str(problem))
        else:
            self.report.published += 1
