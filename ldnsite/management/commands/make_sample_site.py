from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from ldnsite.sample.making import NotASample, make_site

MOST_PAGES = 200_000
SEED = 13


class Command(BaseCommand):
    help = (
        "Fill the database with a generated site, for measuring and for trying things out: made-up "
        "words, real notations, the same for the same --pages and --seed. Needs a migrated "
        "database without content of its own; an earlier sample is replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        pages = options["pages"]
        if not 1 <= pages <= MOST_PAGES:
            raise CommandError(f"--pages has to be from 1 to {MOST_PAGES:,}")
        try:
            counts = make_site(pages, options["seed"], self.progress)
        except NotASample as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"Made {counts.pages:,} pages with {counts.studies:,} studies, "
            f"{counts.resources:,} resources, {counts.quotes:,} quotes, {counts.links:,} links "
            f"and {counts.topics:,} topics."
        )

    def progress(self, rows: Iterable, name: str, length: int) -> Iterable:
        # None: no bar where nobody looks at a terminal.
        return tqdm(rows, desc=name, total=length, unit=" rows", disable=None)
