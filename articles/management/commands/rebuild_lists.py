from typing import Any

from django.core.management.base import BaseCommand

from articles.models import ListedPage
from articles.relisting import rebuild


class Command(BaseCommand):
    help = (
        "Make anew what readers' lists, counts and the desk's queues are read from. Saving and "
        "publishing keep it in step, so this is for after rows were written by SQL or a topic was "
        "deleted elsewhere than at the desk. Readers see the old lists until it is done."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild()
        count = ListedPage.objects.filter(topic=None).count()
        self.stdout.write(f"Done. Pages in the lists: {count:,}.")
