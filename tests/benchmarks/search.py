"""Is a search much slower than the index alone? `python -m tests.benchmarks.search DATABASE_URL …`

Name databases that `manage.py make_sample_site` filled. The same questions, some of each kind, are
asked by turns of three: the bare index of the same database (ranked, the best 20 with title marked
and a snippet), our search (from what a reader typed to 20 hits with excerpts, and every count that
filters show) and the whole response with its page. Prints of each the median and the 95th
percentile over all questions, with the ratios beside the bound, then the same of the ratios of each
question, and the medians by kind.

Each question goes to the index as a program would put it that knew nothing of ours: all of the
words, a phrase in quotation marks, a `*` behind a word that is only begun; where nothing has all
words, again with any of them, since our search answers that too; filters by the table of entries.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from random import Random

from tests.benchmarks.serving import ROOT, asking

BOUND = 1.5
ROUNDS = 3
OF_A_KIND = 8
SHOWN = 20
ASKED = ("the index alone", "our search")
SQLITE = """SELECT {table}.rowid, rank, highlight({table}, 0, '<b>', '</b>'),
    snippet({table}, 1, '<b>', '</b>', '…', 40) FROM {table} {joined}
    WHERE {table} MATCH %s {condition} ORDER BY rank LIMIT {shown}"""
POSTGRESQL = """WITH best AS (SELECT e.id, ts_rank_cd(e.vector, q, 1) AS score
    FROM {table} e, to_tsquery('ldnsite_english', %s) q WHERE e.vector @@ q {condition}
    ORDER BY score DESC LIMIT {shown})
    SELECT id, score, ts_headline('ldnsite_english', e.title, q, 'HighlightAll=true'),
    ts_headline('ldnsite_english', e.text, q, 'MaxWords=40, MinWords=20')
    FROM best JOIN {table} e USING (id), to_tsquery('ldnsite_english', %s) q ORDER BY score DESC"""


def questions() -> dict[str, list[tuple[str, str]]]:
    """By kind, what a reader types and the filter chosen; the same for the same database."""
    from ldnsite.searching.backends import fetched

    rows = fetched(
        "SELECT word FROM ldnsite_searchword WHERE length(word) BETWEEN 5 AND 14 AND entries > 3 "
        "ORDER BY entries DESC, word",
        [],
    )
    words = [word for (word,) in rows if word.isascii() and word.isalpha()]
    random = Random(13)
    common, middling, rare = words[:40], words[100:2000], words[len(words) // 2 :]

    def some(*of: list[str]) -> list[str]:
        return [" ".join(random.choice(group) for group in of) for _ in range(OF_A_KIND)]

    made = {
        "one common word": some(common),
        "one word": some(middling),
        "one rare word": some(rare),
        "two words": some(middling, middling),
        "three words": some(common, middling, middling),
        "a phrase": [f'"{phrase}"' for phrase in _phrases(random)],
        "a word begun": [word[: max(4, len(word) - 3)] for word in some(middling)],
        "no such word": [_misspelt(word, random) for word in some(middling)],
    }
    asked = {kind: [(question, "") for question in found] for kind, found in made.items()}
    asked["with a filter"] = [(question, "study") for question in some(middling)[:4]]
    asked["with a filter"] += [(question, "study") for question in some(common)[:4]]
    return asked


def _phrases(random: Random) -> Iterator[str]:
    """Three words that stand side by side somewhere."""
    from ldnsite.searching.models import SearchEntry

    entries = SearchEntry.objects.filter(kind="page").order_by("pk")
    count = entries.count()
    for _ in range(OF_A_KIND):
        said = entries[random.randrange(count)].text.replace(",", "").split(". ")[1].split()
        begin = random.randrange(max(1, len(said) - 3))
        yield " ".join(said[begin : begin + 3])


def _misspelt(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :] + "q"


def bare(asked: str, kind: str) -> list[tuple]:
    """What the index alone answers, with nothing of ours around it."""
    from django.db import connection

    from ldnsite.searching.backends import fetched

    is_sqlite = connection.vendor == "sqlite"
    words = asked.strip('"').split()
    for any_word in (False, True):
        if is_sqlite:
            text = asked if asked[0] == '"' else (" OR " if any_word else " ").join(words) + "*"
        elif asked[0] == '"':
            text = " <-> ".join(words)
        else:
            text = (" | " if any_word else " & ").join(words) + ":*"
        joined = "JOIN ldnsite_searchentry e ON e.id = ldnsite_search.rowid" if kind else ""
        statement = (SQLITE if is_sqlite else POSTGRESQL).format(
            table="ldnsite_search" if is_sqlite else "ldnsite_searchentry",
            joined=joined,
            condition=f"AND e.kind = '{kind}'" if kind else "",
            shown=SHOWN,
        )
        rows = fetched(statement, [text] if is_sqlite else [text, text])
        if rows or len(words) == 1 or asked[0] == '"':
            break
    return rows


def ours(asked: str, kind: str) -> object:
    """All that the view gets: hits with excerpts, counts of every choice, a suggestion."""
    from ldnsite.searching.backends import SINGLE_FILTERS, Filters
    from ldnsite.searching.finding import find, suggestion
    from ldnsite.searching.query import read

    question = read(asked)
    found = find(question, to_come=bool(kind))
    found.filters = Filters(kind=kind or None)
    for name in (*SINGLE_FILTERS, "tags"):
        found.counts(name)
    better = suggestion(question) if found.match.any_phrase or found.is_nothing else ""
    return found[0:SHOWN], len(found), better


def whole_response() -> Callable[[str, str], object]:
    from django.test import Client

    client = Client()
    return lambda asked, kind: client.get("/search/", {"q": asked, "kind": kind}).content


def measure() -> None:
    import django

    django.setup()
    from articles.models import Edition

    asked = questions()
    askers = dict(zip((*ASKED, "the whole response"), (bare, ours, whole_response()), strict=True))
    times: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in askers}
    for kind, some in asked.items():
        for question, chosen in some:
            for name, seconds in _by_turns(askers, question, chosen).items():
                times[name][kind].append(seconds)
    count = sum(map(len, asked.values()))
    print(f"{Edition.objects.current().count():,} pages, {count} questions")
    _tell(times)


def _by_turns(askers: dict[str, Callable], question: str, chosen: str) -> dict[str, float]:
    """The median of each asker's seconds; a first asking of each counts for nobody."""
    taken: dict[str, list[float]] = {name: [] for name in askers}
    for turn in range(ROUNDS + 1):
        for name, ask in askers.items():
            begun = time.perf_counter()
            ask(question, chosen)
            if turn:
                taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _tell(times: dict[str, dict[str, list[float]]]) -> None:
    print(f"{'':22}{'median':>12}{'95th':>12}   ratios, bound {BOUND}")
    alone = None
    for name, by_kind in times.items():
        every = [seconds for some in by_kind.values() for seconds in some]
        figures = statistics.median(every), statistics.quantiles(every, n=20)[-1]
        alone = alone or figures
        ratios = " ".join(f"{a / b:>7.2f}" for a, b in zip(figures, alone, strict=True))
        print(f"{name:22}" + "".join(f"{one * 1000:>9.1f} ms" for one in figures) + f"   {ratios}")
    bare_times, our_times = ([t for some in times[name].values() for t in some] for name in ASKED)
    single = [ours / bare for bare, ours in zip(bare_times, our_times, strict=True)]
    middle, worst = statistics.median(single), statistics.quantiles(single, n=20)[-1]
    print(f"  question by question: {middle:.2f} at the median, {worst:.2f} at the 95th")
    for kind in next(iter(times.values())):
        medians = [statistics.median(by_kind[kind]) for by_kind in times.values()]
        print(f"  {kind:20}" + "".join(f"{one * 1000:>9.1f} ms" for one in medians))


def main(databases: list[str]) -> None:
    for database in databases:
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.search", "--measure"],
            cwd=ROOT,
            env=asking(database),
            check=True,
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["--measure"]:
        measure()
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("databases", nargs="+")
        main(parser.parse_args().databases)
