"""A real server on loopback that answers as badly as it is told to."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

Page = bytes | Callable[["Request", socket.socket], None]


def reply(status: str, *headers: str, body: bytes = b"") -> bytes:
    """A whole and proper answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(status: int, location: str) -> bytes:
    return reply(f"{status} Elsewhere", f"Location: {location}")


OK = reply("200 OK", "Content-Type: text/html", body=b"<p>words")


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    sni: str | None = None


@dataclass
class Server:
    """`pages` maps a path, or a method and a path, to what is sent; other paths are gone."""

    context: ssl.SSLContext | None = None
    pages: dict[str | tuple[str, str], Page] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> "Server":
        self.stopped = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        # Closing alone does not wake the thread that accepts.
        self._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self._socket.close()

    def url(self, path: str = "/page", host: str = "127.0.0.1") -> str:
        scheme = "https" if self.context else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def asked(self) -> list[tuple[str, str]]:
        return [(request.method, request.path) for request in self.requests]

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        # Whoever misbehaves is hung up on: that is what the tests are about.
        with suppress(OSError), connection:
            connection.settimeout(10)
            if self.context:
                with self.context.wrap_socket(connection, server_side=True) as secure:
                    self._answer(secure)
            else:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ") for line in lines)}
        request = Request(method, path, headers, getattr(connection, "sni", None))
        self.requests.append(request)
        page = self.pages.get((method, path), self.pages.get(path, reply("404 Not Found")))
        if callable(page):
            page(request, connection)
        elif method == "HEAD":
            connection.sendall(page.split(b"\r\n\r\n")[0] + b"\r\n\r\n")
        else:
            connection.sendall(page)


def hang_up(request: Request, connection: socket.socket) -> None:
    """Reset the connection: lingering for no time makes the kernel say so at once."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def on_get(page: bytes) -> Page:
    """`page`, raw, to every method."""

    def send(request: Request, connection: socket.socket) -> None:
        connection.sendall(page)

    return send
