"""What gunicorn itself writes into the log names no reader, and is JSON where the rest is."""

import json

import pytest

from tests.ldnsite.served.test_requests import ask, send

SECRET = b"q=my-illness"
ILL_FORMED = [
    b"GET /search/?" + SECRET + b" HTTP/9.9\r\nHost: pages.test\r\n\r\n",
    b"* /search/?" + SECRET + b" HTTP/1.1\r\nHost: pages.test\r\n\r\n",
    b"GET /search/?" + SECRET + b"\xff HTTP/1.1\r\nHost: pages.test\r\nBad: my-illness\x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: pages.test\r\nBad Name: my-illness\r\n\r\n",
    b"my-illness\r\n\r\n",
]


@pytest.mark.parametrize("log_format", ["line", "json"])
def test_malformed_request_leaves_no_trace_of_its_reader(log_format, production):
    log = []
    with production(HTTPS="false", LOG_FORMAT=log_format, log=log) as port:
        for raw in ILL_FORMED:
            assert 400 <= send(port, raw)[0] < 506
        assert ask(port, b"/?" + SECRET)[0] == 200
    refused = [line for line in log if "refused what is no sound request" in line]
    assert len(refused) == len(ILL_FORMED)
    assert "InvalidRequestLine" in "".join(refused)
    assert "my-illness" not in "".join(log)
    assert "127.0.0.1" not in "".join(refused)
    if log_format == "json":
        assert {json.loads(line)["logger"] for line in refused} == {"gunicorn.error"}
