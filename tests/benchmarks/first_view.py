"""The first view of page 13 after an edit, beside one that renders its Markdown in the request:
`python -m tests.benchmarks.first_view`

Prints the queries of the first view and the median times of both, which take turns, and the ratio.
The other side does all that the first does, and compiles the page's texts besides.
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

    edition = Edition.objects.current().get(code="13")
    texts, client = texts_of(edition), Client()
    terms = {term.key: term.all_forms for term in Term.objects.all()}
    client.get(edition.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        answered = client.get(edition.get_absolute_url())
    count = len(queries)  # the next request begins a new list
    if answered.status_code != 200:
        raise SystemExit(f"page 13 answered {answered.status_code}: {answered.content[:300]}")
    kept, rendered = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(edition.get_absolute_url())
        between = time.perf_counter()
        compile_page(texts, terms)
        kept.append(between - begun)
        rendered.append(time.perf_counter() - begun)
    ratio = statistics.median(other / one for one, other in zip(kept, rendered, strict=True))
    print(f"queries of a first view     {count:>6}   bound {MOST_QUERIES}")
    print(f"a first view                {statistics.median(kept) * 1000:>6.1f} ms")
    print(
        f"with its Markdown rendered  {statistics.median(rendered) * 1000:>6.1f} ms   "
        f"ratio {ratio:.2f}   bound {BOUND}"
    )


if __name__ == "__main__":
    main()
