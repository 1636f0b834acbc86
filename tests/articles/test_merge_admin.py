"""Merging at the desk: choose the other, compare field by field, confirm."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from references.models import Link, Study
from tests.factories import (
    make_article,
    make_edition,
    make_link,
    make_quote,
    make_resource,
    make_study,
)

pytestmark = pytest.mark.django_db
MAKERS = [make_study, make_resource, make_link, make_quote]


@pytest.fixture(params=MAKERS, ids=lambda make: make.__name__)
def make(request):
    return request.param


def address(row, other=None):
    url = reverse(f"merge_{row._meta.model_name}", args=[row.pk])
    return f"{url}?other={other.key}" if other else url


def change_address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def choices_of(response, **chosen):
    """What the browser would send of the form as it is shown, but for what is chosen."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields} | chosen


def test_each_record_leads_to_its_merging(make, editor_client, editor):
    row = make()
    assert f'href="{address(row)}"' in text_of(editor_client.get(change_address(row)))
    assert "Key of the other one" in text_of(editor_client.get(address(row)))
    code = f"delete_{row._meta.model_name}"
    editor.user_permissions.remove(*editor.user_permissions.filter(codename=code))
    assert address(row) not in text_of(editor_client.get(change_address(row)))


def test_merging_from_the_comparison(make, editor_client):
    this, other = make(key="this"), make(key="other")
    shown = editor_client.get(address(this, other))
    response = editor_client.post(address(this, other), choices_of(shown), follow=True)
    assert response.redirect_chain == [(change_address(this), 302)]
    assert "Texts that name “other” lead here" in text_of(response)
    assert list(type(this).objects.values_list("key", "former_keys")) == [("this", "other")]


def test_comparing_changes_nothing(make, editor_client):
    this, other = make(), make()
    editor_client.get(address(this, other))
    editor_client.post(address(this, other), {"stays": "neither"})
    editor_client.post(address(this, other), {})
    assert type(this).objects.count() == 2


def test_the_other_may_stay_and_each_field_be_chosen(editor_client):
    this = make_study(key="this", title="This title", year=2013, doi="10.1000/this", journal="")
    other = make_study(key="other", title="Other title", year=2014, journal="The Journal")
    shown = editor_client.get(address(this, other))
    assert choices_of(shown)["of_title"] == "this"
    # A blank is no better than what the other record knows.
    assert choices_of(shown)["of_journal"] == "other"
    data = choices_of(shown, stays="other", of_title="other")
    response = editor_client.post(address(this, other), data)
    assert response["Location"] == change_address(other)
    study = Study.objects.get()
    assert (study.key, study.title, study.year) == ("other", "Other title", 2013)
    assert (study.doi, study.journal) == ("10.1000/this", "The Journal")


def test_fields_stand_side_by_side_in_words(editor_client):
    link = make_link(label="Where it stands")
    this = make_study(result="better", link=link)
    other = make_study(result="no_difference")
    text = text_of(editor_client.get(address(this, other)))
    assert "Better than the comparator" in text
    assert "No difference" in text
    assert "Where it stands" in text
    assert "no_difference" not in text


def test_pages_and_drafts_that_name_either_are_listed(editor_client):
    this, other = make_link(key="this"), make_link(key="other")
    make_edition(code="13", title="Shown page", body="[x][other]")
    make_article(code="14", title="A draft", body="[x][this]")
    text = text_of(editor_client.get(address(this, other)))
    of_this, of_other = re.findall(r"What names (\w+)</h2> <ul>(.*?)</ul>", text)
    assert of_this[0] == "this"
    assert "14 A draft" in of_this[1]
    assert "Shown page" not in of_this[1]
    assert "Page <a" in of_other[1]
    assert "Draft of <a" in of_other[1]


def test_likely_duplicates_are_suggested(editor_client):
    this = make_study(title="The very same title")
    make_study(key="twin", title="The Very Same Title")
    make_study(key="stranger", title="Something else")
    text = text_of(editor_client.get(address(this)))
    assert 'href="?other=twin"' in text
    assert "stranger" not in text
    link = make_link(url="https://example.org/same")
    make_link(key="twin", url="https://example.org/same")
    assert 'href="?other=twin"' in text_of(editor_client.get(address(link)))


@pytest.mark.parametrize("key", ["none", "this", "x%00y", ""])
def test_key_of_no_other_record_is_told(editor_client, key):
    this = make_study(key="this")
    make_resource(key="none")
    response = editor_client.get(f"{address(this)}?other={key}")
    assert response.status_code == 200
    assert ("There is no other study" in text_of(response)) == bool(key)
    assert editor_client.post(f"{address(this)}?other={key}", {"stays": "this"}).status_code == 200
    assert Study.objects.get() == this


def test_what_cannot_be_merged_says_why(editor_client):
    this = make_study(title="First report")
    other = make_study(secondary_of=this)
    shown = editor_client.get(address(this, other))
    response = editor_client.post(address(this, other), choices_of(shown))
    assert "One of them is a further report of the other" in text_of(response)
    assert Study.objects.count() == 2


@pytest.mark.parametrize("right", ["change", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_right_to_change_and_to_delete_is_needed(make, editor, editor_client, right, method):
    this, other = make(), make()
    data = choices_of(editor_client.get(address(this, other)))
    code = f"{right}_{this._meta.model_name}"
    editor.user_permissions.remove(*editor.user_permissions.filter(codename=code))
    assert getattr(editor_client, method)(address(this, other), data).status_code == 403
    assert getattr(Client(), method)(address(this, other), data).status_code == 302
    assert type(this).objects.count() == 2


def test_forged_post_is_refused(editor):
    this, other = make_link(), make_link()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    data = choices_of(client.get(address(this, other)))
    assert client.post(address(this, other), data).status_code == 403
    assert Link.objects.count() == 2


def test_unknown_record_is_not_found(editor_client):
    assert editor_client.get("/admin/references/study/99/merge/").status_code == 404


@pytest.mark.parametrize("size", [1, 8])
def test_comparison_has_a_constant_number_of_queries(
    editor_client, size, django_assert_max_num_queries
):
    this, other = make_study(link=make_link()), make_study(link=make_link())
    for _ in range(size):
        make_edition(body=f"[@{this.key}]")
        make_article(body=f"[@{other.key}]")
    with django_assert_max_num_queries(14):
        editor_client.get(address(this, other))


def test_words_of_a_record_are_shown_as_words(editor_client):
    this, other = make_link(label="<script>x</script>"), make_link()
    html = editor_client.get(address(this, other)).content.decode()
    assert "<script>x" not in html
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_number_too_large_for_a_record_is_no_crash(admin_client):
    assert admin_client.get(f"/admin/references/study/{'9' * 20}/merge/").status_code == 404
