"""Logs for machines: with LOG_FORMAT=json each line is a JSON object, and each request has one.

A line names the request by an id, which the answer carries as X-Request-ID. It holds no query
string, cookie, form or address of a visitor: what somebody reads here about an illness is theirs.
"""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from ldnsite.closing import AndThen

Environ = dict[str, Any]
Application = Callable[[Environ, Callable], Iterable[bytes]]

logger = logging.getLogger("ldnsite.requests")
request_id: ContextVar[str] = ContextVar("request_id", default="")
# A proxy's own id is taken over where it could not forge a line or a header.
SOUND_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What a line of a request tells beside the message.
TOLD = ("method", "path", "status", "ms")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if named := request_id.get():
            line["request_id"] = named
        line |= {name: record.__dict__[name] for name in TOLD if name in record.__dict__}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class DiscreetServer(logging.Filter):
    """Leaves out of gunicorn's own lines what they quote of a request: query, headers, address.

    As gunicorn 27 words it (`Worker.handle_error`); tests/ldnsite/served/test_log.py holds it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = str(record.msg)
        if said.startswith("Invalid request from "):
            fault = type(sys.exception()).__name__
            record.msg, record.args = "refused what is no sound request: %s", (fault,)
        elif said.startswith("Error handling request %s") and isinstance(record.args, tuple):
            record.args = tuple(str(part).partition("?")[0] for part in record.args)
        return True


def take_over_servers_log(log_format: str) -> None:
    """Hold gunicorn, where it serves this process, to what is said above. Harmless without it."""
    server = logging.getLogger("gunicorn.error")
    server.addFilter(DiscreetServer())
    if log_format == "json":
        for handler in server.handlers:
            handler.setFormatter(JsonFormatter())


class RequestLog:
    """The whole application with a line for each request, kept pages and errors included."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        began = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        named = given if SOUND_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(named)
        status = ""

        def noted(line: str, headers: list[tuple[str, str]], *rest: Any) -> Callable:
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, ("X-Request-ID", named)], *rest)

        def end() -> None:
            logger.info("request", extra=_told(environ, status, began))
            request_id.reset(token)

        return AndThen(self.application(environ, noted), end)


def _told(environ: Environ, status: str, began: float) -> dict[str, Any]:
    return {
        "method": environ.get("REQUEST_METHOD", ""),
        # WSGI hands the path over as bytes in Latin letters; the query string is no part of it.
        "path": environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace"),
        "status": int(status or 0),
        "ms": round((time.perf_counter() - began) * 1000, 1),
    }
