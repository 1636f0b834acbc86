"""Which records programs that keep up with the site are told of again, and which are gone.

Every write of a visible record ends here, in its own transaction, with the number that it got
from the content version. A leaf: what it has to know of a model, the model says itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ldnsite.removals import DELETED, UNUSED, Removal

BATCH = 500

Leads = dict[type[models.Model], set[Any]]


@dataclass
class Before:
    """What rows led to before a write, and what the records of pages said of them, by row."""

    leads: Leads = field(default_factory=dict)
    said: dict[Any, Any] = field(default_factory=dict)


@dataclass
class Going:
    """What is to be told once rows are deleted: gathered before, because it cannot be later."""

    keys: list[tuple[str, list[str]]] = field(default_factory=list)
    leads: Leads = field(default_factory=dict)
    shown: list[tuple[type[models.Model], list[Any]]] = field(default_factory=list)


def before_change(model: Any, pks: list[Any]) -> Before:
    """Ask before writing; hand what comes to `note_change` afterwards."""
    return Before(model.leads(pks), _said_on_pages(model, pks))


def note_change(model: Any, pks: list[Any], number: int, before: Before) -> None:
    """Rows were written. Programs are told again of the rows, and of those pages alone whose own
    record says something else of them now: a link that was looked at and is as it was is none."""
    came = set(model.settle(pks, number, changed=True))
    _settle_leads(before.leads, number)
    _settle_leads(model.leads(pks), number)
    said = _said_on_pages(model, pks)
    turned = [pk for pk in pks if pk in came or said.get(pk) != before.said.get(pk)]
    for batch in _batches(turned):
        shown = model.shown_on(batch)
        if shown is not None:
            stamp(shown.model, list(shown.values_list("pk", flat=True)), number)


def _said_on_pages(model: Any, pks: list[Any]) -> dict[Any, Any]:
    said: dict[Any, Any] = {}
    for batch in _batches(pks):
        said |= model.said_on_pages(batch)
    return said


def note_going(model: Any, pks: list[Any]) -> Going:
    """Ask before deleting; hand what comes to `note_gone` afterwards."""
    found = Going(leads=model.leads(pks))
    for part in model.exported_models():
        for batch in _batches(pks):
            seen = _plain(part).filter(pk__in=batch, modified_in__isnull=False)
            if part.export_list:
                keys = list(seen.values_list(part.export_key, flat=True))
                found.keys.append((part.export_list, keys))
    shown = model.shown_on(pks)
    if shown is not None:
        found.shown.append((shown.model, list(shown.values_list("pk", flat=True))))
    return found


def note_gone(rows: Going, number: int) -> None:
    for name, keys in rows.keys:
        Removal.objects.note(name, keys, number, why=DELETED)
    _settle_leads(rows.leads, number)
    for model, pks in rows.shown:
        stamp(model, pks, number)


def settle_rows(model: Any, pks: Iterable[Any], number: int, *, changed: bool = False) -> list[Any]:
    """Stamp those of the rows that came into sight, and note those that went out of it.

    Where the rows themselves `changed`, all that are in sight are stamped. Goes on to the records
    that are public through those that came or went. Returns which came.
    """
    all_come: list[Any] = []
    for part in model.exported_models():
        for batch in _batches(pks):
            come, went = _settle_batch(part, batch, number, changed)
            all_come += come
            if come or went:
                _settle_leads(part.leads([*come, *went]), number)
    return all_come


def _settle_batch(
    model: Any, pks: list[Any], number: int, changed: bool
) -> tuple[dict[Any, str], dict[Any, str]]:
    rows = _plain(model).filter(pk__in=pks).values_list("pk", model.export_key, "modified_in")
    exported = model._default_manager.exported().filter(pk__in=pks)
    seen = set(exported.values_list("pk", flat=True))
    come = {pk: key for pk, key, before in rows if pk in seen and before is None}
    went = {pk: key for pk, key, before in rows if pk not in seen and before is not None}
    stamp(model, list(seen if changed else come), number)
    if went:
        _plain(model).filter(pk__in=list(went)).update(modified_in=None)
    Removal.objects.forget(model.export_list, come.values())
    Removal.objects.note(model.export_list, went.values(), number, why=UNUSED)
    return come, went


def stamp(model: Any, pks: list[Any], number: int) -> None:
    """Let programs be told of these rows again."""
    for batch in _batches(pks):
        _plain(model).filter(pk__in=batch).update(modified_in=number)


def leads_of(model: Any, pks: list[Any]) -> Leads:
    """Primary keys of what these rows name by the fields of `leads_to`, by model."""
    found: Leads = {}
    if not model.leads_to:
        return found
    for batch in _batches(pks):
        rows = list(_plain(model).filter(pk__in=batch).values_list(*model.leads_to))
        for name, values in zip(model.leads_to, zip(*rows, strict=True), strict=False):
            related = model._meta.get_field(name).related_model
            found.setdefault(related, set()).update(value for value in values if value is not None)
    return found


def _settle_leads(leads: Leads, number: int) -> None:
    for model, pks in leads.items():
        model.settle(pks, number)


def _plain(model: Any) -> models.QuerySet:
    """The model's own would count these writes as changes by themselves."""
    return models.QuerySet(model)


def _batches(pks: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(set(pks))
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
