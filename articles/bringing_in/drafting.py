"""Write an old page as a draft with its links: all of it, or nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.bringing_in.assembling import Assembled, assemble, used_links
from articles.bringing_in.inline import TOKEN, FoundLink
from articles.bringing_in.reading import clean, decode, guess_format
from articles.bringing_in.report import Finding, Refused, Report
from articles.checking import check, compile_texts
from articles.codes import validate_code
from articles.models import RATINGS, Article, Edition
from ldnsite.models import ContentVersion
from references.models import Link

MAX_SLUG = 80
MAX_KEY = 50
# How many addresses one query asks for: SQLite bounds the number of its parameters.
BATCH = 500


@dataclass
class BroughtIn:
    """The draft, as it was saved or, in a dry run, would have been; and what to tell the editor."""

    article: Article
    report: Report
    kind: str


def bring_in(
    *,
    source: bytes | str,
    name: str = "",
    kind: str = "",
    code: str = "",
    slug: str = "",
    dry_run: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
) -> BroughtIn:
    """Make a draft of an old page, never published, and the rows of the register that it names.

    `name` is the file's; `kind` is one of `reading.FORMATS`, else it is guessed; `code` and `slug`
    are the editor's choice. `progress` wraps the links while they are written. Raises Refused with
    the reason; then nothing was written.
    """
    report = Report()
    text = clean(decode(source, report) if isinstance(source, bytes) else source, report)
    kind = kind or guess_format(name, text)
    if code:
        _validate_code(code)
    page = assemble(text, kind, report, name=name, code=code)
    try:
        article = _write(page=page, slug=slug, dry_run=dry_run, progress=progress)
    except ValidationError as fault:
        raise Refused(_faults(fault)) from None
    except IntegrityError:
        raise Refused(
            "Somebody saved a page or link of the same name at this moment. Try again."
        ) from None
    _note_what_is_missing(article, report, dry_run)
    return BroughtIn(article, report, kind)


@transaction.atomic
def _write(
    *, page: Assembled, slug: str, dry_run: bool, progress: Callable[[Iterable], Iterable]
) -> Article:
    ContentVersion.objects.hold()
    values: dict[str, Any] = dict(page.values)
    values["code"] = _code_for(values, page.report)
    values["slug"] = slug or _free_slug(values["title"], values["code"])
    keys = _write_links(page, progress)
    body = TOKEN.sub(lambda found: keys[int(found[1])], page.body)
    article = Article(**values, body=body)
    article.full_clean()
    article.save()
    transaction.set_rollback(dry_run)
    return article


def _validate_code(code: str) -> None:
    try:
        validate_code(code)
    except ValidationError as fault:
        raise Refused(f"{code}: {fault.messages[0]}") from None


def _faults(fault: ValidationError) -> str:
    if not hasattr(fault, "error_dict"):
        return " ".join(fault.messages)
    return " ".join(
        message if name == "__all__" else f"{name.replace('_', ' ').capitalize()}: {message}"
        for name, messages in fault.message_dict.items()
        for message in messages
    )


def free_code(after: str = "") -> str:
    """The first whole number that no page ever had, behind `after` or behind all pages."""
    taken = {*Article.objects.values_list("code", flat=True)}
    taken |= {*Edition.objects.values_list("code", flat=True)}
    numbers = [int(code.rstrip("abcdefghijklmnopqrstuvwxyz")) for code in taken]
    number = int(after.rstrip("abcdefghijklmnopqrstuvwxyz")) if after else max(numbers, default=0)
    number += 1
    while str(number) in taken:
        number += 1
    return str(number)


def _code_for(values: dict[str, Any], report: Report) -> str:
    code = values.get("code", "")
    if not code:
        code = free_code(values.get("previous_code", ""))
        while code == values.get("next_code"):
            code = free_code(code)
        said = f"this page’s code {code}: the old page names none, and this one is free"
        report.guessed.append(Finding(0, "", said))
        return code
    page = Article.objects.filter(code=code).first() or Edition.objects.filter(code=code).first()
    if page:
        raise Refused(
            f"Page {code} is there already: “{page.title}”. Nothing was written. If this is "
            f"another page, give it another code: {free_code(code)} is free."
        )
    return code


def _free_slug(title: str, code: str) -> str:
    base = _key_of(title, MAX_SLUG - 8) or f"page-{code}"
    taken = {*Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    taken |= {*Edition.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return _first_free(base, taken)


def _key_of(words: str, most: int) -> str:
    """A key made of as many of the words as `most` signs hold; nothing where none is of Latin."""
    name = "-".join(re.findall(r"[a-z0-9]+", slugify(words)))
    if len(name) <= most:
        return name
    end = name.rfind("-", 0, most + 1)
    return name[: end if end > 0 else most]


def _first_free(base: str, taken: set[str]) -> str:
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _write_links(page: Assembled, progress: Callable[[Iterable], Iterable]) -> dict[int, str]:
    """The key of each link that the text names; a link that the register has is used again."""
    used = used_links(page.body)
    found = [(place, link) for place, link in enumerate(page.links.found) if place in used]
    known = _known_links([link for _, link in found])
    taken = {*Link.objects.values_list("key", flat=True)}
    keys: dict[int, str] = {}
    for place, link in progress(found):
        row = known.get(link.url or f"\n{link.label}")
        if row is None:
            key = _first_free(_key_of(link.label, MAX_KEY) or "link", taken)
            row = Link(key=key, label=link.label, url=link.url, note=link.note)
            row.full_clean()
            # One by one, so that whatever is kept of a link's history is kept of these too.
            row.save()
            taken.add(row.key)
        keys[place] = row.key
        _tell_link(link, row, page.report)
    for place, link in enumerate(page.links.found):
        if place not in used and link.url:
            said = f"the link to {link.url} stood in a title or synopsis, where there are no links"
            page.report.left.append(Finding(link.line, link.label, said))
    return keys


def _known_links(links: list[FoundLink]) -> dict[str, Link]:
    known: dict[str, Link] = {}
    for start in range(0, len(links), BATCH):
        batch = links[start : start + BATCH]
        urls = [link.url for link in batch if link.url]
        labels = [link.label for link in batch if not link.url]
        for row in Link.objects.filter(url__in=urls).order_by("-key"):
            known[row.url] = row
        for row in Link.objects.filter(url="", label__in=labels).order_by("-key"):
            known[f"\n{row.label}"] = row
    return known


def _tell_link(link: FoundLink, row: Link, report: Report) -> None:
    if row.is_wanted:
        report.wanted.append(Finding(link.line, link.label, f"link {row.key}"))
    else:
        report.recognised.append(Finding(link.line, link.label, f"link {row.key} to {row.url}"))


def _note_what_is_missing(article: Article, report: Report, dry_run: bool) -> None:
    """Tell what stands between the draft and readers; the slow part, outside any transaction."""
    for name in ("synopsis", *RATINGS):
        if not getattr(article, name):
            said = f"the {name.replace('_', ' ')} is not given; it is needed before publishing"
            report.left.append(Finding(0, "", said))
    # After a dry run the links are not there to be found.
    checked = compile_texts(article) if dry_run else check(article)
    report.left += [Finding(0, "", f"before publishing: {problem}") for problem in checked.problems]
