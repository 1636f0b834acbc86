"""A line for each request, which a machine can read and which gives no reader away."""

import json
import logging

import pytest
from django.test import RequestFactory

from ldnsite.logs import DiscreetServer, JsonFormatter, RequestLog, request_id
from tests.test_project import manage


def answer(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    logging.getLogger("articles").warning("while answering")
    return [b"no"]


@pytest.fixture
def lines(caplog):
    """The log as JSON, as far as it was written by now."""
    caplog.set_level("INFO")
    written = []

    class Handler(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Handler()
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written]
    logging.getLogger().removeHandler(handler)


def ask(address="/", **headers):
    environ = RequestFactory().get(address, headers=headers).environ
    begun = []
    response = RequestLog(answer)(environ, lambda *started: begun.append(started))
    body = b"".join(response)
    response.close()
    [(status, given)] = begun
    return status, dict(given), body


def test_request_has_a_line_of_its_own(lines):
    status, headers, body = ask("/pages/ldn/")
    assert (status, body) == ("404 Not Found", b"no")
    *_, line = lines()
    assert line.keys() == {
        "time",
        "level",
        "logger",
        "message",
        "request_id",
        "method",
        "path",
        "status",
        "ms",
    }
    assert (line["method"], line["path"], line["status"]) == ("GET", "/pages/ldn/", 404)
    assert line["ms"] >= 0
    assert line["request_id"] == headers["X-Request-ID"]


def test_what_was_logged_while_answering_names_the_request(lines):
    _, headers, _ = ask()
    inside, _ = lines()
    assert inside["message"] == "while answering"
    assert inside["request_id"] == headers["X-Request-ID"]
    assert request_id.get() == ""


def test_nothing_private_is_told(lines):
    ask("/search/?q=opioids", cookie="sessionid=secret", authorization="Basic secret")
    text = json.dumps(lines())
    assert "opioids" not in text
    assert "secret" not in text
    assert "127.0.0.1" not in text


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a-proxy_1", True), ("", False), ("a b", False), ("x" * 65, False), ("a\nb", False)],
)
def test_id_of_a_proxy_is_taken_over_where_it_is_sound(lines, given, kept):
    _, headers, _ = ask(**{"X-Request-ID": given})
    assert (headers["X-Request-ID"] == given) == kept
    assert headers["X-Request-ID"].replace("-", "").replace("_", "").isalnum()


def test_path_cannot_begin_a_line_of_its_own(lines):
    path = '/a\n{"status":200}/\u00c3\u00bc\xff'
    environ = RequestFactory().get("/").environ | {"PATH_INFO": path}
    RequestLog(answer)(environ, lambda *_: None).close()
    assert [line["message"] for line in lines()] == ["while answering", "request"]
    assert lines()[-1]["path"] == '/a\n{"status":200}/\u00fc\ufffd'


def test_errors_come_with_their_place(lines):
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("articles").exception("failed")
    [line] = lines()
    assert line["level"] == "ERROR"
    assert "ValueError: broken" in line["exception"]


def test_response_that_is_given_up_is_logged_once(lines):
    environ = RequestFactory().get("/").environ
    RequestLog(answer)(environ, lambda *_: None).close()
    assert [line["message"] for line in lines()] == ["while answering", "request"]


def test_unknown_format_fails_with_advice():
    done = manage("check", SECRET_KEY="k" * 50, LOG_FORMAT="xml")
    assert done.returncode != 0
    assert "LOG_FORMAT has to be line or json" in done.stderr


def test_setting_makes_the_site_log_so():
    code = (
        "from ldnsite.wsgi import application; from ldnsite.logs import RequestLog; "
        "import logging; logging.getLogger('x').warning('one'); "
        "print(isinstance(application, RequestLog))"
    )
    done = manage("shell", "--command", code, SECRET_KEY="k" * 50, LOG_FORMAT="json")
    assert "True" in done.stdout
    assert json.loads(done.stderr.splitlines()[-1])["message"] == "one"


@pytest.mark.parametrize(
    ("message", "args", "said"),
    [
        ("Error handling request %s %s", ("GET", "/search/?q=x"), "request GET /search/"),
        ("Error handling request %s", ("/search/?q=x",), "request /search/"),
        ("Worker exiting (pid: %s)", (7,), "Worker exiting (pid: 7)"),
    ],
)
def test_servers_own_words_lose_the_query(message, args, said):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, message, args, None)
    assert DiscreetServer().filter(record)
    assert record.getMessage().endswith(said)
