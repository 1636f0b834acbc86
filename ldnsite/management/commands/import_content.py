from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from ldnsite.importing import import_document
from ldnsite.strict_json import ImportRefused, read_document


class Command(BaseCommand):
    help = (
        "Bring in a JSON document of the export's form. All of it is written, or nothing; running "
        "it again changes nothing."
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
            data = path.read_bytes()
        except OSError as fault:
            raise CommandError(f"cannot read {path}: {fault.strerror}") from None
        try:
            with transaction.atomic():
                report = import_document(
                    read_document(data), replace_drafts=options["replace_drafts"]
                )
                transaction.set_rollback(options["dry_run"])
        except ImportRefused as refused:
            faults = "\n".join(f"  {fault}" for fault in refused.faults)
            raise CommandError(f"{path}: nothing was written.\n{faults}") from None
        for name in sorted({*report.created, *report.changed, *report.unchanged}):
            self.stdout.write(
                f"{name}: {report.created[name]} new, {report.changed[name]} changed, "
                f"{report.unchanged[name]} as they were"
            )
        self.stdout.write(f"pages published: {report.published}")
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was written")
