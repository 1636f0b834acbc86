"""The address of a study that was merged into another."""

import pytest

from articles.merging import merge
from tests.factories import make_edition, make_study

pytestmark = pytest.mark.django_db


def join(kept, gone):
    return merge(kept=kept, gone=gone, values={})


def test_old_public_address_leads_to_the_new_one(client):
    kept, gone = make_study(key="kept"), make_study(key="gone")
    make_edition(body="[@gone]")
    join(kept, gone)
    response = client.get("/studies/gone/")
    assert (response.status_code, response["Location"]) == (301, "/studies/kept/")
    assert client.get("/studies/kept/").status_code == 200
    assert client.get("/studies/none/").status_code == 404


def test_old_address_of_a_study_that_no_page_cites_leads_nowhere(client):
    join(make_study(key="kept"), make_study(key="gone"))
    assert client.get("/studies/gone/").status_code == 404
