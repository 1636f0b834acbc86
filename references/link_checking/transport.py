"""The connection under httpx: to the address that was checked, and only for so long and so much."""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from references.link_checking.addresses import Gate, SpecialAddress

# Of what a server sends for one request, its headers and its 1xx answers among it.
MOST_BYTES = 256 * 1024
MOST_ADDRESSES = 4

# The name of each fault is the same in both libraries.
_FAULTS = {
    getattr(httpcore, name): getattr(httpx, name)
    for name in (
        "ConnectTimeout",
        "ReadTimeout",
        "WriteTimeout",
        "PoolTimeout",
        "ConnectError",
        "ReadError",
        "WriteError",
        "LocalProtocolError",
        "RemoteProtocolError",
        "UnsupportedProtocol",
    )
}


class Deadline:
    """One deadline for all that a check does; a timeout for each read never stops a slow drip."""

    def __init__(
        self, *, seconds: float, clock: Callable[[], float], until: float | None = None
    ) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._until = until

    def extend(self, seconds: float) -> None:
        """Leave out the time for which the checker itself chose to wait."""
        self._end += seconds

    def remaining(self) -> float:
        """Seconds left, at least 0; the end of the whole run is never put off."""
        end = self._end if self._until is None else min(self._end, self._until)
        return max(end - self._clock(), 0.0)

    def run_is_over(self) -> bool:
        return self._until is not None and self._clock() >= self._until

    def bound(self, timeout: float | None, fault: type[Exception]) -> float:
        """The timeout of one step; raises `fault` where no time is left for it."""
        left = self.remaining()
        if left <= 0:
            raise fault("the deadline has passed")
        return left if timeout is None else min(timeout, left)


class GuardedStream(httpcore.NetworkStream):
    """A stream that ends at the deadline, and after so many bytes."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self._left = MOST_BYTES

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._left <= 0:
            raise httpcore.ReadError("the server sends without end")
        timeout = self._deadline.bound(timeout, httpcore.ReadTimeout)
        data = self._inner.read(min(max_bytes, self._left), timeout)
        self._left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.bound(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        return GuardedStream(
            self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Looks a name up once, checks every number it stands for, and connects to such a number.

    No second look-up stands between check and connection, so a name that changes its mind gains
    nothing. TLS and the Host header keep the name, since httpcore adds both above this layer.
    """

    def __init__(
        self, gate: Gate, deadline: Deadline, inner: httpcore.NetworkBackend | None = None
    ) -> None:
        self._gate = gate
        self._deadline = deadline
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        found = self._gate.addresses(host, port, seconds=seconds)
        fault: Exception = httpcore.ConnectError(host)
        for address in found[:MOST_ADDRESSES]:
            seconds = self._deadline.bound(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._inner.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
            else:
                return GuardedStream(self._checked(stream), self._deadline)
        raise fault

    def _checked(self, stream: httpcore.NetworkStream) -> httpcore.NetworkStream:
        """Believe the connection itself, not what it was asked for."""
        peer = stream.get_extra_info("server_addr")
        if not self._gate.admits(peer[0]):
            stream.close()
            raise SpecialAddress(peer[0])
        return stream

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        raise SpecialAddress(path)


@contextmanager
def _faults_of_httpx() -> Iterator[None]:
    try:
        yield
    except tuple(_FAULTS) as fault:
        raise _FAULTS[type(fault)](str(fault)) from fault


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Any) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        with _faults_of_httpx():
            yield from self._parts

    def close(self) -> None:
        self._parts.close()


class GuardedTransport(httpx.BaseTransport):
    """HTTP/1.1 over a `GuardedBackend`: httpx's own transport takes no backend."""

    def __init__(self, backend: GuardedBackend, ssl_context: ssl.SSLContext) -> None:
        # A connection for each request, so that what one answer leaves behind never meets the next.
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, network_backend=backend, max_keepalive_connections=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _faults_of_httpx():
            answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()
