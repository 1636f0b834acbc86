"""Which entries fit best: one rule for both databases, whose indexes find, rank and cut."""

from ldnsite.searching.backends import Candidate, Filters, Match, Where, backend

# Ranking is most of what a search costs. So no more than these are ranked, and besides some that
# have all that is asked in their titles; a word that more entries hold tells little anyway.
RANKED, RANKED_BY_TITLE = 3_000, 1_000


def candidates(match: Match, filters: Filters, limit: int) -> list[Candidate]:
    """The `limit` entries that fit best, the best first; `limit` is less than RANKED.

    One of the phrases at least has to stand in the title or text: the context, such as the title of
    a section's page, helps to find it but would bring in every section of the page alone.
    """

    def best(where: Where, ranked: int) -> tuple[list[tuple], bool]:
        rows = backend().ranked(match, filters, where, ranked, limit)
        return [row for row in rows if row[-2]], not rows or rows[0][-1] < ranked

    rows, is_all = best(Where.ANYWHERE, RANKED)
    if len(rows) < limit and not is_all:
        # Contexts took the places of those that may be ranked, such as a year that studies bear.
        rows, is_all = best(Where.OWN, RANKED)
    if not is_all:
        titles, _ = best(Where.TITLE, RANKED_BY_TITLE)
        # Words are rarer in titles, so scores of SQLite, by which these come second, are higher.
        rows = sorted({row[0]: row for row in rows + titles}.values(), key=_by_score)[:limit]
    return [Candidate._make(row[:-3]) for row in rows]


def _by_score(row: tuple) -> tuple[float, int]:
    return -row[-3], row[0]
