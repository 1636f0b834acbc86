"""Which search entries a change of editions touches, and their renewal in its transaction."""

from dataclasses import dataclass

from articles.models import Citation, Edition, Quote, QuoteUse
from references.models import Reference


@dataclass(frozen=True)
class Named:
    """Primary keys of editions, and of the references and quotes that they show to readers."""

    editions: frozenset[int]
    references: frozenset[int]
    quotes: frozenset[int]

    def __or__(self, other: "Named") -> "Named":
        return Named(
            self.editions | other.editions,
            self.references | other.references,
            self.quotes | other.quotes,
        )


def named_by(*editions: Edition | None) -> Named:
    """What these editions name now; None stands for a page's missing edition before the first."""
    pks = frozenset(edition.pk for edition in editions if edition)
    references = Citation.objects.filter(edition__in=pks).values_list("reference", flat=True)
    quotes = QuoteUse.objects.filter(edition__in=pks).values_list("quote", flat=True)
    return Named(pks, frozenset(references), frozenset(quotes))


def refresh(named: Named) -> None:
    """Let the search find what of this is public by now, and nothing else of it.

    Call it last: tags, citations and uses have to stand. A study that no current edition cites any
    more leaves the search here, and a quotation may move to another page.
    """
    Edition.refresh_search(named.editions)
    Reference.refresh_search(named.references)
    Quote.refresh_search(named.quotes)
