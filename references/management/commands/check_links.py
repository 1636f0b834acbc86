from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from tqdm import tqdm

from references.link_checking.recording import change_words, check_and_record, summary
from references.link_checking.running import NIGHTLY
from references.models import Link, LinkStatus

MOST_DAYS = 36_500


class Command(BaseCommand):
    help = (
        "See whether the addresses of the register of links still lead anywhere, and write down "
        "what changed. Meant for a nightly cron job; the report is on the desk under Link checks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            metavar="DAYS",
            help="only links not checked for so many days, and those in doubt",
        )
        parser.add_argument(
            "--key", action="append", help="only the link with this key; may be given again"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many, oldest first")

    def handle(self, *args: Any, **options: Any) -> None:
        links = list(self.chosen(options))
        run = check_and_record(
            links,
            pace=NIGHTLY,
            # None: only where standard error is a terminal, so that cron's mail stays short.
            progress=lambda found: tqdm(found, total=len(links), unit=" links", disable=None),
        )
        self.stdout.write(summary(run))
        for row in run.changed:
            self.stdout.write(f"{row['key']}: {change_words(row)}. {row['said']}")

    def chosen(self, options: dict[str, Any]) -> QuerySet[Link]:
        links = Link.objects.exclude(url="").order_by(F("checked_at").asc(nulls_first=True), "key")
        if options["key"]:
            links = links.filter(key__in=options["key"])
            missing = set(options["key"]) - set(links.values_list("key", flat=True))
            if missing:
                raise CommandError(f"no link with an address has the key {min(missing)}")
        if options["older_than"] is not None:
            if not 0 <= options["older_than"] <= MOST_DAYS:
                raise CommandError(f"--older-than is a number of days from 0 to {MOST_DAYS}")
            before = timezone.now() - timedelta(days=options["older_than"])
            in_doubt = Q(failing_since__isnull=False) & ~Q(status=LinkStatus.BROKEN)
            links = links.filter(Q(checked_at=None) | Q(checked_at__lt=before) | in_doubt)
        if options["limit"] is not None:
            if options["limit"] < 1:
                raise CommandError("--limit is a number from 1")
            links = links[: options["limit"]]
        return links
