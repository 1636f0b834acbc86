import io
import sys

import pytest
from django.core.management import CommandError, call_command

from articles.bringing_in.reading import MAX_BYTES
from articles.models import Article
from references.models import Link
from tests.articles.bringing_in.samples import FOLDER, HTML_PAGE, OLD_PAGE

pytestmark = pytest.mark.django_db


def run(path, **options):
    out = io.StringIO()
    call_command("import_page", str(path), stdout=out, **options)
    return out.getvalue()


def test_page_comes_in_with_a_report():
    words = run(FOLDER / "old-page.txt", code="7", slug="pacing")
    article = Article.objects.get()
    assert (article.code, article.slug) == ("7", "pacing")
    for line in (
        "Recognised (9)",
        "  line 1: skill level 2: “Skill Level 2”",
        "  line 62: page before 6: “page 6”",
        "  line 45: list of 3 items",
        "Guessed: please check (",
        "  line 32: heading: “Is the Limit the Same for All?”",
        "Links whose address is wanted (7)",
        "  line 68: link click-1-sitemap-click-links-below: “Click 1: sitemap click links below”",
        "Draft of page 7, “Pacing with a wrist monitor, and what people make of it”, read as text.",
    ):
        assert line in words


def test_code_is_taken_from_the_name_of_the_file(tmp_path):
    path = tmp_path / "page-8.htm"
    path.write_text(HTML_PAGE, encoding="utf-8")
    assert "this page’s code 8, from the name of the file" in run(path)


def test_dry_run_writes_nothing():
    assert "dry run: nothing was written" in run(FOLDER / "old-page.txt", dry_run=True)
    assert not Article.objects.exists()
    assert not Link.objects.exists()


def test_standard_input_and_format(monkeypatch):
    source = io.TextIOWrapper(io.BytesIO(b"# Rest\n\nWords."))
    monkeypatch.setattr(sys, "stdin", source)
    assert "read as text" in run("-", format="text")
    assert Article.objects.get().body == "\\# Rest\n\nWords."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "There are no words"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"x" * (MAX_BYTES + 1), "at most 2 MB"),
        (b"word " * 50_000, "at most 200,000 characters"),
    ],
)
def test_refusal_is_told_and_nothing_written(tmp_path, data, message):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=message):
        run(path)
    assert not Article.objects.exists()


def test_file_that_is_not_there():
    with pytest.raises(CommandError, match=r"cannot read gone\.txt: No such file"):
        run("gone.txt")


def test_second_time_is_refused():
    run(FOLDER / "old-page.txt", code="7")
    with pytest.raises(CommandError, match="Page 7 is there already"):
        run(FOLDER / "old-page.txt", code="7")
    assert Article.objects.get().body.count("potatoes") == OLD_PAGE.count("potatoes") == 1
