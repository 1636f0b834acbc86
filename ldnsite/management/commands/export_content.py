from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from ldnsite import strict_json
from ldnsite.archiving.writing import archive_head, archive_lists
from ldnsite.export.documents import as_json, as_lines, ended, head, in_pieces, site_lists, snapshot
from ldnsite.files import is_lines, is_packed, written
from ldnsite.models import ContentVersion

ENDINGS = (".json", ".json.gz", ".ndjson", ".ndjson.gz")


class Command(BaseCommand):
    help = (
        "Write what readers see to FILE, as /export/site.json does; with --all everything that "
        "the site's keepers could lose, but accounts. The file's name says how: .json or .ndjson "
        "(a record a line), each with .gz for compressed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="such as site.ndjson.gz")
        parser.add_argument(
            "--all",
            action="store_true",
            help="drafts, every edition, days to come, versions of records, what was removed: for "
            "an empty site to take in; not for publishing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.name.endswith(ENDINGS):
            raise CommandError(f"{path}: the name has to end with one of {', '.join(ENDINGS)}")
        write = as_lines if is_lines(path) else as_json
        try:
            with snapshot(), written(path) as file:
                if options["all"]:
                    parts = write(archive_head(), archive_lists(self.progress))
                else:
                    begin = head(ContentVersion.objects.number(), complete=True)
                    lists = ((name, self.progress(rows, name)) for name, rows in site_lists())
                    parts = write(begin, ended(lists) if is_lines(path) else lists)
                size = sum(map(file.write, in_pieces(parts)))
        except OSError as fault:
            raise CommandError(f"cannot write {path}: {fault.strerror}") from None
        unpacked = " unpacked" if is_packed(path) else ""
        self.stdout.write(f"Wrote {path}: {size:,} bytes{unpacked}.")
        if not is_lines(path) and size > strict_json.MAX_BYTES:
            self.stdout.write("That is too large to be brought in again: use .ndjson for it.")

    def progress(self, rows: Iterable, name: str) -> Iterable:
        # None: no bar where nobody looks at a terminal.
        return tqdm(rows, desc=name, unit=" rows", disable=None)
