"""The first view of page 13 after an edit, beside one that renders its Markdown in the request:
`python -m tests.benchmarks.first_view`

Prints the queries of a first view and the median times of three that take turns: after an edit of
another record, as nearly all first views are; after an edit of the page itself; and the first again
with the page's texts compiled in the request. The kept responses stand before all this and are not
asked: every edit empties them.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.serving import environment, make_starter_site

ROUNDS = 25
MOST_QUERIES, BOUND = 8, 5


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ |= environment(Path(name), ALLOWED_HOSTS="testserver")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ldnsite.settings")
        make_starter_site(dict(os.environ))
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.checking import texts_of
    from articles.markup.compiling import compile_page
    from articles.models import Edition, Term
    from articles.publishing import publish
    from references.models import Link

    edition = Edition.objects.current().get(code="13")
    texts, client = texts_of(edition), Client()
    terms = {term.key: term.all_forms for term in Term.objects.all()}
    other = Link.objects.create(key="benchmark", label="Another record", url="https://example.org/")

    def view() -> float:
        begun = time.perf_counter()
        answered = client.get(edition.get_absolute_url())
        if answered.status_code != 200:
            raise SystemExit(f"page 13 answered {answered.status_code}: {answered.content[:300]}")
        return time.perf_counter() - begun

    def edit_another_record() -> None:
        other.note = str(time.time())
        other.save()

    def edit_the_page() -> None:
        edition.article.synopsis = f"{edition.synopsis} {time.time()}"
        edition.article.save()
        publish(article=edition.article, by=None, note="Measured.")

    view()
    with CaptureQueriesContext(connection) as queries:
        view()
    count = len(queries)  # the next request begins a new list
    times: dict[str, list[float]] = {"elsewhere": [], "here": [], "rendered": []}
    for _ in range(ROUNDS):
        edit_the_page()
        times["here"].append(view())
        edit_another_record()
        times["elsewhere"].append(view())
        edit_another_record()
        begun = time.perf_counter()
        view()
        compile_page(texts, terms)
        times["rendered"].append(time.perf_counter() - begun)
    print(f"queries of a first view                 {count:>6}   bound {MOST_QUERIES}")
    for name, words in (
        ("elsewhere", "after an edit of another record"),
        ("here", "after an edit of the page itself"),
        ("rendered", "with its Markdown rendered"),
    ):
        ratio = statistics.median(
            other / one for one, other in zip(times[name], times["rendered"], strict=True)
        )
        millis = statistics.median(times[name]) * 1000
        print(f"{words:40}{millis:>6.1f} ms   {ratio:>5.2f} times as fast   bound {BOUND}")


if __name__ == "__main__":
    main()
