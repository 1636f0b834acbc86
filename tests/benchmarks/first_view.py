"""The first view of page 13 after an edit, beside one that renders its Markdown in the request:
`python -m tests.benchmarks.first_view`

Prints the queries of a first view and the median times of four that take turns: after an edit of
another record, as nearly all first views are; after an edit of the page itself (a sentence of its
synopsis and one of its text) in the process that published it and made it ready afterwards, in one
that had shown it before, and in one that never had. Each stands beside a site that keeps
nothing, and so makes the page anew and renders its Markdown, and beside one that keeps all that
ours does but the rendered Markdown. Only the process that published is asked for a kept response:
to the others every edit is news.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.serving import environment, make_starter_site

ROUNDS = 25
MOST_QUERIES, BOUND = 8, 5
NAMES = {
    "elsewhere": "after an edit of another record",
    "published": "after publishing it at the desk",
    "here": "the same, by another process",
    "cold": "in a process that never showed it",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ |= environment(Path(name), ALLOWED_HOSTS="testserver")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ldnsite.settings")
        make_starter_site(dict(os.environ))
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.checking import texts_of
    from articles.markup.compiling import compile_page
    from articles.models import Edition, Term
    from articles.publishing import publish
    from ldnsite.caching import ahead, rendered
    from ldnsite.caching.layer import ResponseCache
    from references.models import Link

    edition = Edition.objects.current().get(code="13")
    texts, client = texts_of(edition), Client()
    terms = {term.key: term.all_forms for term in Term.objects.all()}
    site = ResponseCache(WSGIHandler())
    other = Link.objects.create(key="benchmark", label="Another record", url="https://example.org/")

    def view() -> None:
        answered = client.get(edition.get_absolute_url())
        if answered.status_code != 200:
            raise SystemExit(f"page 13 answered {answered.status_code}: {answered.content[:300]}")

    def ask_the_site() -> None:
        environ = ahead.reader_of(ahead.way_in(), edition.get_absolute_url())
        answered = site(environ, lambda *_: None)
        sent = b"".join(answered)
        if len(sent) < 10_000:
            raise SystemExit(f"page 13 was not shown: {sent[:300]}")

    def publish_at_the_desk() -> None:
        with ahead.published() as addresses:
            edit_the_page()
        site.make_ready(ahead.way_in(), addresses)

    def edit_another_record() -> None:
        other.note = str(time.time())
        other.save()

    def edit_the_page() -> None:
        edition.article.synopsis = f"{edition.synopsis} {time.time()}"
        edition.article.body = f"{edition.body}\n\nMeasured at {time.time()}."
        edition.article.save()
        publish(article=edition.article, by=None, note="Measured.")

    view()
    with CaptureQueriesContext(connection) as queries:
        view()
    count = len(queries)  # the next request begins a new list
    prepared = {
        "here": edit_the_page,
        "elsewhere": edit_another_record,
        "cold": rendered.forget,
    }
    times: dict[str, list[float]] = {name: [] for name in (*NAMES, "compiling")}
    for _ in range(ROUNDS):
        publish_at_the_desk()
        times["published"].append(_seconds(ask_the_site))
        for name, prepare in prepared.items():
            prepare()
            times[name].append(_seconds(view))
        times["compiling"].append(_seconds(lambda: compile_page(texts, terms)))
    print(f"queries of a first view                 {count:>6}   bound {MOST_QUERIES}")
    _tell(times)


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _tell(times: dict[str, list[float]]) -> None:
    print(f"times as fast, bound {BOUND}, as one that keeps{'nothing':>20}{'all but Markdown':>18}")
    for name, words in NAMES.items():
        rounds = list(zip(times[name], times["cold"], times["compiling"], strict=True))
        nothing = statistics.median((cold + compiling) / own for own, cold, compiling in rounds)
        the_rest = statistics.median((own + compiling) / own for own, _, compiling in rounds)
        millis = statistics.median(times[name]) * 1000
        print(f"{words:40}{millis:>6.1f} ms{nothing:>11.2f}{the_rest:>18.2f}")


if __name__ == "__main__":
    main()
