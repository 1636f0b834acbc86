"""Whatever bytes a server sends, one check ends with an answer: no server can end the whole run."""

import ssl
import time

import httpcore
from hypothesis import given, settings
from hypothesis import strategies as st

from references.link_checking.addresses import Gate
from references.link_checking.answers import Answer, can_be_kept
from references.link_checking.checking import Checker
from references.link_checking.pacing import Pacer

# The pieces that parsers of addresses and of headers stumble over.
WORDS = [
    *("http:", "https://", "//", "/", "?", "#", "@", ":", "[", "]", "%", "%00", "%zz", "..", "."),
    *("\\", "a", "pages.test", "1.2.3", "xn--", "\t", " ", "é", "\xff", "b" * 300, "9" * 30),
]
VALUES = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
NAMES = st.sampled_from(
    ["Location", "Location", "Retry-After", "Content-Length", "Transfer-Encoding", "Set-Cookie", ""]
)
STATUSES = st.sampled_from([99, 100, 101, 103, 200, 204, 301, 302, 304, 308, 404, 429, 999, 1000])


@st.composite
def answers(draw):
    headers = draw(st.lists(st.tuples(NAMES, VALUES), max_size=3))
    lines = [f"HTTP/1.1 {draw(STATUSES)} X", *(f"{name}: {value}" for name, value in headers)]
    return draw(st.sampled_from([b"", b"words"])).join(
        ["\r\n".join([*lines, "", ""]).encode("latin-1"), b""]
    )


class Wire(httpcore.NetworkBackend):
    """Each connection gets the next of these answers."""

    def __init__(self, sent):
        self.sent = iter(sent)

    def connect_tcp(self, host, port, *args, **options):
        return Stream([next(self.sent, b"")])


class Stream(httpcore.MockStream):
    def get_extra_info(self, info):
        return ("1.1.1.1", 80) if info == "server_addr" else super().get_extra_info(info)


TLS = ssl.create_default_context()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["http://pages.test/a", "https://pages.test/b?c#d"]),
    st.lists(answers() | st.binary(max_size=60), max_size=6),
)
def test_every_check_ends_with_an_answer(url, sent):
    checker = Checker(
        gate=Gate(resolver=lambda host, port: ["1.1.1.1"]),
        pacer=Pacer(gap=0, clock=time.monotonic, pause=lambda seconds: None),
        user_agent="tests",
        ssl_context=TLS,
        inner=Wire(sent),
    )
    answer = checker.check(url)
    assert isinstance(answer, Answer)
    assert len(answer.said) < 400
    assert answer.final_url == "" or can_be_kept(answer.final_url)
    # What the database's column takes.
    assert answer.http_status is None or 0 <= answer.http_status <= 32767
