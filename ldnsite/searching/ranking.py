"""Which entries fit best: one rule for both databases, whose indexes find, rank and cut."""

from functools import partial

from ldnsite.searching.backends import PART, Candidate, Filters, Match, Where, backend

# Ranking is most of what a search costs. So no more than these are ranked, and besides some that
# have all that is asked in their titles; a word that more entries hold tells little anyway. Where
# any of the words will do, those with several of them have to be among the ranked.
RANKED, RANKED_OF_ANY, RANKED_BY_TITLE = 1_500, 3_000, 1_000
# Fewer of a single word that over MANY entries hold: which of those are ranked is chance anyway.
MANY, RANKED_OF_MANY = 6_000, 1_000


def candidates(
    match: Match, filters: Filters, limit: int, *, only_counted: bool = False
) -> list[Candidate]:
    """The `limit` entries that fit best, the best first; `limit` is less than RANKED_OF_MANY.

    Where there are more and they are `only_counted`, any `limit` of them will do.

    One of the phrases at least has to stand in the title or text: the context, such as the title of
    a section's page, helps to find it but would bring in every section of the page alone. What only
    begins with a common word is left out where the word itself is enough: to put together all that
    begins so takes as long again.
    """
    best = partial(_any if only_counted else _best, filters=filters, limit=limit)
    rows: list[Candidate] = []
    if match.is_common and not filters:
        rows = best(match.closed)
    if len(rows) < limit:
        rows = best(match)
    return rows


def _best(match: Match, filters: Filters, limit: int) -> list[Candidate]:
    most = RANKED_OF_ANY if match.any_phrase else RANKED
    if match.is_single_word and match.held > MANY and not filters:
        most = RANKED_OF_MANY
    rows, is_all = _ranked(match, filters, Where.ANYWHERE, most, limit)
    if len(rows) < limit and not is_all:
        # Contexts took the places of those that may be ranked, such as a year that studies bear.
        rows, is_all = _ranked(match, filters, Where.OWN, most, limit)
    if is_all:
        return rows
    titles, _ = _ranked(match, filters, Where.TITLE, RANKED_BY_TITLE, limit)
    # Words are rarer in titles, so scores of SQLite, by which these come second, are higher.
    each = {row.pk: row for row in rows + titles}
    return sorted(each.values(), key=lambda row: (-row.score, row.pk))[:limit]


def _any(match: Match, filters: Filters, limit: int) -> list[Candidate]:
    rows, is_all = _ranked(match, filters, Where.ANYWHERE, limit, limit)
    if len(rows) < limit and not is_all:
        rows, _ = _ranked(match, filters, Where.OWN, limit, limit)
    return rows


def _ranked(
    match: Match, filters: Filters, where: Where, most: int, limit: int
) -> tuple[list[Candidate], bool]:
    """Rows of the backend that are worth it, and whether all were ranked that match.

    Where a part of the index seems to hold enough, the whole is asked only if it does not.
    """
    ask = partial(backend().ranked, match, filters, where, most, limit)
    rows: list[Candidate] = []
    if where is not Where.TITLE and match.held >= PART * most:
        rows = ask(in_part=True)
    if not rows or rows[0].among < most:
        rows = ask()
    return [row for row in rows if row.is_own], not rows or rows[0].among < most
