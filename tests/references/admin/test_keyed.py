"""The choice of another record in a record's form."""

import pytest

from tests.factories import make_link, make_study

pytestmark = pytest.mark.django_db
FORM = {"key": "new-study", "title": "A study", "condition": "fibromyalgia"}


@pytest.mark.parametrize("choice", ["x", "-1", "9" * 40, "\u0669", "<script>", "999"])
def test_choice_that_is_none_is_refused_and_the_form_shown_again(publisher_client, choice):
    response = publisher_client.post("/admin/references/study/add/", FORM | {"link": choice})
    assert response.status_code == 200
    assert "link" in response.context["adminform"].form.errors


def test_choice_is_there_when_another_field_is_refused(publisher_client):
    link = make_link(label="The chosen link")
    data = FORM | {"title": "", "link": str(link.pk)}
    page = publisher_client.post("/admin/references/study/add/", data).content.decode()
    assert f'<option value="{link.pk}" selected>' in page
    assert "The chosen link" in page


def test_choice_is_saved(publisher_client):
    study, link = make_study(), make_link()
    page = publisher_client.get(f"/admin/references/study/{study.pk}/change/")
    form = page.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    publisher_client.post(f"/admin/references/study/{study.pk}/change/", shown | {"link": link.pk})
    study.refresh_from_db()
    assert study.link == link
