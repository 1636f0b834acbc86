"""Several writers at once on one site, and what they were told."""

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from tests.references.link_checking.servers import OK, Request, Server, redirect, reply
from tests.safety.sites import Site

ANSWERS = [OK, reply("404 Not Found"), redirect(301, "/elsewhere"), reply("500 Broken")]


class Pages(dict):
    """Every address answers, each time as it likes."""

    def get(self, path: object, default: object = None) -> object:
        return self._answer if isinstance(path, str) else default

    @staticmethod
    def _answer(request: Request, connection: socket.socket) -> None:
        answer = OK if request.path == "/elsewhere" else random.choice(ANSWERS)
        connection.sendall(answer)


class Team:
    """Processes of `tests.safety.writers`; each writes what it was told to a file of its own."""

    def __init__(self, site: Site, folder: Path, port: int) -> None:
        self.site, self.folder = site, folder
        site.environment |= {"LINK_PORT": str(port), "WRITERS_FOLDER": str(folder)}
        self.processes: dict[str, Popen] = {}
        self.killed: set[str] = set()

    def send(self, kind: str, name: str, seconds: float) -> Popen:
        with self.file(name).open("w") as said, self.file(f"{name}-errors").open("w") as errors:
            process = self.site.start(
                "-m", "tests.safety.writers", kind, name, str(seconds), stdout=said, stderr=errors
            )
        self.processes[name] = process
        return process

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.said"

    def said(self, name: str) -> list[dict]:
        """Whole lines only: a process that is killed may leave a part of one."""
        lines = self.file(name).read_text().split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def wait(self) -> None:
        """Until all have ended, as they have to: well."""
        for name in self.processes.keys() - self.killed:
            assert self.processes[name].wait(timeout=300) == 0, self.errors(name)

    def kill(self, name: str, *, after: float) -> None:
        """End a process that has written something by `kill -9`, some seconds after that."""
        self.await_writes(1, name)
        process = self.processes[name]
        _pass_time(process, after)
        assert process.poll() is None, self.errors(name)
        process.kill()
        process.wait()
        self.killed.add(name)

    def await_writes(self, number: int, *names: str) -> None:
        """Until each of these, or of all, has written so many times more."""
        for name in names or self.processes:
            until = len(self.said(name)) + number
            while len(self.said(name)) < until:
                assert self.processes[name].poll() is None, self.errors(name)
                _pass_time(self.processes[name], 0.02)

    def errors(self, name: str) -> str:
        return self.file(f"{name}-errors").read_text()[-3000:]

    def acknowledged(self) -> tuple[Path, Counter[str]]:
        """A file with all that all of them were told, and how often each kind was."""
        path = self.folder / "acknowledged"
        told = [said for name in self.processes for said in self.said(name)]
        path.write_text("".join(json.dumps(said) + "\n" for said in told))
        return path, Counter(said["kind"] for said in told)


def _pass_time(process: Popen, seconds: float) -> None:
    """As long as the process goes on; a writer that gave up is told by its errors."""
    with suppress(TimeoutExpired):
        process.wait(seconds)


@contextmanager
def team(site: Site, folder: Path) -> Iterator[Team]:
    with Server(pages=Pages()) as server:
        site.ask("point_links", str(server.port))
        members = Team(site, folder, server.port)
        try:
            yield members
        finally:
            for process in members.processes.values():
                process.kill()
                process.wait()
