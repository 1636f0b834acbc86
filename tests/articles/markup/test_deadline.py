import os
import resource
import signal
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from articles.markup import deadline
from articles.markup.compiling import Compiled, compile_page
from articles.markup.deadline import ROOT, compile_within_deadline
from articles.markup.problems import Refused

KB_100 = 100_000
SLOW = ("a " * 9_000 + "\n") * 10


def worker_pid() -> int:
    return deadline._worker.process.pid


@pytest.fixture
def worker() -> int:
    """The id of a helper process that is up and idle."""
    compile_within_deadline({"body": "a"}, {})
    return worker_pid()


def body_of(text: str) -> str:
    return compile_within_deadline({"body": text}, {}).html["body"]


def test_answer_is_what_compiling_gives():
    texts = {"body": "# A\n\nLDN [@a]\n\n[@B]", "key_messages": "x\ny"}
    terms = {"ldn": ["LDN"]}
    here, there = compile_page(texts, terms), compile_within_deadline(texts, terms)
    # JSON knows no tuples.
    for use in here.uses["reference"].values():
        use["places"] = [list(place) for place in use["places"]]
    assert isinstance(there, Compiled)
    assert there == here
    assert there.problems


def test_refusal_comes_back_with_its_place():
    with pytest.raises(Refused) as refusal:
        compile_within_deadline({"body": "a\n" + ">" * 9}, {})
    assert (refusal.value.problem.field, refusal.value.problem.line) == ("body", 2)


def test_worker_is_kept_between_requests(worker):
    assert body_of("b") == "<p>b</p>"
    assert worker_pid() == worker


def test_text_past_the_deadline_is_refused_and_the_worker_replaced(worker):
    with pytest.raises(Refused) as refusal:
        compile_within_deadline({"safety_notice": "a", "body": SLOW}, {}, seconds=0.0001)
    problem = refusal.value.problem
    assert (problem.field, problem.line) == ("body", 0)
    assert "takes too long" in problem.message
    assert "split the page" in problem.message
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert body_of("next") == "<p>next</p>"
    assert worker_pid() != worker


def test_late_answer_is_never_taken_for_the_next_one(worker):
    for number in range(3):
        with pytest.raises(Refused):
            compile_within_deadline({"body": SLOW}, {}, seconds=0.0001)
        assert body_of(f"on time {number}") == f"<p>on time {number}</p>"


@pytest.mark.parametrize("name", [signal.SIGKILL, signal.SIGTERM])
def test_worker_killed_between_two_requests_is_replaced(worker, name):
    os.kill(worker, name)
    deadline._worker.process.wait(10)
    assert body_of("next") == "<p>next</p>"
    assert worker_pid() != worker


@pytest.fixture
def faulty_worker(tmp_path, monkeypatch):
    """Start a helper process that answers once, as at its start, and then goes wrong as told."""

    def start(fault: str) -> subprocess.Popen:
        program = tmp_path / "faulty"
        program.write_text(f"#!/bin/sh\nread line; echo '{{}}'; {fault}; exec sleep 60\n")
        program.chmod(0o700)
        deadline._worker.stop()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(program))
            return deadline._worker.running()

    return start


def test_worker_that_shut_its_pipes_between_two_requests_is_replaced(faulty_worker):
    """As one does that is being killed and not yet gone."""
    faulty_worker("exec 0<&- 1>&-")
    assert body_of("next") == "<p>next</p>"


@pytest.mark.parametrize("read", [0, 40_000, 100_000])
def test_worker_that_stops_reading_halfway_is_replaced(faulty_worker, read):
    """It leaves a pipe that takes a little more, and blocks whoever writes more than that."""
    process = faulty_worker(f"head -c {read} >/dev/null")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(compile_within_deadline, {"body": SLOW}, {}, seconds=0.3)
        try:
            with pytest.raises(Refused):
                asked.result(timeout=10)
        finally:
            process.kill()
    assert body_of("next") == "<p>next</p>"
    assert worker_pid() != process.pid


# Each that is known to take quadratic time in Python-Markdown or bleach.
QUADRATIC = {
    "brackets": "[" * KB_100,
    "brackets, 10 KB": "[" * (KB_100 // 10),
    "pictures": "![" * (KB_100 // 2),
    "footnotes": "[^1]" * (KB_100 // 4),
    "cdata": "<![CDATA[" * (KB_100 // 9),
    "links": "[a](" * (KB_100 // 4),
    "setext": "a\n===\n" * (KB_100 // 6),
    "setext, fewer": "a\n===\n" * 4_900,
    "abbreviations": "".join(f"*[a{n}]: b\n" for n in range(9_000)),
    "table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 25_000,
    # The same within the bounds, so that the parser meets them.
    "brackets, in lines": ("[" * 190 + "a\n") * 100,
    "pictures, in lines": ("![" * 4_000 + "\n") * 2,
    "footnotes, in lines": ("[^1]" * 4_900 + "\n") * 2,
    "table, within bounds": "|a|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 990,
    "cdata, in lines": ("<![CDATA[" * 2_000 + "\n") * 5,
    "links, in lines": ("[a](" * 4_900 + "\n") * 2,
    "emphasis": "*a _b **c " * 1_900,
    "nested lists": "\n\n".join("    " * (n % 10) + "- a" for n in range(4_900)),
}


def worker_seconds() -> float:
    """Processor time of all helper processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", QUADRATIC)
def test_slow_text_is_compiled_or_refused_in_time(name):
    deadline._worker.stop()
    before = worker_seconds()
    deadline._worker.running()
    deadline._worker.stop()
    starting = worker_seconds() - before
    with suppress(Refused):
        assert compile_within_deadline({"body": QUADRATIC[name]}, {}).html["body"]
    deadline._worker.stop()
    assert worker_seconds() - before - 2 * starting < deadline.SECONDS + 0.5
    assert body_of("next") == "<p>next</p>"


def test_time_that_others_take_of_the_machine_does_not_count(worker):
    """A helper that was stopped for longer than its deadline answers all the same."""
    os.kill(worker, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(compile_within_deadline, {"body": "a"}, {}, seconds=0.5)
        with pytest.raises(TimeoutError):
            asked.result(timeout=0.8)
        os.kill(worker, signal.SIGCONT)
        assert asked.result(timeout=10).html["body"] == "<p>a</p>"
    assert worker_pid() == worker


def test_processor_time_past_the_deadline_ends_the_worker(worker):
    """Well before whoever waits gives up."""
    with pytest.raises(Refused, match="takes too long"):
        compile_within_deadline({"body": SLOW}, {}, seconds=0.02)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_two_threads_at_once_get_their_own_answers():
    texts = [f"thread {number}" + " word" * (number * 50) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(body_of, texts))
    assert pages == [f"<p>{text}</p>" for text in texts]


def test_thread_beside_one_past_its_deadline_gets_its_answer():
    def late(number: int) -> str:
        try:
            compile_within_deadline({"body": f"{number} {SLOW}"}, {}, seconds=0.0001)
        except Refused:
            return "refused"
        return "compiled"

    with ThreadPoolExecutor(4) as pool:
        refused = [pool.submit(late, number) for number in range(3)]
        answered = [pool.submit(body_of, f"on time {number}") for number in range(3)]
        assert [future.result() for future in refused] == ["refused"] * 3
        assert [future.result() for future in answered] == [
            f"<p>on time {number}</p>" for number in range(3)
        ]


def test_forked_child_makes_its_own_worker(worker):
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            report = f"{body_of('child')} {worker_pid()}"
            deadline._worker.stop()
            os.write(write, report.encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        html, pid = pipe.read().split()
    os.waitpid(child, 0)
    assert html == "<p>child</p>"
    assert int(pid) != worker
    assert body_of("parent") == "<p>parent</p>"
    assert worker_pid() == worker


def test_worker_ends_with_the_process_that_started_it():
    program = (
        "from articles.markup import deadline\n"
        "deadline.compile_within_deadline({'body': 'a'}, {})\n"
        "print(deadline._worker.process.pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
    assert done.stderr == b""
