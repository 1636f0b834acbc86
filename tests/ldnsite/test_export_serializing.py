import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import RATINGS, Edition, RatingLevel
from ldnsite.models import ContentVersion
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)
from tests.ldnsite.documents import article_document

pytestmark = pytest.mark.django_db

DOCUMENT_KEYS = [
    "format",
    "version",
    "content_version",
    "rubric",
    "terms",
    "links",
    "studies",
    "resources",
    "quotes",
    "articles",
]
ARTICLE_KEYS = {
    "code",
    "slug",
    "title",
    "synopsis",
    "key_messages",
    "body",
    "ratings",
    "importance_note",
    "safety_notice",
    "previous",
    "next",
    "tags",
    "reviewed_on",
    "review_due",
    "state",
    "change_note",
    "id",
    "path",
    "edition",
    "published_at",
    "reading_minutes",
    "html",
    "sections",
    "citations",
    "uses",
    "history",
}
USES = {"studies", "resources", "quotes", "links", "terms", "pages"}


def empty_texts(value, pointer=""):
    """Pointers to every "" in a document, and the number of values looked at."""
    if isinstance(value, dict):
        parts = [empty_texts(item, f"{pointer}/{key}") for key, item in value.items()]
    elif isinstance(value, list):
        parts = [empty_texts(item, f"{pointer}/{place}") for place, item in enumerate(value)]
    else:
        return ([pointer] if value == "" else []), 1
    return [found for part, _ in parts for found in part], sum(count for _, count in parts)


def keys_of(document, name):
    return [record["key"] for record in document[name]]


def exported(**fields):
    return article_document(make_edition(**fields))


def test_document_has_exactly_these_keys_in_this_order():
    assert list(exported()) == DOCUMENT_KEYS


def test_document_names_its_format_and_the_content_version():
    document = exported()
    assert (document["format"], document["version"]) == ("ldnsite", 2)
    assert document["content_version"] == ContentVersion.objects.number() > 0


def test_article_has_exactly_these_keys():
    [record] = exported()["articles"]
    assert record.keys() == ARTICLE_KEYS
    assert record["ratings"].keys() == set(RATINGS)
    for rating in RATINGS:
        assert record["ratings"][rating].keys() == {"level", "reason", "name", "description"}
    assert record["uses"].keys() == USES
    assert record["html"].keys() == {"safety_notice", "key_messages", "body"}


def test_unknown_of_the_barest_page_is_null_and_never_an_empty_text():
    link = make_link(url="")
    body = "Words."
    for row in (make_study(people="", design=""), make_resource(link=link), make_quote()):
        body += f"\n\n![[{row.key}]]"
    document = exported(body=body)
    found, count = empty_texts(document)
    assert found == []
    assert count > 100


def test_nothing_in_the_starter_is_an_empty_text(starter, client):
    found, count = empty_texts(client.get("/export/articles/13.json").json())
    assert found == []
    assert count > 1000


def test_article_says_what_the_edition_says():
    edition = make_edition(
        code="901b",
        slug="the-page",
        title="The page",
        key_messages="One.\n\n Two. ",
        previous_code="900",
        relevance_reason="Because.",
        tags=("b", "A"),
    )
    [record] = article_document(edition)["articles"]
    expected = {
        "code": "901b",
        "slug": "the-page",
        "title": "The page",
        "key_messages": ["One.", "Two."],
        "previous": "900",
        "next": None,
        "tags": ["A", "b"],
        "importance_note": None,
        "safety_notice": None,
        "reviewed_on": None,
        "state": "published",
        "change_note": "First published.",
        "id": str(edition.article.uid),
        "path": "/pages/the-page/",
        "edition": 1,
        "reading_minutes": 1,
    }
    assert {key: record[key] for key in expected} == expected
    step = RatingLevel.objects.get(rating="relevance", level=5)
    assert record["ratings"]["relevance"] == {
        "level": 5,
        "reason": "Because.",
        "name": step.name,
        "description": step.description,
    }
    assert record["published_at"].endswith("Z")


def test_draft_of_a_published_page_does_not_show():
    edition = make_edition(title="Published")
    edition.article.title = edition.article.body = "Only a draft"
    edition.article.save()
    assert "Only a draft" not in str(article_document(edition))


def test_document_holds_what_the_page_names_and_nothing_else():
    make_study(), make_resource(), make_quote(), make_link()
    make_term(term="elsewhere")
    make_term(key="here", term="hereword")
    study = make_study(key="z-study")
    other = make_study(key="a-study")
    resource = make_resource(key="res", link=make_link(key="of-resource"))
    quote = make_quote(key="said", link=make_link(key="of-quote"))
    make_link(key="of-text")
    document = exported(
        body=f"A hereword [@{study.key}; @{other.key}] and [text][of-text].\n\n"
        f"![[{resource.key}]]\n\n![[{quote.key}]]"
    )
    assert keys_of(document, "terms") == ["here"]
    assert keys_of(document, "studies") == ["a-study", "z-study"]
    assert keys_of(document, "resources") == ["res"]
    assert keys_of(document, "quotes") == ["said"]
    assert keys_of(document, "links") == ["of-quote", "of-resource", "of-text"]
    [record] = document["articles"]
    assert record["citations"] == [
        {"number": 1, "reference": "z-study"},
        {"number": 2, "reference": "a-study"},
    ]
    assert record["uses"] == {
        "studies": ["z-study", "a-study"],
        "resources": ["res"],
        "quotes": ["said"],
        "links": ["of-text"],
        "terms": ["here"],
        "pages": [],
    }


@pytest.mark.parametrize(("make", "name"), [(make_study, "studies"), (make_resource, "resources")])
def test_source_of_a_quote_comes_with_it_and_with_its_link(make, name):
    source = make(key="the-source", link=make_link(key="the-link"))
    quote = make_quote(source=source.reference_ptr)
    document = exported(body=f"![[{quote.key}]]")
    assert keys_of(document, name) == ["the-source"]
    assert keys_of(document, "links") == ["the-link"]
    assert document["quotes"][0]["source"] == "the-source"
    assert document["articles"][0]["uses"][name] == ["the-source"]


def test_every_key_that_a_record_names_is_in_the_document(starter, client):
    document = client.get("/export/articles/13.json").json()
    links = set(keys_of(document, "links"))
    references = {*keys_of(document, "studies"), *keys_of(document, "resources")}
    named_links = {
        row["link"] for name in ("studies", "resources", "quotes") for row in document[name]
    } - {None}
    named_sources = {row["source"] for row in document["quotes"]} - {None}
    [record] = document["articles"]
    assert len(named_links) > 20
    assert named_links | set(record["uses"]["links"]) == links
    assert len(named_sources) > 3
    assert named_sources <= references
    assert {entry["reference"] for entry in record["citations"]} <= references


def test_pages_that_are_not_public_are_not_named():
    make_article(code="902")
    written = make_edition(code="903")
    [record] = exported(code="901", body="[[902]] and [[903]]", next_code="902")["articles"]
    assert record["uses"]["pages"] == [written.code]


def body_with(count):
    """A text that uses `count` of everything; each with a link, and each quote with a source."""
    rows = []
    for _ in range(count):
        source = make_study(link=make_link())
        rows += [
            make_study(link=make_link()),
            make_resource(link=make_link()),
            make_quote(source=source.reference_ptr, link=make_link()),
        ]
        make_term(term=f"word{source.pk}x")
    words = " ".join(f"word{row.pk}x" for row in rows)
    return f"{words}\n\n" + "\n\n".join(f"![[{row.key}]]" for row in rows)


def queries_for(count):
    made = make_edition(body=body_with(count))
    edition = Edition.objects.get(pk=made.pk)
    with CaptureQueriesContext(connection) as queries:
        document = article_document(edition)
    assert len(document["quotes"]) == count
    assert len(document["studies"]) == 2 * count
    return len(queries)


def test_number_of_queries_does_not_depend_on_the_page():
    assert queries_for(1) == queries_for(12)
