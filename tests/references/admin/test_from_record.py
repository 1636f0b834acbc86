"""“Add from a record”: shown first, written on confirming, and nothing that nobody ticked."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ldnsite.models import ContentVersion
from references.models import Study
from references.records.parsing import MAX_BYTES
from tests.factories import make_study
from tests.references.records.samples import CSL, NBIB, RIS

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/references/study/from-record/"
OTHER = '[{"title": "Quite another study", "author": [{"family": "Polo", "given": "Olli"}]}]'
TWO = "TY  - JOUR\nTI  - First title\nAU  - Younger, J\nPY  - 2013\nER  - \n" * 2


def preview(client, text):
    return client.post(ADDRESS, {"text": text})


def confirm(client, text, *, digest=None, **fields):
    """Confirm what the preview shows; `fields` are of the first record, or named record_2_key."""
    shown = preview(client, text)
    data = {"text": text, "_confirm": "x", "digest": digest or shown.context["digest"]}
    values = {"add": "on", "key": "new-key", "condition": "fibromyalgia"} | fields
    for name, value in values.items():
        place, _, field = name.removeprefix("record_").partition("_")
        name = f"record-{place}-{field}" if field else f"record-1-{name}"
        if value is not None:
            data[name] = value
    return client.post(ADDRESS, data)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_list_of_studies_leads_there(editor_client, editor):
    text = text_of(editor_client.get("/admin/references/study/"))
    assert f'href="{ADDRESS}"' in text
    editor.user_permissions.remove(*editor.user_permissions.filter(codename="add_study"))
    assert ADDRESS not in text_of(editor_client.get("/admin/references/study/"))


@pytest.mark.parametrize("text", [NBIB, RIS, CSL], ids=["nbib", "ris", "csl"])
def test_preview_shows_everything_and_writes_nothing(editor_client, text):
    before = ContentVersion.objects.number()
    shown = text_of(preview(editor_client, text))
    for words in (
        "Low-dose naltrexone for the treatment of fibromyalgia",
        "Jarred Younger, Sean Mackey",
        "<li>DOI: 10.1002/art.37734</li>",
        "<li>PubMed number: 23359310</li>",
        "<li>Pages: 529–538</li>",
        'value="younger-2013"',
        "Nothing is written yet",
    ):
        assert words in shown
    assert not Study.objects.exists()
    assert ContentVersion.objects.number() == before


def test_confirming_writes_what_was_shown_and_leads_to_it(editor_client, editor):
    response = confirm(editor_client, NBIB, key="younger-2013")
    study = Study.objects.get()
    assert response["Location"] == reverse("admin:references_study_change", args=[study.pk])
    assert (study.key, study.condition, study.year) == ("younger-2013", "fibromyalgia", 2013)
    assert study.people_list == ["Jarred Younger", "Sean Mackey"]
    assert (study.design, study.result, study.summary) == ("", "", "")
    assert study.history.get().history_user == editor


def test_uploaded_file_is_shown_and_confirmed_as_text(editor_client):
    file = SimpleUploadedFile("pubmed.nbib", NBIB.replace("\n", "\r\n").encode())
    shown = editor_client.post(ADDRESS, {"file": file})
    [entry] = shown.context["entries"]
    assert entry.study.doi == "10.1002/art.37734"
    text = shown.context["paste"].initial["text"]
    assert text.replace("<", "&lt;")[:40] in shown.content.decode()
    confirm(editor_client, text.replace("\n", "\r\n"), digest=shown.context["digest"])
    assert Study.objects.get().pmid == "23359310"


def test_illness_is_asked_for_and_never_guessed(editor_client):
    response = confirm(editor_client, NBIB, condition="")
    assert response.context["entries"][0].form.errors["condition"]
    assert not Study.objects.exists()
    assert 'value="new-key"' in text_of(response)


def test_what_cannot_be_saved_is_named_and_nothing_is_written(editor_client):
    make_study(key="taken")
    response = confirm(
        editor_client,
        TWO,
        record_2_add="on",
        record_2_key="taken",
        record_2_condition="me_cfs",
    )
    first, second = response.context["entries"]
    assert not first.form.errors
    assert second.form.errors["key"]
    assert list(Study.objects.values_list("key", flat=True)) == ["taken"]


def test_only_ticked_records_are_added(editor_client):
    confirm(
        editor_client,
        TWO,
        add=None,
        record_2_add="on",
        record_2_key="second",
        record_2_condition="me_cfs",
    )
    assert list(Study.objects.values_list("key", flat=True)) == ["second"]


def test_nothing_ticked_is_said(editor_client):
    assert "Tick what to add." in text_of(confirm(editor_client, NBIB, add=None))
    assert not Study.objects.exists()


def test_same_study_twice_in_one_text_is_added_once_or_not_at_all(editor_client):
    response = confirm(
        editor_client,
        NBIB + NBIB,
        record_2_add="on",
        record_2_key="second",
        record_2_condition="me_cfs",
    )
    assert "Another study has this DOI already." in text_of(response)
    assert not Study.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"doi": "10.1002/ART.37734"}, "the same DOI"),
        ({"pmid": "23359310"}, "the same PubMed number"),
        (
            {"title": "Low dose naltrexone for the treatment of fibromyalgia: findings of a small "
             "randomised double-blind trial"},
            "nearly the same title",
        ),
    ],
)  # fmt: skip
def test_duplicates_are_shown_linked_and_not_ticked(editor_client, fields, reason):
    old = make_study(key="old", **fields)
    shown = preview(editor_client, NBIB)
    text = text_of(shown)
    assert f'href="{reverse("admin:references_study_change", args=[old.pk])}"' in text
    assert f"(old): {reason}" in text
    assert shown.context["entries"][0].form["add"].value() is False


def test_repeated_record_names_the_one_above(editor_client):
    shown = preview(editor_client, TWO)
    assert "another record above, proposed as younger-2013: the same title" in text_of(shown)
    assert [entry.form["key"].value() for entry in shown.context["entries"]] == [
        "younger-2013",
        "younger-2013-2",
    ]


def test_proposed_key_avoids_those_of_the_site(editor_client):
    make_study(key="younger-2013")
    assert 'value="younger-2013-2"' in text_of(preview(editor_client, NBIB))


def test_good_records_are_added_beside_bad_ones(editor_client):
    text = RIS + "TY  - JOUR\nER  - \n"
    assert "Record 2: it has no title." in text_of(preview(editor_client, text))
    confirm(editor_client, text)
    assert Study.objects.count() == 1


def test_text_changed_after_the_preview_is_shown_again(editor_client):
    digest = preview(editor_client, NBIB).context["digest"]
    response = confirm(editor_client, OTHER, digest=digest)
    assert "The text was changed since" in text_of(response)
    assert not Study.objects.exists()
    assert response.context["entries"][0].form["key"].value() == "polo"


def test_hidden_fields_are_not_trusted(editor_client):
    """What is written comes from the text that is read again, not from the form."""
    confirm(editor_client, NBIB, title="Forged", record_1_doi="10.1000/forged")
    study = Study.objects.get()
    assert study.title.startswith("Low-dose")
    assert study.doi == "10.1002/art.37734"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "Paste a record, or choose a file."),
        ({"text": "Words."}, "no record that the site can read"),
        ({"text": "a\x00b"}, "Null characters"),
        ({"text": NBIB, "file": b"x"}, "not both"),
        ({"file": b"\xff\xfe"}, "not text in UTF-8"),
        ({"file": b"x" * (MAX_BYTES + 1)}, "larger than 1 MB"),
    ],
)
def test_unreadable_text_is_told_and_kept(editor_client, data, words):
    if "file" in data:
        data = data | {"file": SimpleUploadedFile("x.ris", data["file"])}
    response = editor_client.post(ADDRESS, data)
    assert response.status_code == 200
    assert words in text_of(response)
    assert data.get("text", "").strip("\n") in response.content.decode()


def test_somebody_quicker_is_told_and_nothing_is_written(editor_client, monkeypatch):
    from django.db import IntegrityError

    def fail(entries):
        raise IntegrityError

    monkeypatch.setattr("references.admin.from_record.save_entries", fail)
    response = confirm(editor_client, NBIB)
    assert response.status_code == 200
    assert "Somebody added one of these just now" in text_of(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_right_to_add_studies_is_needed(editor, editor_client, method):
    editor.user_permissions.remove(*editor.user_permissions.filter(codename="add_study"))
    data = {"text": NBIB, "_confirm": "x"}
    assert getattr(editor_client, method)(ADDRESS, data).status_code == 403
    assert getattr(Client(), method)(ADDRESS, data).status_code == 302
    assert not Study.objects.exists()


@pytest.mark.parametrize("size", [1, 12])
def test_preview_has_a_constant_number_of_queries(
    editor_client, size, django_assert_max_num_queries
):
    for number in range(size):
        make_study(title=f"First title {number}")
    record = "TY  - JOUR\nTI  - First title {}\nER  - \n"
    with django_assert_max_num_queries(8):
        preview(editor_client, "".join(record.format(number) for number in range(size)))


def test_words_of_a_record_are_shown_as_words(editor_client):
    shown = preview(editor_client, '{"title": "<script>alert(1)</script>"}').content.decode()
    assert "<script>alert" not in shown
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", shown)
