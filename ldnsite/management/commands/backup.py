from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from ldnsite.auditing.models import AuditEntry, Event
from ldnsite.copying.checking import BackupError
from ldnsite.copying.whole import backup


class Command(BaseCommand):
    help = "Write a consistent, verified copy of the whole database to FILE; the site may go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup(options["file"])
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{options['file']}: {options['file'].stat().st_size:,} bytes, verified")
        try:
            # The desk warns administrators when this is long ago.
            AuditEntry.objects.record(Event.BACKED_UP, about=str(options["file"]))
        except DatabaseError as fault:
            self.stderr.write(
                f"The copy is good, but the desk’s log could not be told of it: {fault}"
            )
