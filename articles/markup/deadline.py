"""Compile under a hard deadline.

A regular expression that backtracks holds the interpreter, so no exception or signal in the same
process can be relied on to stop it. A helper process can be killed. It stays alive between
requests, because starting one costs a fifth of a second.

The deadline is one of processor time, kept by the system: on a machine that is busy with other
things an honest text takes long, and is no worse for it. Whoever waits does so four times as long
at most.
"""

import atexit
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from articles.markup.compiling import Compiled
from articles.markup.problems import Problem, Refused

SECONDS = 2.5
PATIENCE = 4
START_SECONDS = 20.0
ROOT = Path(__file__).resolve().parents[2]


class Broken(Exception):
    """The helper process ended in the middle of a request; its own error is in the log."""


class Late(Exception):
    """The request was not answered before its deadline."""


class _Worker:
    """One helper process for this process; a forked child makes its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ask(self, request: dict, seconds: float) -> dict | None:
        """The answer, or None where it would take more than `seconds` of processor time.

        Raises Broken where the helper died of the request.
        """
        line = json.dumps({**request, "seconds": seconds}).encode() + b"\n"
        with self.lock:
            for last_try in (False, True):
                try:
                    return json.loads(self.exchange(self.running(), line, seconds * PATIENCE))
                except Late:
                    self.stop()
                    return None
                except (BrokenPipeError, Broken) as fault:
                    if self.stop() == -signal.SIGPROF:
                        return None
                    # It may have been dying before this text came: one more try with a new one.
                    if last_try:
                        raise Broken from fault
        return None

    def running(self) -> subprocess.Popen[bytes]:
        if self.owner != os.getpid():
            self.process, self.owner = None, os.getpid()
        if self.process is not None and self.process.poll() is not None:
            self.stop()
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "articles.markup.worker"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
            )
            # A pipe may take less than it is given: nothing but the selector may wait.
            os.set_blocking(self.process.stdin.fileno(), False)
            # Imports are not the text's fault: they do not count against its deadline.
            empty = {"texts": {}, "terms": {}, "seconds": START_SECONDS}
            try:
                self.exchange(self.process, json.dumps(empty).encode() + b"\n", START_SECONDS)
            except Late as fault:
                raise Broken from fault
        return self.process

    @staticmethod
    def exchange(process: subprocess.Popen[bytes], request: bytes, seconds: float) -> bytes:
        """Write a line and read one; raises Late where that takes longer than `seconds` in all."""
        until = time.monotonic() + seconds
        written, chunks = 0, []
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdin, selectors.EVENT_WRITE)
            selector.register(process.stdout, selectors.EVENT_READ)
            while not (chunks and chunks[-1].endswith(b"\n")):
                left = until - time.monotonic()
                if left <= 0:
                    raise Late
                for key, _ in selector.select(left):
                    if key.fileobj is process.stdin:
                        written += os.write(key.fd, request[written : written + 32768])
                        if written == len(request):
                            selector.unregister(process.stdin)
                    else:
                        chunk = os.read(key.fd, 1 << 20)
                        if not chunk:
                            raise Broken
                        chunks.append(chunk)
        return b"".join(chunks)

    def stop(self) -> int | None:
        """End the helper, and tell how it ended: by the number of a signal, made negative."""
        ended = None
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()
            ended = self.process.returncode
        self.process = None
        return ended


_worker = _Worker()
atexit.register(_worker.stop)
# A fork in the middle of a request would hand the child a lock that nobody opens.
os.register_at_fork(after_in_child=lambda: setattr(_worker, "lock", threading.Lock()))


def compile_within_deadline(
    texts: dict[str, str], terms: dict[str, list[str]], *, seconds: float = SECONDS
) -> Compiled:
    """`compiling.compile_page` in the helper process.

    Raises Refused for a text that is beyond the bounds or takes longer than `seconds`.
    """
    longest = max(texts, key=lambda name: len(texts[name]), default="body")
    try:
        answer = _worker.ask({"texts": texts, "terms": terms}, seconds)
    except Broken:
        raise Refused(
            Problem(
                longest,
                0,
                "the site failed to turn this text into a page. That is a fault of the site: "
                "please tell its keeper, and keep your text.",
            )
        ) from None
    if answer is None:
        raise Refused(
            Problem(
                longest,
                0,
                "this text takes too long to turn into a page. Look for long runs of brackets, "
                "asterisks or other signs, or split the page in two.",
            )
        )
    if "refused" in answer:
        raise Refused(Problem(**answer["refused"]))
    compiled = Compiled(**answer["compiled"])
    compiled.problems = [Problem(**problem) for problem in compiled.problems]
    return compiled
