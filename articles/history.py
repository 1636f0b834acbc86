"""A page's public history: which two editions a reader asks to compare, and how they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst

from articles.differences import Block, compare, replaced
from articles.models import Edition, Rating


@dataclass
class FieldChange:
    """A field that is not the same in both editions, under the name that editors fill it in by."""

    label: str
    blocks: list[Block]


@dataclass
class Comparison:
    """Two editions, the older first, and what changed; `same` names the fields that did not."""

    older: Edition
    newer: Edition
    changes: list[FieldChange]
    same: list[str]


@dataclass
class Choice:
    """What a reader's `from` and `to` name; `advice` says in words why there is no pair."""

    older: Edition | None = None
    newer: Edition | None = None
    advice: str = ""


TEXTS = (
    *("title", "synopsis", "key_messages", "safety_notice", "importance_note", "body"),
    *(f"{rating}_reason" for rating in Rating),
)
VALUES: dict[str, Callable[[Any], str]] = {
    **{rating.value: lambda level: f"{level} of 5" for rating in Rating},
    "reviewed_on": lambda day: date_format(day, "j F Y"),
    "review_due": lambda day: date_format(day, "j F Y"),
    **dict.fromkeys(("code", "slug", "previous_code", "next_code"), str),
}


def choose(editions: Sequence[Edition], asked: Mapping[str, str]) -> Choice:
    """The pair that `from` and `to` ask for, whatever a reader typed; `editions` newest first.

    One that is left out is filled in: `to` by the present edition, `from` by the one before.
    Nothing asked is nothing chosen, without advice.
    """
    if not {"from", "to"} & asked.keys():
        return Choice()
    readable = {str(edition.number): edition for edition in editions if not edition.is_withdrawn}
    numbers = list(readable)
    newer = asked.get("to", "").strip() or numbers[0]
    older = asked.get("from", "").strip()
    if not older and newer in readable:
        older = next(iter(numbers[numbers.index(newer) + 1 :]), newer)
    unknown = [number for number in (older, newer) if number not in readable]
    if any(str(edition.number) in unknown for edition in editions):
        return Choice(advice="That number is a withdrawal: it has no words to compare.")
    if unknown:
        return Choice(advice="There is no edition with that number.")
    if older == newer:
        return Choice(advice="Choose two different editions.")
    pair = sorted((readable[older], readable[newer]), key=lambda edition: edition.number)
    return Choice(*pair)


def compare_editions(older: Edition, newer: Edition) -> Comparison:
    """Field by field; both editions whole, not deferred. Two queries, for their tags."""
    found = [
        (_label(name), _text_change(getattr(older, name), getattr(newer, name))) for name in TEXTS
    ]
    found += [
        (_label(name), _value_change(getattr(older, name), getattr(newer, name), write))
        for name, write in VALUES.items()
    ]
    old_tags, new_tags = (sorted(edition.tags.names()) for edition in (older, newer))
    found.append(("Topics", _value_change(old_tags, new_tags, ", ".join)))
    return Comparison(
        older,
        newer,
        changes=[FieldChange(label, blocks) for label, blocks in found if blocks],
        same=[label for label, blocks in found if not blocks],
    )


def _label(name: str) -> str:
    return capfirst(Edition._meta.get_field(name).verbose_name)


def _text_change(before: str, after: str) -> list[Block]:
    blocks = compare(before, after)
    return blocks if any(block.pieces for block in blocks) else []


def _value_change(before: Any, after: Any, write: Callable[[Any], str]) -> list[Block]:
    if before == after:
        return []
    return replaced(*(write(value) if value else "" for value in (before, after)))
