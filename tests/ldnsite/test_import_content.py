import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Edition
from ldnsite.management.commands.set_up import STARTER
from references.models import Link
from tests.ldnsite.documents import RECORDS, counts, document, record

pytestmark = pytest.mark.django_db


def run(path, **options):
    out = io.StringIO()
    call_command("import_content", path, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def written(found):
        path = tmp_path / "content.json"
        path.write_bytes(found if isinstance(found, bytes) else json.dumps(found).encode())
        return path

    return written


def test_starter_loads_on_an_empty_database(client):
    words = run(STARTER)
    assert "studies: 23 new, 0 changed, 0 as they were" in words
    assert "pages published: 1" in words
    assert Edition.objects.current().get().code == "13"
    assert client.get("/pages/ldn/").status_code == 200


def test_second_run_changes_nothing():
    run(STARTER)
    before = counts()
    words = run(STARTER)
    assert counts() == before
    assert "pages published: 0" in words
    assert "studies: 0 new, 0 changed, 23 as they were" in words
    assert "articles: 0 new, 0 changed, 1 as they were" in words


def test_dry_run_says_what_would_happen_and_writes_nothing():
    before = counts()
    words = run(STARTER, dry_run=True)
    assert counts() == before
    assert "studies: 23 new" in words
    assert "pages published: 1" in words
    assert words.endswith("dry run: nothing was written\n")


def test_dry_run_tells_faults_too(write):
    path = write(document(links=[record("links", key="A B")]))
    with pytest.raises(CommandError, match="/links/0/key"):
        run(path, dry_run=True)


def test_real_run_does_not_say_that_it_was_dry(write):
    assert "dry run" not in run(write(document(links=[RECORDS["links"]])))
    assert Link.objects.count() == 1


def test_every_fault_stands_on_a_line_of_its_own(write):
    before = counts()
    path = write(
        document(
            links=[RECORDS["links"], record("links", key="B", url="ftp://x.org")],
            studies=[record("studies", year="x")],
        )
    )
    with pytest.raises(CommandError) as refused:
        run(path)
    first, *faults = str(refused.value).split("\n")
    assert first == f"{path}: nothing was written."
    assert [fault.split(":")[0] for fault in faults] == [
        "  /links/1/key",
        "  /links/1/url",
        "  /studies/0/year",
    ]
    assert counts() == before


def test_missing_file_is_named(tmp_path):
    path = tmp_path / "nothing.json"
    with pytest.raises(CommandError, match="No such file or directory") as refused:
        run(path)
    assert str(refused.value).startswith(f"cannot read {path}: ")


def test_folder_is_no_file(tmp_path):
    with pytest.raises(CommandError, match=f"cannot read {tmp_path}: Is a directory"):
        run(tmp_path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"[]", "has to be one JSON object"),
        (b"{}", "/format: has to be"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": "\\ud800"}', "lone surrogate"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"[" * 1000, "nests deeper"),
    ],
)
def test_file_that_is_no_document_is_refused(write, data, words):
    before = counts()
    path = write(data)
    with pytest.raises(CommandError, match=words) as refused:
        run(path)
    assert str(refused.value).startswith(f"{path}: nothing was written.\n")
    assert counts() == before


def test_file_has_to_be_given():
    with pytest.raises(CommandError, match="file"):
        call_command("import_content")
