"""Does a page cost more on a larger site? `python -m tests.benchmarks.at_size DATABASE_URL …`

Name databases that `manage.py make_sample_site` filled, the smallest first, such as
sqlite:///small.sqlite3 sqlite:///large.sqlite3. Prints for each kind of address the number of
queries and the median time on each, and the largest one's time over the smallest one's, beside the
bound. One process a database; they take turns with every address, so that a busy machine slows all
alike. `--only WORD` measures what has the word in its name.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.serving import ROOT, asking

BOUND = 3
ROUNDS = 7
# Too slow to be asked again and again, and beyond any bound by then.
ENOUGH_SECONDS = 4.0


class Site:
    """A process that asks one database; see `serve`."""

    def __init__(self, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.at_size", "--serve"],
            cwd=ROOT,
            env=asking(database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.about = self.answer()

    def answer(self) -> Any:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a database could not be asked; its error stands above")
        return json.loads(line)

    def ask(self, name: str, place: int) -> tuple[float, int]:
        self.process.stdin.write(json.dumps([name, place]) + "\n")
        self.process.stdin.flush()
        return tuple(self.answer())


def serve() -> None:
    """One line in, the name of a case and the round; one line out, seconds and queries."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks.cases import cases, editor

    made, client, desk = cases(), Client(), Client()
    desk.force_login(editor())
    from articles.models import Edition

    asked = {name: len(addresses) for name, addresses in made.items()}
    about = {"pages": Edition.objects.current().count(), "cases": asked}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        name, place = json.loads(line)
        address = made[name][place % len(made[name])]
        asker = desk if address.startswith("/admin/") else client
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = asker.get(address)
            if response.streaming:
                list(response)
        seconds = time.perf_counter() - begun
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        print(json.dumps([seconds, len(queries)]), flush=True)


def measured(sites: list[Site], name: str) -> Iterator[tuple[float, list[int]]]:
    """Of each site the median of the seconds, and which numbers of queries were met."""
    times: list[list[float]] = [[] for _ in sites]
    counts: list[set[int]] = [set() for _ in sites]
    for site in sites:
        site.ask(name, 0)  # What is loaded once, such as templates, counts for nobody.
    for place in range(max(ROUNDS, sites[0].about["cases"][name])):
        for number, site in enumerate(sites):
            if sum(times[number]) < ENOUGH_SECONDS:
                seconds, queries = site.ask(name, place)
                times[number].append(seconds)
                counts[number].add(queries)
    for taken, met in zip(times, counts, strict=True):
        yield statistics.median(taken), sorted(met)


def main(databases: list[str], only: str) -> None:
    sites = [Site(database) for database in databases]
    sizes = [site.about["pages"] for site in sites]
    heads = "".join(f"{size:>12,}" for size in sizes)
    print(f"{'pages':44}{heads}   ratio, bound {BOUND}   queries")
    slow = 0
    for name in sites[0].about["cases"]:
        if only not in name:
            continue
        found = list(measured(sites, name))
        ratio = found[-1][0] / found[0][0]
        slow += ratio > BOUND
        millis = "".join(f"{seconds * 1000:>9.1f} ms" for seconds, _ in found)
        queries = " | ".join("–".join(map(str, dict.fromkeys(met))) for _, met in found)
        print(
            f"{name:44}{millis}   {ratio:>5.2f} {'SLOW' if ratio > BOUND else '    '}"
            f"        {queries}",
            flush=True,
        )
    print(f"beyond the bound: {slow}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("databases", nargs="+")
        parser.add_argument("--only", default="")
        given = parser.parse_args()
        main(given.databases, given.only)
