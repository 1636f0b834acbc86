from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from ldnsite.models import SEARCH_BATCH, ContentVersion, VisibleModel
from ldnsite.searching.backends import backend
from ldnsite.searching.models import SearchEntry


class Command(BaseCommand):
    help = (
        "Make the search's entries and index anew from what readers can see. Saving and publishing "
        "keep them in step, so this is for after an upgrade, a restored backup or rows written by "
        "SQL. Readers can search meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # First, since an index that lost step with the entries refuses to be written to.
        with transaction.atomic():
            ContentVersion.objects.hold()
            # Each bar is shown only where somebody looks on.
            total = SearchEntry.objects.count()
            with tqdm(total=total, desc="index", unit=" entries", disable=None) as bar:
                backend().rebuild(bar.update)
        for model in apps.get_models():
            if issubclass(model, VisibleModel) and model.search_kind:
                self.renew(model)
        self.stdout.write(f"Done: {SearchEntry.objects.count():,} entries can be found.")

    def renew(self, model: type[VisibleModel]) -> None:
        """Renew the entries of one model's rows, batch by batch, each in its own transaction."""
        name = str(model._meta.verbose_name_plural)
        public = sorted(set(model._default_manager.searchable().values_list("pk", flat=True)))
        with tqdm(total=len(public), desc=name, unit=" rows", disable=None) as bar:
            for start in range(0, len(public), SEARCH_BATCH):
                batch = public[start : start + SEARCH_BATCH]
                self.refresh(model, batch)
                bar.update(len(batch))
        self.stdout.write(f"{name}: {len(public):,} of {len(public):,}")
        entries = SearchEntry.objects.filter(kind=model.search_kind)
        stale = set(entries.values_list("owner", flat=True)) - set(public)
        self.refresh(model, list(stale))

    @transaction.atomic
    def refresh(self, model: type[VisibleModel], pks: list[int]) -> None:
        ContentVersion.objects.hold()
        model.refresh_search(pks)
