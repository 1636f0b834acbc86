from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from ldnsite.models import ContentVersion
from ldnsite.static_copy.asking import BadAddress
from ldnsite.static_copy.writing import CopyError, write_copy


class Command(BaseCommand):
    help = (
        "Write the whole public site as files into DIR, for a plain host or an archive. An earlier "
        "copy there is replaced once the new one is whole. Run collectstatic before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--address",
            required=True,
            help="where the copy will stand, such as https://example.org",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        version = ContentVersion.objects.number()
        # None: no bar where nobody looks at a terminal.
        with tqdm(desc="files", unit="", disable=None) as bar:

            def told(count: int, known: int) -> None:
                bar.total = known
                bar.update(count - bar.n)

            try:
                count = write_copy(options["folder"], options["address"], told)
            except (CopyError, BadAddress) as fault:
                raise CommandError(str(fault)) from None
        self.stdout.write(f"{options['folder']}: {count:,} files")
        if ContentVersion.objects.number() != version:
            self.stdout.write("The site changed meanwhile: run it again to take that in.")
