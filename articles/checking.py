"""Hold a page's texts against the database before anything is published; nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from articles.markup.compiling import FIELDS, Compiled
from articles.markup.deadline import compile_within_deadline
from articles.markup.problems import Problem, Refused
from articles.models import ArticleContent, Quote, Term
from articles.renaming import Renamed, rename
from references.models import Link, Reference, Study


@dataclass
class Checked:
    """Compiled texts with the rows they name.

    `references` pairs each reference, in the order in which readers meet it, with whether it gets
    a number: studies do, resources where a statement cites them, sources of quotes do not.
    """

    compiled: Compiled = field(default_factory=Compiled)
    problems: list[Problem] = field(default_factory=list)
    references: list[tuple[Reference, bool]] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def texts_of(content: ArticleContent) -> dict[str, str]:
    """The texts that take notations, by field."""
    return {name: getattr(content, name) for name in FIELDS}


def compile_texts(content: ArticleContent) -> Checked:
    """The slow half of `check`: needs no transaction, and should not hold one open."""
    terms = {term.key: term.all_forms for term in Term.objects.all()}
    try:
        compiled = compile_within_deadline(texts_of(content), terms)
    except Refused as refused:
        return Checked(problems=[refused.problem])
    return Checked(compiled=compiled, problems=list(compiled.problems))


def look_up(checked: Checked) -> Checked:
    """The quick half: find every row that the texts name, and note each key that there is not."""
    uses = checked.compiled.uses
    cited, embedded = uses.get("reference", {}), uses.get("embed", {})
    linked = uses.get("link", {})
    # With all that a preview shows of each row: a query for every row would be one too many.
    references = Reference.objects.select_related(
        "link", "resource", "study__secondary_of__link"
    ).named({**cited, **embedded})
    quotes = Quote.objects.select_related(
        "link", "source__link", "source__resource", "source__study__secondary_of__link"
    ).named(embedded)
    links = Link.objects.named(linked)
    shown = {**references, **quotes}
    for known, keys, message in (
        (references, cited, "no study or resource has the key “{}”."),
        (shown, embedded, "no quote, study or resource has the key “{}”."),
        (links, linked, "no link has the key “{}”."),
    ):
        _note(checked, keys, keys.keys() - known.keys(), message)
    twins = references.keys() & quotes.keys() & embedded.keys()
    _note(checked, embedded, twins, "“{}” is the key of a quote and of a reference; rename one.")
    for rows in (references, quotes):
        # Who bears the key now goes before who once bore it.
        for key in [key for key in twins if rows[key].key != key]:
            del rows[key]
    rename(checked.compiled, Renamed(*map(_present_keys, (references, quotes, links))))
    # From here on the uses, like the rows, go by present keys.
    uses = checked.compiled.uses
    cited, embedded = uses.get("reference", {}), uses.get("embed", {})
    linked = uses.get("link", {})
    references, quotes, links = map(_by_present_key, (references, quotes, links))
    checked.quotes = sorted(quotes.values(), key=lambda quote: embedded[quote.key]["order"])
    checked.links = sorted(links.values(), key=lambda link: linked[link.key]["order"])
    checked.references = _in_order(references, cited, embedded, checked.quotes)
    return checked


def check(content: ArticleContent) -> Checked:
    """Compile the texts and look up every key they name."""
    return look_up(compile_texts(content))


def _in_order(
    references: dict[str, Reference], cited: dict, embedded: dict, quotes: list[Quote]
) -> list[tuple[Reference, bool]]:
    orders: dict[str, int] = {}
    for key, use in (*cited.items(), *embedded.items()):
        orders[key] = min(use["order"], orders.get(key, use["order"]))
    in_text = [
        (reference, reference.key in cited or isinstance(reference.specific, Study))
        for reference in sorted(references.values(), key=lambda row: orders[row.key])
    ]
    # A quote's source is public with the quote: readers can follow it.
    sources = {quote.source.key: quote.source for quote in quotes if quote.source_id}
    return in_text + [(row, False) for key, row in sources.items() if key not in references]


def _present_keys(rows: dict[str, Any]) -> dict[str, str]:
    """What each row is called now, by the key that was merged into its own."""
    return {key: row.key for key, row in rows.items() if row.key != key}


def _by_present_key(rows: dict[str, Any]) -> dict[str, Any]:
    return {row.key: row for row in rows.values()}


def _note(checked: Checked, uses: dict, keys: Iterable[str], message: str) -> None:
    for key in keys:
        checked.problems += [
            Problem(name, line, message.format(key)) for name, line in uses[key]["places"]
        ]
