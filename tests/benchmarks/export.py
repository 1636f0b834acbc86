"""The export beside a plain dump of the same rows: `python -m tests.benchmarks.export FILE`

FILE is a SQLite database of this site, such as `manage.py make_sample_site --pages N` fills. Both
run in one go, by turns and each in a process of its own, so that the peak memory is its own.
Printed are the time on the processor (about the same on a busy machine), the peak memory and the
ratio, each beside its bound. The time to load Django is left out.
"""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3
RATIO, MEGABYTES = 3.0, 100
CURRENT = "SELECT id FROM articles_edition WHERE is_latest AND state = 'published'"
ROWS = [
    f"SELECT * FROM articles_edition WHERE id IN ({CURRENT})",
    *(
        f"SELECT * FROM articles_{name} WHERE edition_id IN ({CURRENT})"
        for name in ("citation", "quoteuse", "linkuse", "namedpage")
    ),
    "SELECT t.object_id, g.name FROM taggit_taggeditem t JOIN taggit_tag g ON g.id = t.tag_id "
    "WHERE t.content_type_id = (SELECT id FROM django_content_type WHERE model = 'edition') "
    f"AND t.object_id IN ({CURRENT})",
    "SELECT article_id, number, state, published_at, change_note, explanation "
    "FROM articles_edition",
    "SELECT * FROM references_reference r JOIN references_study s ON s.reference_ptr_id = r.id",
    "SELECT * FROM references_reference r JOIN references_resource s ON s.reference_ptr_id = r.id",
    *(f"SELECT * FROM {name}" for name in ("references_link", "articles_quote", "articles_term")),
    "SELECT * FROM articles_ratinglevel",
]


def plain(path: str, *, with_names: bool = True) -> int:
    """Every row as a JSON object of its columns; nothing is merged, looked up or worked out.

    Bytes written.
    """
    import orjson

    size = 0
    with sqlite3.connect(path) as database, open(os.devnull, "wb") as file:
        for query in ROWS:
            rows = database.execute(query)
            names = [column[0] for column in rows.description]
            for row in rows:
                record = dict(zip(names, row, strict=True)) if with_names else row
                size += file.write(orjson.dumps(record) + b"\n")
    return size


def arrays(path: str) -> int:
    """The same as JSON arrays, without the names of the columns."""
    return plain(path, with_names=False)


def export(path: str) -> int:
    """The whole document, as /export/site.json streams it. Bytes written."""
    from ldnsite.export.documents import as_json, head, in_pieces, site_lists, snapshot

    with snapshot(), open(os.devnull, "wb") as file:
        return sum(map(file.write, in_pieces(as_json(head(0), site_lists()))))


WORK = {"arrays": arrays, "plain": plain, "export": export}


def measured(name: str, path: str) -> dict[str, float]:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": "benchmark",
        "DJANGO_SETTINGS_MODULE": "ldnsite.settings",
    }
    command = [sys.executable, "-m", "tests.benchmarks.export", name, path]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def main(path: str) -> None:
    path = str(Path(path).resolve())
    best: dict[str, dict[str, float]] = {}
    for _ in range(ROUNDS):
        for name in WORK:
            found = measured(name, path)
            if name not in best or found["seconds"] < best[name]["seconds"]:
                best[name] = found
    for name, found in best.items():
        print(
            f"{name:7} {found['seconds']:8.2f} s on the processor  {found['peak']:6.0f} MB peak  "
            f"{found['size'] / 2**20:8.1f} MB written"
        )
    ratio = best["export"]["seconds"] / best["plain"]["seconds"]
    print(f"ratio   {ratio:8.2f}   bound {RATIO}")
    ratio = best["export"]["seconds"] / best["arrays"]["seconds"]
    print(f"        {ratio:8.2f}   to rows without their names")
    print(f"memory  {best['export']['peak']:8.0f} MB   bound {MEGABYTES} MB")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        work = WORK[sys.argv[1]]
        if work is export:
            import django

            django.setup()
        begin = time.process_time()
        size = work(sys.argv[2])
        print(
            json.dumps(
                {
                    "seconds": time.process_time() - begin,
                    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                    "size": size,
                }
            )
        )
