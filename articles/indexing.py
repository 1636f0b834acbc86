"""Which records a change of editions touches, and the renewal of their search entries."""

from dataclasses import dataclass

from articles.models import Citation, Edition, LinkUse, NamedPage, Quote, QuoteUse
from references.models import Reference


@dataclass(frozen=True)
class Named:
    """Primary keys of editions, and of the references, quotes and links that they show; and the
    codes of pages that they name."""

    editions: frozenset[int]
    references: frozenset[int]
    quotes: frozenset[int]
    links: frozenset[int]
    codes: frozenset[str]

    def __or__(self, other: "Named") -> "Named":
        return Named(
            self.editions | other.editions,
            self.references | other.references,
            self.quotes | other.quotes,
            self.links | other.links,
            self.codes | other.codes,
        )


def named_by(*editions: Edition | None) -> Named:
    """What these editions name now; None stands for a page's missing edition before the first."""
    pks = frozenset(edition.pk for edition in editions if edition)
    references = Citation.objects.filter(edition__in=pks).values_list("reference", flat=True)
    quotes = QuoteUse.objects.filter(edition__in=pks).values_list("quote", flat=True)
    links = LinkUse.objects.filter(edition__in=pks).values_list("link", flat=True)
    codes = NamedPage.objects.filter(edition__in=pks).values_list("code", flat=True)
    return Named(pks, frozenset(references), frozenset(quotes), frozenset(links), frozenset(codes))


def refresh(named: Named) -> None:
    """Let the search find what of this is public by now, and nothing else of it.

    Call it last: tags, citations and uses have to stand. A study that no current edition cites any
    more leaves the search here, and a quotation may move to another page.
    """
    Edition.refresh_search(named.editions)
    Reference.refresh_search(named.references)
    Quote.refresh_search(named.quotes)
