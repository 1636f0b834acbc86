"""An archive that is not whole, not sound or not for this site: told with its place."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from articles.models import Edition
from ldnsite import files, strict_json
from tests.factories import make_link
from tests.ldnsite.archiving.sites import archived, command
from tests.ldnsite.documents import RECORDS, counts, document

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parent / "kept.ndjson"


@pytest.fixture
def refusal(tmp_path):
    """A function that brings the lines in, after a change, and gives what it is refused with."""

    def refused(change, name="archive.ndjson"):
        lines = [json.loads(line) for line in KEPT.read_bytes().splitlines()]
        lines = change(lines) or lines
        path = tmp_path / name
        path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        before = counts()
        with pytest.raises(CommandError) as told:
            command("import_content", path)
        assert counts() == before
        first, *faults = str(told.value).split("\n")
        assert first.endswith("nothing was written.")
        return [fault.strip() for fault in faults]

    return refused


def records(lines, name):
    return [line["record"] for line in lines if line["list"] == name]


def test_every_fault_is_told_with_its_place(refusal):
    def spoil(lines):
        records(lines, "links")[0]["url"] = "ftp://example.org"
        records(lines, "studies")[1]["year"] = "2013"
        records(lines, "editions")[2]["surprise"] = 1
        records(lines, "editions")[0]["published_at"] = "yesterday"
        records(lines, "citations")[0]["reference"] = "nobody"

    places = {fault.split(": ")[0] for fault in refusal(spoil)}
    assert places >= {
        "/links/0/url",
        "/studies/1/year",
        "/editions/2",
        "/editions/0/published_at",
        "/citations/0/reference",
    }


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "low\x07 dose", "Topic “low dose”: Line 1 holds an invisible control character"),
        ("name", "low\ndose", "stands on several lines"),
        ("slug", "low\x07-dose", "Enter a valid “slug”"),
    ],
)
def test_topic_with_an_odd_name_or_address_is_refused(refusal, field, value, words):
    def spoil(lines):
        records(lines, "topics")[0][field] = value

    assert any(
        fault.startswith(f"/topics/0/{field}: ") and words in fault for fault in refusal(spoil)
    )


def test_fault_in_the_last_row_leaves_the_site_as_it_was(refusal):
    def spoil(lines):
        records(lines, "quotes_versions")[-1]["history_date"] = "never"

    [fault] = refusal(spoil)
    assert fault.startswith("/quotes_versions/")


def test_file_that_was_cut_short_is_told(refusal):
    assert refusal(lambda lines: lines[:-1])[-1].startswith("/end: the file does not end")
    assert refusal(lambda lines: [*lines[:-3], lines[-1]])[-1].startswith("/end: ")


def test_what_no_table_and_no_marker_is_called_is_refused(refusal):
    def spoil(lines):
        records(lines, "editions")[0]["compiled"]["marks"].append({"type": "backlink"})
        lines.insert(-1, {"list": "secrets", "record": {}})

    faults = refusal(spoil)
    assert "/secrets: is no table of an archive" in faults
    assert any(fault.startswith("/editions/0/compiled") for fault in faults)


def test_html_of_an_archive_goes_through_the_sanitiser(tmp_path):
    lines = [json.loads(line) for line in KEPT.read_bytes().splitlines()]
    for record in records(lines, "editions"):
        if record["compiled"]:
            record["compiled"]["html"]["body"] += '<img src=x onerror="alert(1)"><script>x</script>'
    path = tmp_path / "archive.ndjson"
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    command("import_content", path)
    bodies = [
        edition.compiled["html"]["body"]
        for edition in Edition.objects.all()
        if not edition.is_withdrawn
    ]
    assert len(bodies) > 3
    assert not any("onerror=" in body or "<script" in body for body in bodies)


def test_site_that_holds_something_else_is_left_alone(refusal):
    make_link()
    [fault] = refusal(lambda lines: None)
    assert "goes into an empty site" in fault


def test_dry_run_writes_nothing():
    before = counts()
    assert "dry run" in command("import_content", KEPT, dry_run=True)
    assert counts() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has to say which document this is"),
        (b'{"list": "document", "record": {}}\n{"list": 1}\n', "line 2: "),
        (b'{"a": 1, "a": 2}\n', "line 1: the key"),
        (b'{"a": NaN}\n', "line 1: NaN"),
        (b"{\n", "line 1: not JSON"),
    ],
)
def test_lines_that_are_none_are_named(tmp_path, data, words):
    path = tmp_path / "content.ndjson"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        command("import_content", path)


def test_document_that_is_too_large_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_json, "MAX_BYTES", 2**20)
    path = tmp_path / "content.json"
    path.write_bytes(b'{"format": "ldnsite"}' + b" " * 2**20)
    with pytest.raises(CommandError, match=r"larger than 1 MB, .*\.ndjson"):
        command("import_content", path)


@pytest.mark.parametrize("name", ["content.json.gz", "content.ndjson.gz"])
def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(strict_json, "MAX_BYTES", 2**20)
    monkeypatch.setattr(files, "MAX_UNPACKED", 2**20)
    path = tmp_path / name
    line = b'{"list": "document", "record": {"format": "ldnsite"}}\n'
    path.write_bytes(gzip.compress(line * 200_000))
    assert path.stat().st_size < 2**17
    with pytest.raises(CommandError, match="larger than"):
        command("import_content", path)


def test_what_cannot_be_unpacked_is_refused(tmp_path):
    path = tmp_path / "content.json.gz"
    for data in (b"not packed", gzip.compress(b"{}" * 1000)[:-10]):
        path.write_bytes(data)
        with pytest.raises(CommandError, match="cannot be unpacked"):
            command("import_content", path)


def test_packed_document_is_read(tmp_path):
    path = tmp_path / "content.json.gz"
    path.write_bytes(gzip.compress(json.dumps(document(links=[RECORDS["links"]])).encode()))
    assert "links: 1 new" in command("import_content", path)


@pytest.mark.parametrize("ending", ["json", "ndjson.gz"])
def test_public_export_goes_out_and_comes_in(starter, tmp_path, ending):
    path = tmp_path / f"site.{ending}"
    assert "Wrote" in command("export_content", path)
    before = archived()
    words = command("import_content", path)
    assert "studies: 0 new, 0 changed, 23 as they were" in words
    assert archived() == before


@pytest.mark.parametrize("left_out", [slice(-1, None), slice(-2, -1), slice(5, 6)])
def test_lines_of_pages_that_were_cut_short_are_told(starter, tmp_path, left_out):
    path = tmp_path / "site.ndjson"
    command("export_content", path)
    assert "pages published: 0" in command("import_content", path)
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[left_out]
    path.write_bytes(b"".join(lines))
    with pytest.raises(CommandError, match="/end: the file does not end as it should"):
        command("import_content", path)


def test_name_has_to_say_the_form(tmp_path):
    with pytest.raises(CommandError, match="has to end with one of"):
        command("export_content", tmp_path / "site.txt")
    with pytest.raises(CommandError, match="cannot write"):
        command("export_content", tmp_path / "nowhere" / "site.json")
    assert list(tmp_path.iterdir()) == []
