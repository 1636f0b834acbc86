"""Merge two records of one kind: whatever used the one that goes uses the one that stays.

Texts are left as they were written, in drafts and in editions. The key that goes becomes a former
key of what stays, which every look-up by key understands; what was compiled is given the present
key, so that pages are read as before.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Model, ProtectedError

from articles.models import Citation, Edition, LinkUse, Quote, QuoteUse
from articles.renaming import Renamed, rename_marks
from ldnsite.models import ContentVersion, MergeableModel, Removal
from references.models import Link, Resource, Study

MERGEABLE = (Study, Resource, Link, Quote)
# How editions note that they use a record: the table, its field, and the kind of key.
_USES: dict[type[MergeableModel], tuple[type[Model], str, str]] = {
    Study: (Citation, "reference", "references"),
    Resource: (Citation, "reference", "references"),
    Quote: (QuoteUse, "quote", "quotes"),
    Link: (LinkUse, "link", "links"),
}
# Records that name another record by a field.
_HOLDERS: dict[type[MergeableModel], tuple[tuple[type[Model], str], ...]] = {
    Study: ((Quote, "source"), (Study, "secondary_of")),
    Resource: ((Quote, "source"),),
    Link: ((Study, "link"), (Resource, "link"), (Quote, "link")),
    Quote: (),
}


class MergeError(Exception):
    """Why two records cannot be merged: `problems`, for an editor. Nothing was changed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def merge(*, kept: MergeableModel, gone: MergeableModel, values: dict[str, Any]) -> MergeableModel:
    """Give `kept` the values, let it take the place of `gone` everywhere, and delete `gone`.

    Raises MergeError.
    """
    model = type(kept)
    if model not in MERGEABLE or type(gone) is not model or gone.pk == kept.pk:
        raise MergeError(["Choose two different records of one kind."])
    try:
        with transaction.atomic():
            # Two merges of the same record go one after the other; the second finds it gone.
            ContentVersion.objects.hold()
            return _merge(model, kept.pk, gone.pk, values)
    except ValidationError as fault:
        raise MergeError(_told(model, fault)) from None
    except ProtectedError as fault:
        left = ", ".join(sorted(map(str, fault.protected_objects)))
        raise MergeError([f"Something still uses “{gone}”: {left}."]) from None
    except model.DoesNotExist:
        raise MergeError(["One of the two was deleted or merged just now."]) from None


def _merge(model: Any, kept_pk: int, gone_pk: int, values: dict[str, Any]) -> MergeableModel:
    kept, gone = (model.objects.get(pk=pk) for pk in (kept_pk, gone_pk))
    reason = f"Merged with “{gone.key}”."
    _refuse_further_report(kept, gone)
    _move_uses(kept, gone)
    key, former = gone.key, gone.former_keys
    for holder, name in _HOLDERS[model]:
        for row in holder.objects.filter(**{name: gone.pk}):
            setattr(row, name, kept)
            row._change_reason = reason
            row.full_clean()
            row.save()
    gone._change_reason = f"Merged into “{kept.key}”."
    # First, so that the other may take over what only one can have, such as a DOI.
    gone.delete()
    Removal.objects.filter(name=model.export_list, key=key).update(
        moved_to=kept.key, why=f"Merged into “{kept.key}”."
    )
    Removal.objects.filter(name=model.export_list, moved_to=key).update(
        moved_to=kept.key, modified_in=ContentVersion.objects.number()
    )
    for name, value in values.items():
        setattr(kept, name, value)
    kept.former_keys = "\n".join(filter(None, [kept.former_keys, key, former]))
    kept._change_reason = reason
    kept.full_clean()
    kept.save()
    return kept


def _refuse_further_report(kept: MergeableModel, gone: MergeableModel) -> None:
    if isinstance(kept, Study) and (kept.secondary_of == gone or gone.secondary_of == kept):
        raise ValidationError(
            "One of them is a further report of the other: these are two publications. If that is "
            "wrong, clear “further report of” first."
        )


def _move_uses(kept: MergeableModel, gone: MergeableModel) -> None:
    table, name, kind = _USES[type(kept)]
    # The notes of uses hold the base of a study or resource, which has the same primary key.
    used = list(table.objects.filter(**{name: gone.pk}).values_list("edition", flat=True))
    twice = table.objects.filter(edition__in=used, **{name: kept.pk})
    for edition in list(twice.values_list("edition", flat=True)):
        _join_uses(table, name, edition, kept.pk, gone.pk)
    table.objects.filter(**{name: gone.pk}).update(**{name: kept.pk})
    renamed = Renamed(**{kind: {gone.key: kept.key}})
    for edition in Edition.objects.filter(pk__in=used).iterator(20):
        compiled = edition.compiled
        compiled["marks"] = rename_marks(compiled.get("marks", []), renamed)
        Edition.objects.filter(pk=edition.pk).update(compiled=compiled)


def _join_uses(table: Any, name: str, edition: int, kept: int, gone: int) -> None:
    """One edition used both: what stays stands where the first of them stood."""
    both = table.objects.filter(edition=edition, **{f"{name}__in": [kept, gone]})
    order = both.aggregate(first=Min("order"))["first"]
    is_cited = table is Citation and both.filter(number__isnull=False).exists()
    both.filter(**{name: gone}).delete()
    both.update(order=order)
    if table is Citation:
        _number_again(edition, kept if is_cited else None)


def _number_again(edition: int, cited: int | None) -> None:
    """Citations are numbered without a gap, in the order of first mention."""
    citations = list(Citation.objects.filter(edition=edition).order_by("order"))
    # All at once would meet a number that is still in use.
    Citation.objects.filter(edition=edition).update(number=None)
    numbered = [row for row in citations if row.number or row.reference_id == cited]
    for number, row in enumerate(numbered, start=1):
        Citation.objects.filter(pk=row.pk).update(number=number)


def _told(model: Any, fault: ValidationError) -> list[str]:
    if not hasattr(fault, "error_dict"):
        return fault.messages
    labels = {field.name: str(field.verbose_name) for field in model._meta.fields}
    return [
        f"{labels[name]}: {message}" if name in labels else message
        for name, messages in fault.message_dict.items()
        for message in messages
    ]
