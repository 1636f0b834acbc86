"""Two editors at one record: nothing of either is lost without a word."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from taggit.models import Tag

from articles.models import RatingLevel
from references.admin.conflicts import RecordConflicts
from references.models import Link, Reference, Study
from tests.articles.admin.forms import change_url
from tests.factories import (
    make_article,
    make_link,
    make_quote,
    make_resource,
    make_study,
    make_term,
)

pytestmark = pytest.mark.django_db


def make_tag():
    make_article(tags=("sleep",))
    return Tag.objects.get()


# A full row of each, and the field that a colleague changes.
RECORDS = {
    "study": (lambda: make_study(link=make_link(), summary="one\ntwo"), "title"),
    "resource": (lambda: make_resource(link=make_link(), confirmed_on="2026-01-02"), "title"),
    "link": (lambda: make_link(note="one\ntwo"), "label"),
    "quote": (lambda: make_quote(source=make_study(), link=make_link(), year=2013), "speaker"),
    "term": (lambda: make_term(forms="one\ntwo"), "definition"),
    "step": (lambda: RatingLevel.objects.first(), "name"),
    "topic": (make_tag, "name"),
}


def shown(client, row):
    """What a browser would send back of the form as it is shown now."""
    form = client.get(change_url(row)).context["adminform"].form
    values = ((bound, bound.field.widget.format_value(bound.value())) for bound in form)
    return {bound.html_name: "".join(value or "") for bound, value in values}


def test_every_record_of_the_desk_is_tried_here():
    kinds = {
        model for model, its in admin.site._registry.items() if isinstance(its, RecordConflicts)
    }
    assert kinds == {type(make()) for make, _ in RECORDS.values()} | {Reference}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_only_a_colleague_changed_is_kept(editor_client, admin_client, kind):
    make, field = RECORDS[kind]
    row = make()
    began = shown(admin_client, row)
    assert admin_client.post(change_url(row), began | {field: "Theirs"}).status_code == 302
    response = admin_client.post(change_url(row), began, follow=True)
    row.refresh_from_db()
    assert getattr(row, field) == "Theirs"
    assert "Kept as somebody else saved it meanwhile" in response.content.decode()


@pytest.mark.parametrize("kind", RECORDS)
def test_what_both_changed_is_told_once_and_nothing_is_saved(admin_client, kind):
    make, field = RECORDS[kind]
    row = make()
    began = shown(admin_client, row)
    admin_client.post(change_url(row), began | {field: "Theirs"})
    refused = admin_client.post(change_url(row), began | {field: "Mine"})
    assert refused.status_code == 409
    form = refused.context["adminform"].form
    assert form[field].value() == "Mine"
    [message] = form.errors[field]
    assert message.startswith("Somebody saved this meanwhile: “Theirs”.")
    row.refresh_from_db()
    assert getattr(row, field) == "Theirs"
    again = began | {field: "Mine", "base": form["base"].value()}
    assert admin_client.post(change_url(row), again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Mine"


def test_different_fields_of_two_editors_come_together(admin_client):
    study = make_study()
    began = shown(admin_client, study)
    admin_client.post(change_url(study), began | {"title": "Theirs", "condition": "me_cfs"})
    admin_client.post(change_url(study), began | {"summary": "Mine"})
    study.refresh_from_db()
    assert (study.title, study.condition, study.summary) == ("Theirs", "me_cfs", "Mine")
    # The history names what this editor changed, and nothing of the colleague's.
    assert Study.history.count() == 3


def test_choices_and_related_records_are_told_in_words(admin_client):
    study = make_study(link=make_link(), result="worse")
    began = shown(admin_client, study)
    other, third = make_link(label="Other"), make_link()
    theirs = {"link": other.pk, "result": "better", "year": ""}
    admin_client.post(change_url(study), began | theirs)
    mine = {"link": third.pk, "result": "no_difference", "year": "2001"}
    response = admin_client.post(change_url(study), began | mine)
    errors = response.context["adminform"].form.errors
    assert "“Other”" in errors["link"][0]
    assert "“Better" in errors["result"][0]
    assert "nothing stands there now" in errors["year"][0]


def test_state_that_the_checker_wrote_outlasts_an_open_form(admin_client):
    link = make_link()
    began = shown(admin_client, link)
    Link.objects.update(status="broken", http_status=404)
    admin_client.post(change_url(link), began | {"note": "Mine"})
    link.refresh_from_db()
    assert (link.status, link.http_status, link.note) == ("broken", 404, "Mine")


def test_form_without_fingerprints_says_what_every_field_is_to_be(admin_client):
    link = make_link()
    began = shown(admin_client, link)
    Link.objects.update(label="Theirs")
    del began["base"]
    assert admin_client.post(change_url(link), began | {"label": "Mine"}).status_code == 302
    link.refresh_from_db()
    assert link.label == "Mine"


def test_who_may_only_look_is_shown_no_fingerprints():
    user = User.objects.create_user("reader", password="a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_study"))
    client = Client()
    client.force_login(user)
    response = client.get(change_url(make_study()))
    assert response.status_code == 200
    assert 'name="base"' not in response.content.decode()
