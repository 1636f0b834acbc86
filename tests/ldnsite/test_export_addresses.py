"""What every address of the export has in common, and that all of them say the same."""

import gzip
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from ldnsite.export import pages
from tests.contents import fill_hostile
from tests.factories import make_edition, make_link

pytestmark = pytest.mark.django_db

DOCUMENTS = [
    "/export/articles.json",
    "/export/references.json",
    "/export/site.json",
    "/export/site.ndjson",
]
DESCRIPTIONS = ["/export/schema.json", "/export/openapi.json"]
LISTS = ("rubric", "terms", "links", "studies", "resources", "quotes", "articles", "removed")


def document_of(response):
    return json.loads(response.getvalue())


def lines_of(client, query=""):
    response = client.get(f"/export/site.ndjson{query}")
    return [json.loads(line) for line in response.getvalue().splitlines()]


def part_with(content, code):
    """The bytes of the record of a page, wherever they stand in an answer."""
    begin = content.index(b'{"code":"%s"' % code.encode())
    return content[begin : content.index(b"\n", begin)].rstrip(b",")


def test_page_has_the_same_bytes_at_every_address(client):
    addresses = fill_hostile()
    assert addresses
    code = client.get("/export/articles.json").json()["articles"][0]["code"]
    one = part_with(client.get(f"/export/articles/{code}.json").getvalue(), code)
    assert part_with(client.get("/export/articles.json").getvalue(), code) == one
    assert part_with(client.get("/export/site.json").getvalue(), code) == one
    assert part_with(client.get("/export/site.ndjson").getvalue(), code) == one + b"}"


def test_lines_say_what_the_document_says(starter, client):
    document = document_of(client.get("/export/site.json"))
    first, *lines = lines_of(client)
    told = {name: [line["record"] for line in lines if line["list"] == name] for name in LISTS}
    assert first["list"] == "document"
    assert first["record"] | told == document
    assert len(lines) > 100


def test_pages_of_lists_add_up_to_the_whole(starter, client):
    whole = document_of(client.get("/export/site.json"))
    references = client.get("/export/references.json?size=500").json()
    for name in LISTS[:6]:
        key = json.dumps
        assert sorted(references[name], key=key) == sorted(whole[name], key=key)
    assert client.get("/export/articles.json").json()["articles"] == whole["articles"]


def test_batches_say_what_one_batch_says(client, monkeypatch):
    for code in range(901, 908):
        make_edition(code=str(code), body=f"[[{code - 1}]]")
    one = client.get("/export/site.json").getvalue()
    monkeypatch.setattr(pages, "BATCH", 2)
    assert client.get("/export/site.json").getvalue() == one


@pytest.mark.parametrize("address", DOCUMENTS)
def test_unchanged_is_told_without_rendering(client, address):
    make_edition()
    tag = client.get(address).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert len(queries) <= 2
    make_link()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", DOCUMENTS + DESCRIPTIONS)
def test_every_site_may_read_it(client, address):
    response = client.get(address)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    first = client.options(address, headers={"Access-Control-Request-Headers": "if-none-match"})
    assert first.status_code == 204
    assert "GET" in first.headers["Access-Control-Allow-Methods"]
    assert first.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    for method in (client.post, client.put, client.delete):
        assert method(address).status_code == 405


@pytest.mark.parametrize("address", DOCUMENTS + DESCRIPTIONS)
def test_head_has_no_body(client, address):
    make_edition()
    response = client.head(address)
    assert (response.status_code, response.getvalue()) == (200, b"")


@pytest.mark.parametrize("address", DOCUMENTS)
def test_it_goes_out_compressed(starter, client, address):
    plain = client.get(address).getvalue()
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    packed = response.getvalue()
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


def test_schema_describes_every_property(client):
    schema = client.get("/export/schema.json").json()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    seen = 0

    def look(part):
        nonlocal seen
        if isinstance(part, dict):
            if part.get("type") == "object":
                assert part["additionalProperties"] is False
                for name, found in part["properties"].items():
                    seen += 1
                    assert len(found.get("description", "")) > 3, name
            for found in part.values():
                look(found)
        elif isinstance(part, list):
            for found in part:
                look(found)

    look(schema)
    assert seen > 120


def test_schema_refuses_what_the_export_never_says(client):
    make_edition(code="901")
    validator = Draft202012Validator(client.get("/export/schema.json").json())
    document = client.get("/export/articles/901.json").json()
    assert validator.is_valid(document)
    for change in (
        {"surprise": 1},
        {"title": ""},
        {"title": None},
        {"state": "draft"},
        {"edition": 0},
        {"code": "x"},
        {"synopsis": ""},
    ):
        page = document["articles"][0] | change
        assert not validator.is_valid(document | {"articles": [page]}), change
    page = dict(document["articles"][0])
    del page["next"]
    assert not validator.is_valid(document | {"articles": [page]})


def test_description_names_every_address_of_the_export(client):
    from ldnsite.urls import urlpatterns

    described = client.get("/export/openapi.json").json()["paths"]
    routes = {f"/{pattern.pattern}" for pattern in urlpatterns}
    ours = {route for route in routes if route.startswith("/export/") and route.endswith("json")}
    ours = {route.replace("<code:code>", "{code}") for route in ours}
    assert ours <= described.keys()
    assert {"/export/references.ris", "/export/references.bib"} <= described.keys()
    [code] = described["/export/articles/{code}.json"]["get"]["parameters"]
    pattern = code["schema"]["pattern"]
    assert re.search(pattern, "14b")
    assert not re.search(pattern, "014")
    assert not re.search(pattern, "x.json")
    for path in described.values():
        assert path["get"]["summary"]
        for parameter in path["get"]["parameters"]:
            assert parameter["description"]


@pytest.mark.parametrize("count", [1, 6])
def test_number_of_queries_does_not_grow(client, count, django_assert_max_num_queries):
    for _ in range(count):
        make_edition(body="Words.")
    with django_assert_max_num_queries(32):
        assert len(document_of(client.get("/export/site.json"))["articles"]) == count
    with django_assert_max_num_queries(20):
        client.get("/export/articles.json")
