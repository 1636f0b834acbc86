from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from articles.scheduling import due, publish_due
from ldnsite.caching import ahead
from ldnsite.caching.layer import make_ready
from ldnsite.planning import count_anew


class Command(BaseCommand):
    help = (
        "Publish the pages whose day has come. Run it once a day, from cron. A page that cannot be "
        "published is named with the reasons, waits, and stands on the desk's front page."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        with ahead.published() as addresses:
            waiting = self.publish(today)
        # Here, since this runs every night on every site.
        count_anew()
        make_ready(addresses)
        if waiting:
            raise CommandError(f"pages that were due and wait: {waiting}")

    def publish(self, today: date) -> int:
        """Publish all that is due; returns how many pages wait on."""
        waiting = 0
        # Shown only where somebody looks on.
        for outcome in tqdm(
            publish_due(today), total=due(today).count(), disable=None, unit="page"
        ):
            if outcome.edition:
                self.stdout.write(f"{outcome.article}: published, edition {outcome.edition.number}")
            else:
                waiting += 1
                self.stderr.write(f"{outcome.article} waits: {' '.join(outcome.problems)}")
        return waiting
