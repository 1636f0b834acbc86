from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles.models import Edition
from articles.publishing import recompile


class Command(BaseCommand):
    help = (
        "Compile the text of every page again, as after a change to the glossary's words. The "
        "words and the editions stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, current = 0, Edition.objects.current().order_by("code_order")
        # Shown only where somebody looks on.
        for edition in tqdm(current.iterator(), total=current.count(), disable=None, unit=" pages"):
            if recompile(edition=edition):
                done += 1
            else:
                self.stderr.write(f"{edition}: left as it was; its text no longer compiles")
        self.stdout.write(f"pages compiled: {done}")
