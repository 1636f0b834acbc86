import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles.bringing_in.drafting import bring_in
from articles.bringing_in.reading import FORMATS, MAX_BYTES
from articles.bringing_in.report import Refused


class Command(BaseCommand):
    help = (
        "Bring in an old page, as text, Markdown or HTML: it becomes a draft that readers do not "
        "see, with a report of what was recognised, guessed and left. All of it is written, or "
        "nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the old page; - reads it from standard input")
        parser.add_argument("--code", default="", help="the page's code, such as 13 or 14b")
        parser.add_argument("--slug", default="", help="the page's address after /pages/")
        parser.add_argument(
            "--format", choices=FORMATS, default="", help="guessed from the name or content if left"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = "" if options["file"] == "-" else Path(options["file"]).name
        try:
            brought = bring_in(
                source=self.read(options["file"]),
                name=name,
                kind=options["format"],
                code=options["code"],
                slug=options["slug"],
                dry_run=options["dry_run"],
                # Nothing is drawn where nobody watches a terminal.
                progress=lambda links: tqdm(
                    links, desc="links", unit="link", disable=None, file=sys.stderr
                ),
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for heading, findings in brought.report.sections():
            self.stdout.write(f"\n{heading} ({len(findings)})")
            for finding in findings:
                self.stdout.write(f"  {finding}")
        article = brought.article
        self.stdout.write(
            f"\nDraft of page {article.code}, “{article.title}”, read as {brought.kind}. Its "
            f"address will be /pages/{article.slug}/; readers see it once it is published."
        )
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was written")

    @staticmethod
    def read(name: str) -> bytes:
        """One byte beyond the bound at most, which is enough to refuse the rest."""
        try:
            if name == "-":
                return sys.stdin.buffer.read(MAX_BYTES + 1)
            with Path(name).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as fault:
            raise CommandError(f"cannot read {name}: {fault.strerror}") from None
