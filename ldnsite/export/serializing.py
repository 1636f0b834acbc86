"""The one serializer: published pages, and the records they use, as one JSON document."""

from typing import Any

from articles.models import RATINGS, Edition, RatingLevel
from articles.reading import Page, load_page, with_link
from ldnsite.export.records import (
    LINKS,
    QUOTES,
    RESOURCES,
    RUBRIC,
    STUDIES,
    TERMS,
    rfc3339,
)
from ldnsite.models import ContentVersion
from references.models import Link, Resource, Study

FORMAT = "ldnsite"
FORMAT_VERSION = 1


def article_document(edition: Edition) -> dict[str, Any]:
    """A document with one published page and everything it names, sorted by key.

    Its lists are those that `import_content` reads, so that it can be brought in elsewhere.
    """
    page = load_page(edition)
    studies = {study.key: study for study in page.studies}
    resources = {resource.key: resource for resource in page.resources}
    for study in page.studies:
        if study.secondary_of_id:
            studies.setdefault(study.secondary_of.key, study.secondary_of)
    for quote in page.quotes:
        source = with_link(quote.source) if quote.source_id else None
        if isinstance(source, Study):
            studies.setdefault(source.key, source)
        elif isinstance(source, Resource):
            resources.setdefault(source.key, source)
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "content_version": ContentVersion.objects.number(),
        "rubric": [RUBRIC.dump(step) for step in RatingLevel.objects.order_by("rating", "level")],
        "terms": [TERMS.dump(entry.term) for entry in sorted(page.words, key=_term_key)],
        "links": [LINKS.dump(link) for link in _links(page, studies, resources)],
        "studies": [STUDIES.dump(studies[key]) for key in sorted(studies)],
        "resources": [RESOURCES.dump(resources[key]) for key in sorted(resources)],
        "quotes": [QUOTES.dump(quote) for quote in sorted(page.quotes, key=lambda row: row.key)],
        "articles": [article_record(page)],
    }


def article_record(page: Page) -> dict[str, Any]:
    """A published page; the keys after `change_note` are derived, and the import skips them."""
    edition = page.edition
    return {
        "code": edition.code,
        "slug": edition.slug,
        "title": edition.title,
        "synopsis": edition.synopsis or None,
        "key_messages": edition.key_message_list,
        "body": edition.body or None,
        "ratings": {
            name: {
                "level": getattr(edition, name),
                "reason": getattr(edition, f"{name}_reason") or None,
            }
            for name in RATINGS
        },
        "importance_note": edition.importance_note or None,
        "safety_notice": edition.safety_notice or None,
        "previous": edition.previous_code or None,
        "next": edition.next_code or None,
        "tags": sorted((tag.name for tag in page.tags), key=str.casefold),
        "reviewed_on": edition.reviewed_on.isoformat() if edition.reviewed_on else None,
        "review_due": edition.review_due.isoformat() if edition.review_due else None,
        "state": edition.state,
        "change_note": edition.change_note or None,
        "id": str(edition.article.uid),
        "path": edition.get_absolute_url(),
        "edition": edition.number,
        "published_at": rfc3339(edition.published_at),
        "reading_minutes": edition.reading_minutes,
        "html": {name: str(html) or None for name, html in page.html.items()},
        "sections": page.contents,
        "citations": [
            {"number": entry.number, "reference": entry.reference.key} for entry in page.references
        ],
        "uses": {
            "studies": [study.key for study in page.studies],
            "resources": [resource.key for resource in page.resources],
            "quotes": [quote.key for quote in page.quotes],
            "links": [link.key for link in page.links],
            "terms": [entry.term.key for entry in page.words],
            "pages": sorted(page.pages),
        },
    }


def _term_key(entry: Any) -> str:
    return entry.term.key


def _links(page: Page, *rows: dict[str, Any]) -> list[Link]:
    """The links of the text, and those that its quotes, studies and resources carry."""
    links = {link.key: link for link in page.links}
    for row in (*page.quotes, *(row for group in rows for row in group.values())):
        if row.link_id:
            links.setdefault(row.link.key, row.link)
    return [links[key] for key in sorted(links)]
