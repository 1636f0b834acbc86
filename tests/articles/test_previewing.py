"""A draft as readers would see it: what publishing then shows, and nothing written on the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Edition
from articles.previewing import preview
from articles.publishing import publish
from articles.reading import load_page
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.documents import counts

pytestmark = pytest.mark.django_db


def make_full_article(number=2, **fields):
    """A draft that names so many rows of every kind, each with links of its own."""
    parts = []
    for _ in range(number):
        first = make_study(link=make_link())
        study = make_study(link=make_link(), secondary_of=first)
        resource, link = make_resource(link=make_link()), make_link()
        quote = make_quote(source=make_study(link=make_link()), link=make_link())
        term, page = make_term(), make_edition()
        parts.append(
            f"## About {term.term}\n\nA {term.term} [@{study.key}; @{resource.key}] and "
            f"[words][{link.key}], [[{page.code}]], [[{80000 + number}]].\n\n![[{quote.key}]]\n\n"
            f"![[{resource.key}]]"
        )
    return make_article(
        body="\n\n".join(parts),
        key_messages="One.\nTwo.",
        safety_notice="Mind.",
        previous_code="9999",
        tags=tuple(f"topic {n}" for n in range(number)),
        **fields,
    )


def shown(page):
    """Everything that the template takes, but for the edition itself."""
    return {
        "html": page.html,
        "contents": page.contents,
        "ratings": page.ratings,
        "references": [(entry.number, entry.reference, entry.places) for entry in page.references],
        "words": page.words,
        "studies": page.studies,
        "resources": page.resources,
        "quotes": page.quotes,
        "links": page.links,
        "tags": page.tags,
        "neighbours": (page.previous, page.next),
        "pages": {code: (row.slug, row.title) for code, row in page.pages.items()},
        "minutes": page.edition.reading_minutes,
        "number": page.edition.number,
    }


def test_preview_is_what_publishing_then_shows():
    article = make_full_article()
    before, checked = preview(article)
    assert checked.problems == []
    assert len(before.references) == 4
    publish(article=article, by=None)
    assert shown(before) == shown(load_page(Edition.objects.current().get(article=article)))


def test_next_preview_has_the_next_number_and_the_new_words():
    article = make_edition(body="Old.").article
    article.body = "New."
    page, _ = preview(article)
    assert (page.edition.number, page.edition.reading_minutes) == (2, 1)
    assert "New." in page.html["body"]


def test_preview_writes_nothing():
    article = make_full_article()
    before = counts()
    preview(article)
    assert counts() == before


def test_draft_that_is_neither_saved_nor_rated_can_be_seen():
    page, checked = preview(Article(title="New", body="Words.\n\n[@gone]"))
    assert "Words." in page.html["body"]
    assert [rating.level for rating in page.ratings] == [None] * 3
    assert [str(problem) for problem in checked.problems] == [
        "Text, line 3: no study or resource has the key “gone”."
    ]


def test_ratings_bear_the_words_of_the_rubric():
    page, _ = preview(make_article(relevance=5))
    edition = make_edition(relevance=5)
    assert page.ratings[0].name
    assert page.ratings[0].name == load_page(edition).ratings[0].name


def test_topics_may_be_given():
    article = make_article(tags=("one",))
    assert [tag.name for tag in preview(article)[0].tags] == ["one"]
    assert preview(article, topics=[])[0].tags == []


def test_text_beyond_the_bounds_is_told_and_shows_nothing():
    page, checked = preview(make_article(body="[" * 500))
    assert "a sign repeated more than 200 times" in str(checked.problems[0])
    assert page.html == {}


def test_number_of_queries_does_not_grow():
    def queries(number):
        article = make_full_article(number)
        with CaptureQueriesContext(connection) as asked:
            page, _ = preview(article)
            # What a template shows of each row.
            for row in (*page.studies, *page.resources, *page.quotes):
                assert row.link.url
            for study in page.studies:
                assert study.secondary_of is None or study.secondary_of.link.url
            for quote in page.quotes:
                assert quote.source.specific.title
        assert len(page.quotes) == number
        return len(asked)

    assert queries(12) == queries(2)
