from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

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
