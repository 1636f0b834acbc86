"""What the export writes, the import takes, on this site and on an empty one."""

import copy
import re

import pytest

from articles.models import Article, Edition, Quote, Term
from articles.publishing import publish
from ldnsite.models import ContentVersion
from references.models import Link, Reference, Resource, Study
from tests.factories import make_edition, make_link, make_resource, make_study
from tests.ldnsite.documents import RECORDS, counts, load

pytestmark = pytest.mark.django_db
EXPORT = "/export/articles/13.json"


def export(client, address=EXPORT):
    response = client.get(address)
    assert response.status_code == 200
    return response.json()


def empty_the_database():
    """Delete what other rows point to last. The rubric stays: each database is born with it."""
    Edition.objects.all().delete()
    Article.objects.all().delete()
    Study.objects.update(secondary_of=None)
    for model in (Quote, Study, Resource, Link, Term):
        model.objects.all().delete()
    assert not any(model.objects.exists() for model in (Edition, Article, Quote, Reference, Link))


def without_what_differs(document):
    """The content version counts this database; id, time and history are the new page’s own."""
    document = copy.deepcopy(document)
    del document["content_version"]
    for article in document["articles"]:
        del article["id"], article["published_at"], article["history"]
    return document


def test_page_13_survives_a_round_trip_through_an_empty_database(starter, client):
    first = export(client)
    empty_the_database()
    assert client.get(EXPORT).status_code == 404
    report = load(first)
    assert report.published == 1
    second = export(client)
    assert without_what_differs(second) == without_what_differs(first)
    assert second["content_version"] != first["content_version"]
    for name in ("id", "published_at"):
        assert second["articles"][0][name] != first["articles"][0][name]


def test_exported_page_imported_where_it_came_from_changes_nothing(starter, client):
    first = export(client)
    before = counts()
    report = load(first)
    assert (report.created, report.changed, report.published) == ({}, {}, 0)
    assert report.unchanged.keys() == RECORDS.keys()
    assert counts() == before
    assert export(client) == first


def read_page(client):
    """The page without its data for machines, which tells the second of its publishing."""
    text = client.get("/pages/ldn/").content.decode()
    return re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.S)


def test_page_reads_the_same_after_a_round_trip(starter, client):
    before = read_page(client)
    document = export(client)
    empty_the_database()
    load(document)
    after = read_page(client)
    assert "Low-dose naltrexone" in before
    assert after == before


def test_edition_is_numbered_anew_elsewhere(client):
    article = make_edition(code="900").article
    article.title = "Other"
    article.save()
    publish(article=article, by=None, note="Changed.")
    first = export(client, "/export/articles/900.json")
    empty_the_database()
    load(first)
    second = export(client, "/export/articles/900.json")
    assert (first["articles"][0]["edition"], second["articles"][0]["edition"]) == (2, 1)
    first["articles"][0]["edition"] = 1
    assert without_what_differs(second) == without_what_differs(first)


def test_awkward_words_survive_a_round_trip(client):
    link = make_link(
        url="https://example.org/?a=1&b=2",
        status="broken",
        http_status=404,
        archived_url="https://archive.example/",
        note="Line one\nline two “quoted” <b> & \\ \u2028 😀",
    )
    study = make_study(
        people="Ada O’Neill-D’Arcy\net al.",
        registry_ids="NCT00568555, ISRCTN12345678",
        participants=0,
        participants_planned=True,
        effect="−0.34 (−0.95 to 0.27)\np = 0.27",
        link=link,
    )
    resource = make_resource(isbn="0-8044-2957-X", link=make_link(url=""))
    make_edition(code="900", body=f"IL-6 <3 and TNF> 5\n\n![[{study.key}]]\n\n![[{resource.key}]]")
    first = export(client, "/export/articles/900.json")
    empty_the_database()
    load(first)
    assert without_what_differs(export(client, "/export/articles/900.json")) == (
        without_what_differs(first)
    )
    [record] = first["studies"]
    assert record["registry_ids"] == ["NCT00568555", "ISRCTN12345678"]
    assert (record["participants"], record["participants_basis"]) == (0, "planned")


def test_content_version_moves_once_a_write(starter, client):
    document = export(client)
    before = ContentVersion.objects.number()
    document["studies"][0]["dose"] = "another dose"
    assert load(document).changed == {"studies": 1}
    assert ContentVersion.objects.number() == before + 1
