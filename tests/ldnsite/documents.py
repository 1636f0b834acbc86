"""Documents of the export's form for tests: the smallest sound one of each record, and counts."""

import json
from typing import Any

import pytest
from django.apps import apps

from articles.models import Edition
from ldnsite.export.documents import article_lists, as_json, head
from ldnsite.importing import Report, import_document
from ldnsite.models import ContentVersion
from ldnsite.strict_json import ImportRefused, read_document
from tests.schemas import validated

RECORDS: dict[str, dict[str, Any]] = {
    "rubric": {"rating": "relevance", "level": 5, "name": "essential"},
    "terms": {"key": "a-term", "term": "a word", "definition": "What it means."},
    "links": {"key": "a-link", "label": "A link", "url": "https://example.org/"},
    "studies": {"key": "a-study", "title": "A study", "condition": "me_cfs"},
    "resources": {"key": "a-resource", "title": "A resource", "kind": "book"},
    "quotes": {"key": "a-quote", "words": "Words", "speaker": "Ada", "role": "patient"},
    "articles": {
        "code": "900",
        "slug": "a-page",
        "title": "A page",
        "synopsis": "What it says.",
        "body": "Words.",
        "ratings": {
            "relevance": {"level": 5},
            "technical_level": {"level": 4, "reason": "Plain."},
            "skill_level": {"level": 3, "reason": None},
        },
        "state": "draft",
    },
}


def record(name: str, /, **values: Any) -> dict[str, Any]:
    return RECORDS[name] | values


def document(**lists: list[Any]) -> dict[str, Any]:
    return {"format": "ldnsite", "version": 1} | lists


def whole_document() -> dict[str, Any]:
    return document(**{name: [values] for name, values in RECORDS.items()})


def article_document(edition: Edition) -> dict[str, Any]:
    """What the page's own address answers, held against the schema."""
    begin = head(ContentVersion.objects.number())
    return validated(json.loads(b"".join(as_json(begin, article_lists(edition)))))


def load(found: dict[str, Any]) -> Report:
    """Import as the command does: through the text of the document."""
    return import_document(read_document(json.dumps(found).encode()))


def faults_of(found: dict[str, Any]) -> dict[str, str]:
    """Messages by pointer; asserts that the import is refused and leaves no row behind."""
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        load(found)
    assert counts() == before
    faults = {fault.pointer: fault.message for fault in refused.value.faults}
    assert faults
    return faults


def counts() -> dict[str, int]:
    """Rows of every table, and the content version."""
    tables = {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
    }
    return tables | {"content version": ContentVersion.objects.number()}
