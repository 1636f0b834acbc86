"""What is done once a response was sent. A leaf."""

from collections.abc import Callable, Iterable, Iterator


class AndThen:
    """A WSGI response that does something when it was sent to the end, or given up."""

    def __init__(self, response: Iterable[bytes], then: Callable[[], None]) -> None:
        self.response, self.then = response, then

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        try:
            if hasattr(self.response, "close"):
                self.response.close()
        finally:
            self.then()
