import json

import pytest
from django.urls import reverse
from pybtex.database import parse_string

from articles.merging import merge
from articles.publishing import publish
from ldnsite.export.formats import CHUNK, FORMATS, in_chunks
from references.formats import bibtex, csl, ris
from references.formats.items import public_items
from tests.factories import make_article, make_edition, make_resource, make_study

pytestmark = pytest.mark.django_db
FORMS = pytest.mark.parametrize("form", FORMATS)
TYPES = {
    "csl.json": "application/vnd.citationstyles.csl+json",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}


@pytest.fixture
def cited():
    make_study(key="younger-2013", title="A study")
    make_resource(key="a-book", title="A book")
    return make_edition(body="[@younger-2013] and [@a-book]")


@FORMS
def test_addresses_stay_as_they_are(form):
    assert reverse("export_references", args=[form]) == f"/export/references.{form}"
    assert reverse("export_reference", args=["a-b", form]) == f"/export/references/a-b.{form}"


@FORMS
def test_all_references_of_published_pages(client, cited, form):
    response = client.get(f"/export/references.{form}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == TYPES[form]
    assert response.getvalue().decode() == "".join(FORMATS[form].write(public_items()))


def test_each_form_holds_both(client, cited):
    def read(form):
        return client.get(f"/export/references.{form}").getvalue().decode()

    keys = ["younger-2013", "a-book"]
    assert [item["id"] for item in json.loads(read("csl.json"))] == keys
    assert list(parse_string(read("bib"), "bibtex").entries) == keys
    assert [line for line in read("ris").split("\n") if line.startswith("ID")] == [
        f"ID  - {key}" for key in keys
    ]


@FORMS
def test_empty_site_has_an_empty_list(client, form):
    content = client.get(f"/export/references.{form}").getvalue()
    assert content == (b"[]\n" if form == "csl.json" else b"")


@FORMS
def test_one_reference(client, cited, form):
    for key in ("younger-2013", "a-book"):
        response = client.get(f"/export/references/{key}.{form}")
        assert response.headers["Content-Type"] == TYPES[form]
        items = [item for item in public_items() if item.key == key]
        assert response.getvalue().decode() == "".join(FORMATS[form].write(items))


@FORMS
def test_reference_of_an_earlier_edition_stays(client, cited, form):
    article = cited.article
    article.body = "Nothing is cited."
    article.save()
    publish(article=article, by=None, note="Shorter.")
    assert "younger" not in client.get(f"/export/references.{form}").getvalue().decode()
    assert client.get(f"/export/references/younger-2013.{form}").status_code == 200


@FORMS
def test_reference_that_only_a_draft_cites_is_not_found(client, form):
    make_study(key="younger-2013")
    make_article(body="[@younger-2013]")
    response = client.get(f"/export/references/younger-2013.{form}")
    assert (response.status_code, response.json()["status"]) == (404, 404)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@FORMS
@pytest.mark.parametrize("place", ["references", "references/younger-2013"])
def test_parameter_that_it_does_not_know_is_named_in_a_problem(client, cited, place, form):
    response = client.get(f"/export/{place}.{form}?modified_since=1")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [fault["parameter"] for fault in response.json()["errors"]] == ["modified_since"]


@FORMS
def test_script_of_another_site_may_ask_what_is_new(client, cited, form):
    address = f"/export/references.{form}"
    first = client.options(address, headers={"Access-Control-Request-Headers": "if-none-match"})
    assert (first.status_code, first.headers["Access-Control-Allow-Headers"]) == (
        204,
        "If-None-Match",
    )
    assert client.get(address).headers["Access-Control-Expose-Headers"] == "ETag"


@FORMS
def test_key_of_a_merged_reference_leads_to_what_stayed(client, cited, form):
    stays = make_study(key="younger-again")
    gone = cited.cited.get(key="younger-2013").specific
    merge(kept=stays, gone=gone, values={})
    response = client.get(f"/export/references/younger-2013.{form}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/export/references/younger-again.{form}"


@FORMS
@pytest.mark.parametrize("place", ["references", "references/younger-2013"])
def test_any_site_may_read_it_and_nothing_is_remembered(client, cited, place, form):
    response = client.get(f"/export/{place}.{form}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    for method in (client.post, client.put, client.delete):
        assert method(f"/export/{place}.{form}").status_code == 405


@FORMS
@pytest.mark.parametrize("place", ["references", "references/younger-2013"])
def test_unchanged_content_is_not_sent_again(client, cited, place, form):
    address = f"/export/{place}.{form}"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert again.headers["ETag"] == tag
    make_edition()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@FORMS
def test_asking_for_the_head_reads_no_reference(client, cited, form, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.head(f"/export/references.{form}")
        assert response.getvalue() == b""
    assert response.status_code == 200
    assert response.headers["ETag"]


def test_unknown_form_is_not_found(client, cited):
    for form in ("json5", "csl", "rís", "bibtex"):
        assert client.get(f"/export/references.{form}").status_code == 404


def test_it_is_compressed(client, cited):
    for form in FORMATS:
        response = client.get(f"/export/references.{form}", headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"


def test_study_page_offers_each_form(client, cited):
    text = client.get("/studies/younger-2013/").content.decode()
    for form in FORMATS:
        assert f'href="/export/references/younger-2013.{form}"' in text


def test_pieces_are_put_together_and_none_is_lost():
    assert list(in_chunks(["ab", "cd", "e"], size=3)) == ["abcd", "e"]
    assert "".join(in_chunks(iter("x" * 10), size=3)) == "x" * 10
    assert list(in_chunks([])) == [""]
    assert CHUNK > 1000


def test_every_form_is_a_writer():
    assert {"csl.json": csl, "ris": ris, "bib": bibtex} == FORMATS
