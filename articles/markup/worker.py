"""The helper process that compiles: one JSON document a line in, one a line out.

Run as `python -m articles.markup.worker`. It imports no Django and holds nothing between two
requests, so it can be killed at any moment.
"""

import json
import sys
from dataclasses import asdict

from articles.markup.compiling import compile_page
from articles.markup.problems import Refused


def answer(line: bytes) -> dict:
    request = json.loads(line)
    try:
        compiled = compile_page(request["texts"], request["terms"])
    except Refused as refused:
        return {"refused": refused.problem.as_dict()}
    return {"compiled": asdict(compiled)}


def main() -> None:
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer(line)).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
