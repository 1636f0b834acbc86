"""One address, at a server that answers properly: which answer comes of it."""

from contextlib import suppress
from email.utils import format_datetime

import httpx
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from references.link_checking.answers import Outcome
from references.link_checking.checking import (
    _next_hop,
    _refuse_what_is_never_asked,
    _Undecided,
)
from references.link_checking.pacing import OutOfTime, Pacer
from tests.references.link_checking.servers import OK, hang_up, on_get, redirect, reply


def test_a_page_that_answers_head_works_and_is_not_fetched(server, checker_of):
    server.pages["/page"] = OK
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.http_status, answer.final_url) == (Outcome.OK, 200, "")
    assert server.asked() == [("HEAD", "/page")]


def test_the_checker_says_who_it_is_and_keeps_the_name(server, checker_of):
    server.pages["/page?q=1"] = OK
    checker_of(server, user_agent="site/1 (mailto:a@example.org)").check(
        server.url("/page?q=1#part", host="pages.test")
    )
    [request] = server.requests
    assert request.headers["user-agent"] == "site/1 (mailto:a@example.org)"
    assert request.headers["host"] == f"pages.test:{server.port}"
    assert request.headers["accept-encoding"] == "identity"
    assert not request.headers.keys() & {"cookie", "authorization", "referer"}


@pytest.mark.parametrize("status", ["400", "403", "404", "405", "410", "500", "501", "503"])
def test_what_head_refuses_is_asked_for_with_get(server, checker_of, status):
    server.pages |= {("HEAD", "/page"): reply(f"{status} No"), ("GET", "/page"): OK}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.http_status) == (Outcome.OK, 200)
    assert server.asked() == [("HEAD", "/page"), ("GET", "/page")]


@pytest.mark.parametrize("fault", [hang_up, on_get(b""), on_get(b"no HTTP at all\r\n\r\n")])
def test_a_head_that_breaks_is_followed_by_get(server, checker_of, fault):
    server.pages |= {("HEAD", "/page"): fault, ("GET", "/page"): OK}
    assert checker_of(server).check(server.url()).outcome == Outcome.OK


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (401, Outcome.UNTOLD),
        (403, Outcome.UNTOLD),
        (451, Outcome.UNTOLD),
        (999, Outcome.UNTOLD),
        (400, Outcome.FAILING),
        (408, Outcome.FAILING),
        (500, Outcome.FAILING),
        (503, Outcome.FAILING),
        (304, Outcome.FAILING),
    ],
)
def test_a_refusal_is_told_by_its_status(server, checker_of, status, outcome):
    server.pages["/page"] = reply(f"{status} No")
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.http_status) == (outcome, status)
    assert str(status) in answer.said


def test_too_many_requests_is_for_later_and_the_host_is_left_alone(server, checker_of):
    server.pages |= {"/page": reply("429 Too Many", "Retry-After: 3600"), "/other": OK}
    checker = checker_of(server)
    assert checker.check(server.url()).outcome == Outcome.LATER
    assert checker.check(server.url("/other")).outcome == Outcome.LATER
    assert server.asked() == [("HEAD", "/page")]
    # Another host is not meant.
    assert checker.check(server.url("/other", host="other.test")).outcome == Outcome.OK


def test_too_many_requests_is_not_answered_with_one_more(server, checker_of):
    server.pages["/page"] = reply("429 Too Many", "Retry-After: 0")
    assert checker_of(server).check(server.url()).outcome == Outcome.LATER
    assert server.asked() == [("HEAD", "/page")]


def test_a_date_to_come_back_at_is_kept_too(server, checker_of):
    later = format_datetime(timezone.now() + timezone.timedelta(hours=1), usegmt=True)
    server.pages |= {"/page": reply("429 Too Many", f"Retry-After: {later}"), "/other": OK}
    checker = checker_of(server)
    checker.check(server.url())
    assert checker.check(server.url("/other")).outcome == Outcome.LATER


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_offers_the_new_address(server, checker_of, status):
    server.pages |= {"/page": redirect(status, "/new"), "/new": OK}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.final_url) == (Outcome.MOVED, server.url("/new"))
    assert answer.http_status == 200


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_works(server, checker_of, status):
    server.pages |= {"/page": redirect(status, "/new"), "/new": OK}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.final_url) == (Outcome.OK, "")


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [(301, 308, Outcome.MOVED), (301, 302, Outcome.OK), (302, 301, Outcome.OK)],
)
def test_only_a_chain_that_is_permanent_throughout_has_moved(
    server, checker_of, first, second, outcome
):
    server.pages |= {"/page": redirect(first, "/b"), "/b": redirect(second, "/c"), "/c": OK}
    assert checker_of(server).check(server.url()).outcome == outcome


def test_a_fragment_outlives_a_redirect(server, checker_of):
    server.pages |= {"/page": redirect(301, "/new"), "/new": OK}
    answer = checker_of(server).check(server.url("/page#dose"))
    assert answer.final_url == server.url("/new#dose")


@pytest.mark.parametrize("end", [reply("404 Not Found"), reply("500 No")])
def test_a_redirect_to_a_page_that_fails_offers_nothing(server, checker_of, end):
    server.pages |= {"/page": redirect(301, "/new"), "/new": end}
    answer = checker_of(server).check(server.url())
    assert answer.outcome in (Outcome.GONE, Outcome.FAILING)
    assert answer.final_url == ""


@pytest.mark.parametrize("status", [301, 302])
def test_a_page_that_leads_to_the_front_page_is_a_caution(server, checker_of, status):
    server.pages |= {"/page": redirect(status, "/"), "/": OK}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.final_url) == (Outcome.FRONT_PAGE, "")


@pytest.mark.parametrize("path", ["/index.html", "/default.asp"])
def test_a_front_page_by_another_name_is_the_front_page(server, checker_of, path):
    server.pages |= {path: redirect(301, "/"), "/": OK}
    assert checker_of(server).check(server.url(path)).outcome == Outcome.MOVED


def test_a_new_address_that_no_link_could_hold_is_not_offered(server, checker_of):
    long = "/" + "a" * 2000
    server.pages |= {"/page": redirect(301, long), long: OK}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.final_url) == (Outcome.OK, "")
    assert len(answer.said) < 500


def test_what_a_server_sets_as_a_cookie_is_never_sent_back(server, checker_of):
    setting = "Set-Cookie: a=1; Path=/"
    server.pages |= {
        "/page": reply("302 Found", "Location: /new", setting),
        ("HEAD", "/new"): reply("405 No", setting),
        ("GET", "/new"): OK,
    }
    assert checker_of(server).check(server.url()).outcome == Outcome.OK
    assert [request.headers.get("cookie") for request in server.requests] == [None] * 3


@pytest.mark.parametrize("where", ["link", "redirect"])
def test_no_name_or_password_in_an_address_is_sent(server, checker_of, where):
    secret = f"http://ada:secret@127.0.0.1:{server.port}/new"
    server.pages |= {"/page": redirect(302, secret), "/new": OK}
    answer = checker_of(server).check(secret if where == "link" else server.url())
    assert answer.outcome == Outcome.UNTOLD
    assert ("HEAD", "/new") not in server.asked()
    assert "secret" not in answer.said


@pytest.mark.parametrize(
    "target", ["ftp://pages.test/", "file:///etc/passwd", "mailto:a@b.test", "http://1.2.3.999/"]
)
def test_a_redirect_away_from_the_web_fails(server, checker_of, target):
    server.pages["/page"] = redirect(301, target)
    assert checker_of(server).check(server.url()).outcome == Outcome.FAILING
    assert server.asked() == [("HEAD", "/page")]


def test_a_fragment_that_cannot_be_carried_on_ends_no_more_than_its_own_check(server, checker_of):
    server.pages |= {"/page": redirect(301, "/b#%00"), "/b": redirect(301, "/c")}
    answer = checker_of(server).check(server.url())
    assert (answer.outcome, answer.said) == (
        Outcome.FAILING,
        "It redirects to what is no web address.",
    )


LOCATIONS = st.text(max_size=40) | st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            ["http:", "//", "/", "?", "#", "@", ":", "[", "]", "%", "..", "℀", "a", "\\"]
        ),
        max_size=8,
    ),
)


@given(LOCATIONS)
def test_whatever_a_redirect_names_is_an_address_or_told_as_none(location):
    with suppress(_Undecided):
        target = _next_hop(httpx.URL("https://pages.test/a?b#c"), location)
        _refuse_what_is_never_asked(target)
        assert target.scheme in ("http", "https")
        assert target.host


@pytest.mark.parametrize("url", ["https://1.2.3.999/", "ftp://pages.test/", "https://", "words"])
def test_what_is_no_address_fails_and_nothing_is_asked(server, checker_of, url):
    assert checker_of(server).check(url).outcome == Outcome.FAILING
    assert server.connections == 0


def test_every_request_waits_its_turn_and_the_wait_costs_the_site_nothing(server, checker_of):
    """A HEAD, a GET and a redirect to the same host: three turns."""
    now, waits = [0.0], []

    def pause(seconds):
        waits.append(seconds)
        now[0] += seconds

    clock = lambda: now[0]  # noqa: E731 - a name for what stands where a clock is wanted
    server.pages |= {
        ("HEAD", "/page"): reply("405 No"),
        ("GET", "/page"): redirect(302, "/new"),
        "/new": OK,
    }
    pacer = Pacer(gap=60, clock=clock, pause=pause)
    answer = checker_of(server, pacer=pacer, clock=clock, seconds=10).check(server.url())
    assert answer.outcome == Outcome.OK
    assert waits == [60, 60]


def test_no_answer_is_given_where_the_run_ends_first(server, checker_of):
    server.pages["/page"] = OK
    checker = checker_of(server, clock=lambda: 100.0)
    assert checker.check(server.url(), until=100.0) is None
    checker.pacer = Pacer(gap=0, clock=lambda: 0.0, pause=lambda seconds: None)
    # The site's turn had come, and the run's end cut its answer short: not the site's fault.
    assert checker.check(server.url(), until=100.0) is None
    assert server.asked() == []
    with pytest.raises(OutOfTime):
        Pacer(gap=1, clock=lambda: 5.0, pause=print).wait("a", until=5.0)
