from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ldnsite.copying.checking import BackupError
from ldnsite.copying.whole import restore


class Command(BaseCommand):
    help = (
        "Bring back what `manage.py backup FILE` wrote: into an empty database, or in the place of "
        "what is there with --replace. The copy is verified before anything is replaced. Stop the "
        "site's servers first, and run `manage.py migrate` afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose all that the database has now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            missing = restore(options["file"], replace=options["replace"])
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{options['file']} is back.")
        if missing:
            self.stdout.write(
                f"It is older than this version of the site, which has {missing} more migrations: "
                "run `manage.py migrate` before the servers start."
            )
