"""SQLite's writers take turns, and none is passed over until it gives up.

SQLite's own waiting asks less and less often, so that on a busy site whoever comes fresh is always
quicker than whoever has waited. Here a writer that was turned away begins anew, as quick as any.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

# How long SQLite waits by itself, and how long a writer tries in all: servers of the usual kind end
# a request after 30 seconds.
EACH = 0.5
IN_ALL = 25


def take_turns(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """For the signal of a new connection."""
    if connection.vendor == "sqlite" and try_again not in connection.execute_wrappers:
        connection.execute_wrappers.append(try_again)


def try_again(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute it once no other writer is at work: the beginning of a transaction, or one statement
    outside of any. Within one nothing is turned away, since it began as a writer."""
    until = time.monotonic() + IN_ALL
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as fault:
            if "database is locked" not in str(fault) or time.monotonic() > until:
                raise
