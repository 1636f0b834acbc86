from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from ldnsite.archiving.reading import import_archive
from ldnsite.archiving.writing import FORMAT as ARCHIVE
from ldnsite.export.documents import END
from ldnsite.files import is_lines, read_lists
from ldnsite.importing import import_document, slim
from ldnsite.strict_json import CUT_SHORT, Fault, ImportRefused


class Command(BaseCommand):
    help = (
        "Bring in what export_content or /export/ wrote: .json or .ndjson, also with .gz. All of "
        "it is written, or nothing; running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the document, such as one from /export/")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and write nothing"
        )
        parser.add_argument(
            "--replace-drafts",
            action="store_true",
            help="let the document replace drafts whose words were never published",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with transaction.atomic():
                lines = self.take(path, replace_drafts=options["replace_drafts"])
                transaction.set_rollback(options["dry_run"])
        except OSError as fault:
            raise CommandError(f"cannot read {path}: {fault.strerror}") from None
        except ImportRefused as refused:
            faults = "\n".join(f"  {fault}" for fault in refused.faults)
            raise CommandError(f"{path}: nothing was written.\n{faults}") from None
        self.stdout.write("\n".join(lines))
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was written")

    def take(self, path: Path, *, replace_drafts: bool) -> list[str]:
        """Bring it in; what was done, line by line."""
        head, lists = read_lists(path)
        if head.get("format") == ARCHIVE:
            counts = import_archive(head, lists, self.progress)
            if not counts:
                return ["everything is here already, as it stands in the archive"]
            return [f"{name}: {count:,}" for name, count in counts.items()]
        found = {
            name: [slim(name, row) for _, row in self.progress(rows, name)] for name, rows in lists
        }
        if is_lines(path):
            told = found.pop(END, None)
            if told != [{"rows": sum(map(len, found.values()))}]:
                raise ImportRefused([Fault(f"/{END}", CUT_SHORT)])
        report = import_document(
            head | found, replace_drafts=replace_drafts, progress=self.progress
        )
        names = sorted({*report.created, *report.changed, *report.unchanged})
        return [
            f"{name}: {report.created[name]} new, {report.changed[name]} changed, "
            f"{report.unchanged[name]} as they were"
            for name in names
        ] + [f"pages published: {report.published}"]

    def progress(self, rows: Iterable, name: str) -> Iterable:
        # None: no bar where nobody looks at a terminal.
        return tqdm(rows, desc=name, unit=" rows", disable=None)
