"""Each record's history at the desk: what changed, who did it, and the way back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Term
from ldnsite.models import ContentVersion
from references.models import Link, Study
from tests.factories import (
    make_edition,
    make_link,
    make_study,
    make_term,
)
from tests.references.test_history import KEPT

pytestmark = pytest.mark.django_db


@pytest.fixture(params=KEPT, ids=lambda kept: kept[0].__name__)
def kept(request):
    return request.param


def address(row, name, *more):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=more)


def version_address(row, version):
    return address(row, "simple_history", row.pk, version.history_id)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_history_names_the_editor_and_the_change(editor_client, editor):
    link = make_link(label="Old label", url="https://example.org/a")
    change = address(link, "change", link.pk)
    data = {"label": "New label", "url": link.url, "status": "ok", "archived_url": "", "note": ""}
    assert editor_client.post(change, data).status_code == 302
    text = text_of(editor_client.get(address(link, "history", link.pk)))
    assert "<td>editor</td>" in text
    assert "<strong>Label:</strong> Old label → New label" in text
    assert "<strong>Status:</strong> not checked yet → works" in text
    assert Link.history.latest().history_user == editor


def test_deleting_at_the_desk_names_the_editor(editor_client, editor):
    link = make_link()
    editor_client.post(address(link, "delete", link.pk), {"post": "yes"})
    latest = Link.history.latest()
    assert (latest.history_type, latest.history_user) == ("-", editor)


def test_related_rows_stand_in_words(editor_client):
    study = make_study()
    study.link = make_link(label="Where it stands")
    study.save()
    text = text_of(editor_client.get(address(study, "history", study.pk)))
    assert "<strong>Link:</strong> – → Where it stands" in text


@pytest.mark.parametrize("size", [2, 12])
def test_history_has_a_constant_number_of_queries(
    admin_client, size, django_assert_max_num_queries
):
    study = make_study()
    for number in range(size):
        study.link = make_link()
        study.title = f"Title {number}"
        study.save()
    with django_assert_max_num_queries(8):
        response = admin_client.get(address(study, "history", study.pk))
    assert response.content.decode().count("<strong>Title:</strong>") == size


def test_old_version_is_shown_beside_the_present_and_brought_back(
    kept, editor_client, editor, client
):
    make, field = kept
    row = make(**{field: "Old words"})
    setattr(row, field, "New words")
    row.save()
    first = row.history.earliest()
    text = text_of(editor_client.get(version_address(row, first)))
    assert "<td>Old words</td><td>New words</td>" in text.replace("> <", "><")
    before = ContentVersion.objects.number()
    response = editor_client.post(version_address(row, first))
    assert response["Location"] == address(row, "change", row.pk)
    assert getattr(type(row).objects.get(), field) == "Old words"
    assert ContentVersion.objects.number() > before
    latest = row.history.latest()
    assert latest.history_user == editor
    assert latest.history_change_reason.startswith("Brought back the version of ")
    # What stood before can be brought back in turn.
    assert row.history.count() == 3


def test_readers_see_what_was_brought_back(editor_client, client):
    study = make_study(title="Right title")
    make_edition(body=f"[@{study.key}]")
    study.title = "Wrong title"
    study.save()
    editor_client.post(version_address(study, study.history.earliest()))
    assert "Right title" in client.get(study.get_absolute_url()).content.decode()


def test_what_the_checker_found_since_is_kept(editor_client):
    link = make_link(label="Old")
    link.label, link.http_status = "New", 404
    link.save()
    editor_client.post(version_address(link, link.history.earliest()))
    link.refresh_from_db()
    assert (link.label, link.http_status) == ("Old", 404)


def test_version_that_no_longer_fits_says_why_and_changes_nothing(editor_client):
    study = make_study(doi="10.1000/first", title="Old")
    first = study.history.earliest()
    study.doi, study.title = "10.1000/second", "New"
    study.save()
    make_study(doi="10.1000/first")
    assert "Another study has this DOI" in text_of(editor_client.get(version_address(study, first)))
    count = Study.history.count()
    response = editor_client.post(version_address(study, first))
    assert response.status_code == 409
    assert "Another study has this DOI already." in text_of(response)
    study.refresh_from_db()
    assert (study.title, Study.history.count()) == ("New", count)


def test_version_whose_link_is_gone_names_the_field(editor_client):
    link = make_link()
    study = make_study(link=link)
    study.link = None
    study.save()
    link.delete()
    text = text_of(editor_client.post(version_address(study, study.history.earliest())))
    assert "cannot be brought back" in text
    assert "link:" in text
    assert f"Deleted link (pk={link.pk or ''}" in text


def test_deleted_record_is_listed_and_brought_back(kept, editor_client):
    make, field = kept
    row = make(key="lost", **{field: "Old words"})
    model, pk = type(row), row.pk
    row.delete()
    row.pk = pk
    text = text_of(editor_client.get(address(row, "deleted")))
    deleted = model.history.latest()
    assert version_address(row, deleted) in text
    response = editor_client.post(version_address(row, deleted))
    assert response.status_code == 302
    found = model.objects.get()
    assert (found.pk, found.key, getattr(found, field)) == (pk, "lost", "Old words")
    assert version_address(row, deleted) not in text_of(editor_client.get(address(row, "deleted")))


def test_deleted_record_whose_key_was_given_away_stays_deleted(editor_client):
    term = make_term(key="same")
    pk = term.pk
    term.delete()
    make_term(key="same")
    term.pk = pk
    response = editor_client.post(version_address(term, Term.history.filter(id=pk).latest()))
    assert response.status_code == 409
    assert Term.objects.count() == 1


def test_viewer_sees_the_history_and_brings_nothing_back(editor, editor_client):
    study = make_study(title="Old")
    study.title = "New"
    study.save()
    first = version_address(study, study.history.earliest())
    editor.user_permissions.set(
        permission
        for permission in editor.user_permissions.all()
        if permission.codename == "view_study"
    )
    text = text_of(editor_client.get(first))
    assert "Bring this version back" not in text
    assert editor_client.post(first).status_code == 403
    study.refresh_from_db()
    assert study.title == "New"
    editor.user_permissions.clear()
    for name in (first, address(study, "history", study.pk), address(study, "deleted")):
        assert editor_client.get(name).status_code == 403


def test_history_asks_for_a_login():
    study = make_study()
    for name in (
        version_address(study, study.history.get()),
        address(study, "history", study.pk),
        address(study, "deleted"),
    ):
        assert Client().get(name).status_code == 302


@pytest.mark.parametrize(
    "path", ["abc/history/", "99/history/", "99/history/1/", "1/history/x/", "9" * 30 + "/history/"]
)
def test_odd_address_is_no_crash(admin_client, path):
    assert admin_client.get(f"/admin/references/study/{path}").status_code == 404


def test_history_pages_hold_nothing_inline(admin_client):
    study = make_study()
    study.title = "New"
    study.save()
    for name in (
        version_address(study, study.history.earliest()),
        address(study, "history", study.pk),
        address(study, "deleted"),
    ):
        response = admin_client.get(name)
        assert "unsafe" not in response["Content-Security-Policy"]
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src|id)=)", response.content.decode()
        )


def test_what_a_study_once_said_is_nowhere_public(client):
    study = make_study(title="Canary title")
    study.title = "Right title"
    study.save()
    edition = make_edition(body=f"[@{study.key}]", code="77")
    for name in (
        study.get_absolute_url(),
        edition.get_absolute_url(),
        "/search/?q=canary",
        "/studies/",
        "/export/articles/77.json",
    ):
        assert "Canary" not in client.get(name).content.decode()


def test_older_version_brings_no_old_key_back_to_life(editor_client):
    """What was merged into a record stays merged, whichever version stands."""
    link = make_link(label="Old")
    link.label, link.former_keys = "New", "merged"
    link.save()
    editor_client.post(version_address(link, link.history.earliest()))
    link.refresh_from_db()
    assert (link.label, link.former_keys) == ("Old", "merged")
