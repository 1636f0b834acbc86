"""Rows for tests: each function saves a valid one, and takes what the test is about."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Edition, Quote, Term
from articles.publishing import publish
from references.models import Link, Resource, Study

_count = itertools.count(1)


def make_link(**fields: Any) -> Link:
    number = next(_count)
    values = {"key": f"link-{number}", "label": f"Link {number}"} | fields
    values.setdefault("url", f"https://example.org/{number}")
    link = Link(**values)
    link.full_clean()
    link.save()
    return link


def make_wanted(*, days: int, **fields: Any) -> Link:
    """A link without an address, whose first version is so many days old."""
    link = make_link(url="", **fields)
    link.history.update(history_date=timezone.now() - timedelta(days=days))
    return link


def make_study(**fields: Any) -> Study:
    number = next(_count)
    values = {
        "key": f"study-{number}",
        "title": f"Study {number}",
        "people": "Ada Lovelace\nMary Somerville",
        "year": 2013,
        "condition": "fibromyalgia",
        "design": "randomised_crossover",
    } | fields
    study = Study(**values)
    study.full_clean()
    study.save()
    return study


def make_resource(**fields: Any) -> Resource:
    number = next(_count)
    values = {
        "key": f"resource-{number}",
        "title": f"Resource {number}",
        "resource_kind": "book",
    } | fields
    resource = Resource(**values)
    resource.full_clean()
    resource.save()
    return resource


def make_quote(**fields: Any) -> Quote:
    number = next(_count)
    values = {
        "key": f"quote-{number}",
        "words": f"Words {number}",
        "speaker": "Grace Hopper",
        "role": "patient",
    } | fields
    quote = Quote(**values)
    quote.full_clean()
    quote.save()
    return quote


def make_term(**fields: Any) -> Term:
    number = next(_count)
    values = {
        "key": f"term-{number}",
        "term": f"word{number}",
        "definition": f"Definition {number}.",
    } | fields
    term = Term(**values)
    term.full_clean()
    term.save()
    return term


def make_article(*, tags: tuple[str, ...] = (), **fields: Any) -> Article:
    """A draft that could be published as it stands."""
    number = next(_count)
    values = {
        "code": str(number),
        "slug": f"page-{number}",
        "title": f"Page {number}",
        "synopsis": f"Synopsis {number}.",
        "body": f"Body {number}.",
        "relevance": 5,
        "technical_level": 4,
        "skill_level": 3,
    } | fields
    article = Article(**values)
    article.full_clean()
    article.save()
    article.tags.set(tags)
    return article


def make_edition(*, note: str = "", **fields: Any) -> Edition:
    """A published page."""
    return publish(article=make_article(**fields), by=None, note=note)
