"""What the export writes, the import takes, on this site and on an empty one."""

import json
import re

import pytest
from django.utils import timezone

from articles.models import Article, Edition, Quote, Term
from articles.publishing import publish
from ldnsite.models import ContentVersion, Removal
from ldnsite.strict_json import ImportRefused
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
    """The content version counts this database."""
    return {name: part for name, part in document.items() if name != "content_version"}


def test_page_13_survives_a_round_trip_through_an_empty_database(starter, client):
    first = export(client)
    empty_the_database()
    assert client.get(EXPORT).status_code == 404
    report = load(first)
    assert report.published == 1
    second = export(client)
    assert without_what_differs(second) == without_what_differs(first)
    assert second["content_version"] != first["content_version"]


def test_whole_site_comes_back_byte_for_byte_but_for_its_number(starter, client):
    make_edition(code="900", body="Words [@younger-2009].", tags=("Sleep",))

    def site():
        return b"".join(client.get("/export/site.ndjson").streaming_content).split(b"\n", 1)

    first = site()
    rows = [json.loads(line) for line in first[1].splitlines()]
    assert rows.pop() == {"list": "end", "record": {"rows": len(rows)}}
    document = {"format": "ldnsite", "version": 2}
    for row in rows:
        document.setdefault(row["list"], []).append(row["record"])
    empty_the_database()
    # What was removed meanwhile is told to programs that know this site.
    Removal.objects.all().delete()
    document.pop("removed", None)
    load(document)
    second = site()
    assert second[1] == first[1]
    assert len(first[1]) > 100_000


def test_page_that_is_known_here_keeps_its_id_and_gets_a_new_date(starter, client):
    first = export(client)
    [page] = first["articles"]
    page["title"], page["change_note"] = "Another title", "Renamed."
    page["id"] = "6f9b8b0e-3f0a-4f39-9c0e-0d6a6f1e7d55"
    assert load(first).published == 1
    [now] = export(client)["articles"]
    assert now["id"] != page["id"]
    assert now["published_at"] > page["published_at"]
    assert now["edition"] == page["edition"] + 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": "13"}, "/articles/0/id"),
        ({"id": 13}, "/articles/0/id"),
        ({"published_at": "yesterday"}, "/articles/0/published_at"),
        ({"published_at": "0001-01-01T00:00:00Z"}, "/articles/0/published_at"),
    ],
)
def test_id_and_date_that_are_none_are_refused(client, changes, pointer):
    make_edition(code="900")
    document = export(client, "/export/articles/900.json")
    empty_the_database()
    document["articles"][0] |= changes
    with pytest.raises(ImportRefused) as refused:
        load(document)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_no_page_came_out_in_the_future_and_no_two_have_one_id(client):
    make_edition(code="900")
    document = export(client, "/export/articles/900.json")
    [page] = document["articles"]
    page["published_at"] = "2999-01-01T00:00:00Z"
    second = page | {"code": "901", "slug": "another"}
    empty_the_database()
    load(document | {"articles": [page, second]})
    first, other = Edition.objects.order_by("code")
    assert max(first.published_at, other.published_at) <= timezone.now()
    assert str(first.article.uid) == page["id"] != str(other.article.uid)


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
    [before], [after] = first["articles"], second["articles"]
    assert (before["edition"], after["edition"]) == (2, 1)
    assert [told["edition"] for told in after["history"]] == [1]
    before |= {"edition": 1, "history": after["history"]}
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
