"""Out, into an empty site, out again: byte for byte the same, on every database."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Edition
from ldnsite.archiving.tables import TABLES
from ldnsite.models import ContentVersion, Removal
from ldnsite.searching.models import SearchEntry
from references.models import Link, Study
from tests.ldnsite.archiving.sites import archived, command, empty_the_site, fill, read_back
from tests.ldnsite.test_following import unmarked

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parent / "kept.ndjson"


def rows_of(data, name):
    lines = map(json.loads, data.splitlines())
    return [line["record"] for line in lines if line["list"] == name]


def test_everything_comes_back_byte_for_byte():
    fill()
    before = archived()
    exported = Client().get("/export/site.json").getvalue()
    found = set(SearchEntry.objects.values_list("kind", "title", "text", "address", "anchor"))
    empty_the_site()
    counts = read_back(before)
    assert all(counts.get(table.name) for table in TABLES), counts
    assert archived() == before
    assert Client().get("/export/site.json").getvalue() == exported
    assert unmarked() == []
    assert (
        set(SearchEntry.objects.values_list("kind", "title", "text", "address", "anchor")) == found
    )


def test_whatever_a_field_holds_stands_in_the_archive():
    """A field that is added to a model is in the archive, or this fails."""
    for table in TABLES:
        own = {field.name for field in table.model._meta.concrete_fields}
        left_out = own - {cell.name for cell in table.cells}
        assert left_out <= {
            *("id", "reference_ptr", "article", "edition", "content_type", "object_id"),
            "history_id",
        }, table.name


def test_what_editors_could_lose_is_there():
    before = KEPT.read_bytes()
    read_back(before)
    draft = Article.objects.get(code="943")
    assert (draft.scheduled_by.username, draft.change_note) == ("ada", "On its day.")
    assert draft.publish_on
    assert draft.scheduled_version == draft.version
    assert list(draft.tags.names()) == ["only a draft"]
    moved = Article.objects.get(code="941")
    assert list(moved.editions.order_by("number").values_list("code", flat=True)) == ["940", "941"]
    assert Study.objects.get(key="kept-one").former_keys == "gone-too"
    assert Removal.objects.get(key="940").moved_to == "941"
    left = Edition.objects.get(code="942", state="withdrawn")
    assert (left.published_by.username, left.explanation) == ("ada", "It was wrong.\n\nVery.")
    deleted = Link.history.filter(key="soon-deleted", history_type="-").get()
    assert not Link.objects.filter(pk=deleted.id).exists()
    assert Client().get("/pages/moving/").status_code == 301


def test_who_is_not_known_here_gets_an_account_that_nobody_can_use():
    before = KEPT.read_bytes()
    read_back(before)
    ada = User.objects.get(username="ada")
    assert (ada.is_active, ada.has_usable_password(), ada.is_staff) == (False, False, False)
    assert archived() == before


def test_second_run_changes_nothing():
    before = KEPT.read_bytes()
    read_back(before)
    number = ContentVersion.objects.number()
    assert read_back(before) == {}
    assert (archived(), ContentVersion.objects.number()) == (before, number)


def test_new_records_come_behind_the_old_ones():
    before = KEPT.read_bytes()
    read_back(before)
    link = Link(key="a-new-one", label="New", status="wanted")
    link.save()
    assert link.history.count() == 1


@pytest.mark.parametrize("ending", ["json", "json.gz", "ndjson", "ndjson.gz"])
def test_through_files(tmp_path, ending):
    before = KEPT.read_bytes()
    read_back(before)
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    assert "Wrote" in command("export_content", first, all=True)
    empty_the_site()
    assert "editions: " in command("import_content", first)
    command("export_content", second, all=True)
    assert second.read_bytes() == first.read_bytes()
    assert archived() == before
    assert "everything is here already" in command("import_content", first)
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]


def test_compressed_file_holds_the_same(tmp_path):
    read_back(KEPT.read_bytes())
    command("export_content", tmp_path / "a.ndjson", all=True)
    command("export_content", tmp_path / "a.ndjson.gz", all=True)
    plain = (tmp_path / "a.ndjson").read_bytes()
    assert gzip.decompress((tmp_path / "a.ndjson.gz").read_bytes()) == plain


def test_archive_of_another_database_comes_out_as_it_went_in(tmp_path):
    """The file was made on SQLite; this test runs on each database."""
    command("import_content", KEPT)
    command("export_content", tmp_path / "again.ndjson", all=True)
    assert (tmp_path / "again.ndjson").read_bytes() == KEPT.read_bytes()


HOSTILE = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff\u2028\u2029\x85"
    )
    | st.sampled_from('\u202e\u0639\u0301\u200d😀\n\t"\\<&ﬃ\U0010ffff'),
    max_size=60,
)


# Whatever a form lets an editor leave blank.
MAY_BE_EMPTY = ("note", "summary", "limitations", "body")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_hostile_texts_come_back(data):
    """Right-to-left, emoji, combining marks, long and empty, in every text that may hold them."""
    long = data.draw(HOSTILE) * 200
    lines = [json.loads(line) for line in KEPT.read_bytes().splitlines()]
    for line in lines:
        record = line["record"]
        for name in ("note", "words", "definition", "summary", "limitations", "body"):
            if record.get(name):
                record[name] = data.draw(st.sampled_from([long, "x" + long, ""]))
                record[name] = record[name] or ("" if name in MAY_BE_EMPTY else "x")
        for name in ("title", "change_note", "speaker", "label", "dose", "explanation", "synopsis"):
            if record.get(name):
                record[name] = data.draw(HOSTILE).strip("\n")[:60] or record[name]
    packed = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    with transaction.atomic():
        read_back(packed)
        again = [json.loads(line) for line in archived().splitlines()]
        transaction.set_rollback(True)
    assert again == lines
