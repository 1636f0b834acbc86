"""One order of texts on every database: that of their bytes."""

from django.db import connection
from django.db.models.functions import Collate


def by_bytes(name: str) -> Collate:
    """For `order_by`; each database has an order of its own for hyphens and letters."""
    return Collate(name, "C" if connection.vendor == "postgresql" else "BINARY")
