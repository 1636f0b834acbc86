"""The helper process that compiles: one JSON document a line in, one a line out.

Run as `python -m articles.markup.worker`. It imports no Django and holds nothing between two
requests, so it can be killed at any moment.
"""

import json
import signal
import sys
from dataclasses import asdict

from articles.markup.compiling import compile_page
from articles.markup.problems import Refused


def answer(line: bytes) -> dict:
    """Compile one request; past its `seconds` of processor time the system ends this process."""
    request = json.loads(line)
    # Left to its default, the signal needs no help of an interpreter that is held up.
    signal.setitimer(signal.ITIMER_PROF, request["seconds"])
    try:
        compiled = compile_page(request["texts"], request["terms"])
    except Refused as refused:
        return {"refused": refused.problem.as_dict()}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"compiled": asdict(compiled)}


def main() -> None:
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer(line)).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
