"""What the database knows of its own tables, by which it chooses the way to an answer. A leaf."""

from django.db import connection

# Rows that SQLite looks at for each index; all of them would take minutes on a large site.
SAMPLE = 1000


def count_anew() -> None:
    """Let the database count what its tables hold.

    PostgreSQL does it by itself in time. SQLite never does, and without it walks through all pages
    where a few rows of another index would lead to the answer.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute("ANALYZE")
