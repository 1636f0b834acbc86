"""What a kept page costs beside an empty view: `python -m tests.benchmarks.page [--worker sync]`

Page 13 from the cache, and "not modified", each beside an empty Django view with the same bytes and
Django's default middleware, through the same server; requests a second of both, and the ratio. The
two take turns, so that a busy machine slows both alike.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.serving import (
    answer,
    environment,
    gunicorn,
    make_starter_site,
    requests_a_second,
)

BOUND, AIM = 1.0, 1.5
# By the site's own name, as a proxy asks: with a port, a page is kept elsewhere.
ASKED = {"Accept-Encoding": "gzip", "Host": "127.0.0.1"}


def main(worker: str, rounds: int, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = environment(folder, EMPTY_BODY=str(folder / "body"))
        make_starter_site(environ)
        (folder / "body").write_bytes(b"")
        with gunicorn("ldnsite.wsgi", environ, worker) as site:
            address = site + path_of_page(site)
            body, headers = answer(address, **ASKED)
            (folder / "body").write_bytes(body)
            with gunicorn("tests.benchmarks.empty_site", environ, worker) as empty:
                compare(address, empty, headers["ETag"], rounds, seconds)
        print(f"one {worker} worker, {len(body):,} bytes of gzip, {rounds} rounds of {seconds} s")


def path_of_page(site: str) -> str:
    document, _ = answer(f"{site}/export/articles/13.json")
    return json.loads(document)["articles"][0]["path"]


def compare(address: str, empty: str, tag: str, rounds: int, seconds: int) -> None:
    unchanged = {**ASKED, "If-None-Match": tag}
    for what, ours, theirs in (
        ("page 13 from the cache", (address, ASKED), (f"{empty}/page", ASKED)),
        ("not modified", (address, unchanged), (f"{empty}/unchanged", unchanged)),
    ):
        pairs = [
            (
                requests_a_second(ours[0], seconds, **ours[1]),
                requests_a_second(theirs[0], seconds, **theirs[1]),
            )
            for _ in range(rounds)
        ]
        kept, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(
            f"{what:24} {kept:>8.0f}/s   empty view {bare:>8.0f}/s   "
            f"ratio {ratio:.2f}   bound {BOUND}, aim {AIM}",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", default="sync")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    given = parser.parse_args()
    main(given.worker, given.rounds, given.seconds)
