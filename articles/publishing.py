"""The verbs that change what readers see: publish, withdraw, restore, recompile.

Each is one transaction that ends with all of its work done or none of it. The rules about who may
do so are in `articles.rights`.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles import indexing, telling
from articles.checking import Checked, compile_texts, look_up, texts_of
from articles.codes import order_of
from articles.drafts import NO_DAY, claim
from articles.markup.problems import Problem, text_problems
from articles.models import (
    RATINGS,
    Article,
    ArticleContent,
    Citation,
    Edition,
    EditionState,
    LinkUse,
    NamedPage,
    QuoteUse,
    kept,
)
from articles.relisting import relist
from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.models import ContentVersion

FIRST_NOTE = "First published."
# What an edition stores of the compile; the rest (uses, problems) served its purpose by then.
STORED = ("html", "marks", "contents", "words")


class PublishingError(Exception):
    """Why a page cannot be published: `problems`, sorted by field and line, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def missing(article: Article) -> list[Problem]:
    """What a page needs before readers may see it."""
    problems = []
    for name in ("title", "synopsis", "body"):
        if not getattr(article, name).strip():
            problems.append(Problem(name, 0, "write it before publishing."))
    for name in RATINGS:
        if getattr(article, name) is None:
            problems.append(Problem(name, 0, "rate it from 1 to 5 before publishing."))
    try:
        article.full_clean()
    except ValidationError as fault:
        problems += [
            Problem(name, 0, message)
            for name, messages in fault.message_dict.items()
            for message in messages
        ]
    return problems


def _note_problems(previous: Edition | None, note: str) -> list[Problem]:
    if previous and not note:
        return [Problem("change_note", 0, "say in a sentence what changed, for readers.")]
    if len(note) > 300:
        return [Problem("change_note", 0, "at most 300 characters.")]
    return text_problems("change_note", note)


def publish(
    *,
    article: Article,
    by: AbstractBaseUser | None,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    day: date | None = None,
) -> Edition:
    """Take a snapshot of the working copy and make it what readers see.

    `note` tells readers what changed; it may be left out of a first edition only. `version` is the
    one that was looked at, where somebody looked; `day` the one that was set for it, where its day
    has come. Raises PublishingError with every problem at once, and changes nothing then. The texts
    are compiled before the transaction, so that a slow one keeps no other writer waiting.
    """
    article = Article.objects.get(pk=article.pk)
    compiled = compile_texts(article)
    with transaction.atomic():
        ContentVersion.objects.hold()
        present = Article.objects.select_for_update().get(pk=article.pk)
        seen = article.version if version is None else version
        if present.version != seen or texts_of(present) != texts_of(article):
            raise PublishingError(
                [Problem("page", 0, "somebody saved this draft just now: look, then publish.")]
            )
        if day is not None and present.publish_on != day:
            raise PublishingError([Problem("page", 0, "its day was changed just now.")])
        return _publish_checked(present, look_up(compiled), by, note.strip(), at)


def _publish_checked(
    article: Article,
    checked: Checked,
    by: AbstractBaseUser | None,
    note: str,
    at: datetime | None,
) -> Edition:
    previous = article.editions.latest().first()
    problems = missing(article) + checked.problems + _note_problems(previous, note)
    if problems:
        raise PublishingError(problems)
    edition = _append_edition(
        article,
        article,
        previous,
        state=EditionState.PUBLISHED,
        published_by=by,
        published_at=at or timezone.now(),
        change_note=note or FIRST_NOTE,
        compiled=stored(checked),
    )
    _store_uses(edition, checked)
    # Note and day belong to this edition; the next one needs its own.
    Article.objects.filter(pk=article.pk).update(change_note="", has_changes=False, **NO_DAY)
    _tell(previous, edition)
    _record(Event.PUBLISHED, edition, by)
    return edition


@transaction.atomic
def withdraw(*, article: Article, by: AbstractBaseUser | None, explanation: str) -> Edition:
    """Take the page from readers: its address then answers 410 with the explanation.

    Raises PublishingError where there is nothing to withdraw or no explanation.
    """
    ContentVersion.objects.hold()
    article = Article.objects.select_for_update().get(pk=article.pk)
    previous = article.editions.current().first()
    problems = []
    if previous is None:
        problems.append(Problem("page", 0, "readers cannot see this page; nothing to withdraw."))
    if not explanation.strip():
        problems.append(Problem("explanation", 0, "say to readers why the page is withdrawn."))
    problems += text_problems("explanation", explanation)
    if problems:
        raise PublishingError(problems)
    # From the published edition, not the working copy: a draft's words must not slip out here.
    edition = _append_edition(
        article,
        previous,
        previous,
        state=EditionState.WITHDRAWN,
        published_by=by,
        published_at=timezone.now(),
        explanation=explanation.strip(),
    )
    # What was agreed to before must not bring the page back to readers by itself.
    Article.objects.filter(pk=article.pk).update(has_changes=True, **NO_DAY)
    _tell(previous, edition)
    _record(Event.WITHDRAWN, edition, by)
    return edition


def _tell(previous: Edition | None, edition: Edition) -> None:
    relist(previous, edition)
    named = indexing.named_by(previous, edition)
    indexing.refresh(named)
    kept.settle(edition, named.codes)
    telling.tell_of_uses(named)
    telling.tell_of_page(previous, edition)


@transaction.atomic
def restore(
    *, edition: Edition, by: AbstractBaseUser | None = None, version: int | None = None
) -> Article:
    """Bring an old edition's words back into the working copy; readers see no change yet.

    The page keeps its present code and address. `version` is the draft's that was looked at, where
    somebody looked; raises Overtaken where it was saved since.
    """
    ContentVersion.objects.hold()
    article = Article.objects.select_for_update().get(pk=edition.article_id)
    claim(article=article, version=article.version if version is None else version, by=by)
    for name in _copied_fields():
        if name not in ("code", "code_order", "slug"):
            setattr(article, name, getattr(edition, name))
    article.save()
    article.tags.set(edition.tags.names())
    mark_changes(article)
    _record(Event.RESTORED, edition, by)
    return article


def recompile(*, edition: Edition) -> bool:
    """Compile a current edition's own text again, as after a change to the glossary's words.

    The words stay as published. Returns False, and changes nothing, where the edition is not what
    readers see or its text no longer compiles without a problem.
    """
    compiled = compile_texts(edition)
    with transaction.atomic():
        ContentVersion.objects.hold()
        Article.objects.select_for_update().get(pk=edition.article_id)
        checked = look_up(compiled)
        if checked.problems or not Edition.objects.current().filter(pk=edition.pk).exists():
            return False
        before = indexing.named_by(edition)
        Edition.objects.filter(pk=edition.pk).update(compiled=stored(checked))
        for uses in (
            edition.citations,
            edition.quote_uses,
            edition.link_uses,
            edition.named_pages,
        ):
            uses.all().delete()
        _store_uses(edition, checked)
        named = before | indexing.named_by(edition)
        indexing.refresh(named)
        kept.settle(edition, named.codes)
        telling.tell_of_uses(named)
    return True


def has_unpublished_changes(article: Article, edition: Edition) -> bool:
    """Whether the working copy says anything else than the edition."""
    same = all(getattr(article, name) == getattr(edition, name) for name in _copied_fields())
    return not (same and same_tags(article.tags.names(), edition.tags.names()))


def mark_changes(article: Article) -> None:
    """Note whether the draft, its topics included, says anything that readers do not see."""
    latest = article.editions.latest().first()
    article.has_changes = (
        latest is None or latest.is_withdrawn or has_unpublished_changes(article, latest)
    )
    Article.objects.filter(pk=article.pk).update(has_changes=article.has_changes)


def same_tags(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists name the same topics; their case and order do not count."""
    return {name.casefold() for name in one} == {name.casefold() for name in other}


def stored(checked: Checked) -> dict[str, Any]:
    """What an edition keeps of the compile, as JSON has it."""
    compiled = asdict(checked.compiled)
    return {name: compiled[name] for name in STORED}


def _copied_fields() -> list[str]:
    return ArticleContent.content_fields()


def _append_edition(
    article: Article, content: ArticleContent, previous: Edition | None, **fields: Any
) -> Edition:
    if previous:
        Edition.objects.filter(pk=previous.pk).update(is_latest=False)
    edition = Edition(
        article=article,
        number=previous.number + 1 if previous else 1,
        **{name: getattr(content, name) for name in _copied_fields()},
        **fields,
    )
    edition.save()
    edition.tags.set(content.tags.names())
    return edition


def citations_of(edition: Edition, checked: Checked) -> list[Citation]:
    """The edition's citations in order and numbered, not saved."""
    number = 0
    citations = []
    for order, (reference, is_cited) in enumerate(checked.references, start=1):
        number += is_cited
        citations.append(
            Citation(
                edition=edition,
                reference=reference,
                order=order,
                number=number if is_cited else None,
            )
        )
    return citations


def _record(event: Event, edition: Edition, by: AbstractBaseUser | None) -> None:
    about = f"page {edition.code}, edition {edition.number}: {edition.title}"
    AuditEntry.objects.record(event, person=by, about=about)


def _store_uses(edition: Edition, checked: Checked) -> None:
    Citation.objects.bulk_create(citations_of(edition, checked))
    QuoteUse.objects.bulk_create(
        QuoteUse(edition=edition, quote=quote, order=order)
        for order, quote in enumerate(checked.quotes, start=1)
    )
    LinkUse.objects.bulk_create(
        LinkUse(edition=edition, link=link, order=order)
        for order, link in enumerate(checked.links, start=1)
    )
    codes = {*checked.compiled.uses.get("page", {}), edition.previous_code, edition.next_code}
    NamedPage.objects.bulk_create(
        NamedPage(edition=edition, code=code, code_order=order_of(code)) for code in codes - {""}
    )
