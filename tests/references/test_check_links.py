"""The nightly job, against a real server."""

import io
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from references.link_checking.running import NIGHTLY
from references.management.commands import check_links
from references.models import Link, LinkCheckRun
from tests.factories import make_link
from tests.references.link_checking.servers import OK, redirect, reply

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """No waiting between tries."""
    pace = replace(NIGHTLY, gap=0, pause=lambda seconds: None)
    monkeypatch.setattr(check_links, "NIGHTLY", pace)


def run(*arguments):
    out = io.StringIO()
    call_command("check_links", *arguments, stdout=out)
    return out.getvalue()


def statuses():
    return dict(Link.objects.values_list("key", "status"))


def test_a_run_writes_statuses_and_sums_up_what_changed(open_server):
    open_server.pages |= {"/a": OK, "/b": redirect(301, "/new"), "/new": OK}
    open_server.pages["/d"] = reply("500 No")
    for key in "abcd":
        make_link(key=key, status="ok", url=open_server.url(f"/{key}"))
    make_link(key="wanted", url="")
    assert run().splitlines() == [
        "4 links: 1 working, 1 moved for good, 1 gone, 1 failing just now; 2 changed.",
        f"b: works → has moved. The page has moved to {open_server.url('/new')}",
        "c: works → broken. The site answered 404 Not Found.",
    ]
    assert statuses() == {"a": "ok", "b": "moved", "c": "broken", "d": "ok", "wanted": "wanted"}
    assert Link.objects.get(key="b").final_url == open_server.url("/new")
    assert Link.objects.get(key="d").failing_since
    # Gone twice, and what fails three times; each by HEAD and by GET.
    assert open_server.asked().count(("GET", "/c")) == 2
    assert open_server.asked().count(("GET", "/d")) == 3
    report = LinkCheckRun.objects.get()
    assert (report.started_by, report.checked, len(report.changed)) == (None, 4, 2)


def test_loopback_is_not_reached_by_the_sites_own_settings(server, settings):
    settings.LINK_CHECK_PORTS = [server.port]
    make_link(key="a", url=server.url())
    assert "1 failing just now" in run()
    assert server.connections == 0


def test_a_run_of_nothing_is_one_line():
    assert run() == "0 links; 0 changed.\n"


@pytest.fixture
def chosen(monkeypatch):
    """Runs the command and tells which keys it chose, in order; nothing is asked."""
    keys = []

    def note(links, **_):
        keys.extend(link.key for link in links)
        return LinkCheckRun(started_at=timezone.now())

    monkeypatch.setattr(check_links, "check_and_record", note)

    def choose(*arguments):
        keys.clear()
        run(*arguments)
        return list(keys)

    return choose


@pytest.fixture
def aged():
    now = timezone.now()
    for key, days in (("new", 1), ("old", 9), ("older", 20)):
        make_link(key=key, status="ok", checked_at=now - timedelta(days=days))
    make_link(key="never")
    make_link(key="lost", url="")
    make_link(key="shaky", status="ok", checked_at=now - timedelta(hours=1), failing_since=now)
    make_link(key="dead", status="broken", checked_at=now - timedelta(hours=2), failing_since=now)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ([], ["never", "older", "old", "new", "dead", "shaky"]),
        (["--older-than=7"], ["never", "older", "old", "shaky"]),
        (["--older-than=0"], ["never", "older", "old", "new", "dead", "shaky"]),
        (["--limit=2"], ["never", "older"]),
        (["--key=new", "--key=old"], ["old", "new"]),
        (["--key=new", "--older-than=7"], []),
    ],
)
def test_options_choose_links_oldest_first(aged, chosen, arguments, keys):
    assert chosen(*arguments) == keys


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("--key=nobody", "no link with an address has the key nobody"),
        ("--key=lost", "no link with an address has the key lost"),
        ("--limit=0", "--limit is a number from 1"),
        ("--older-than=-1", "--older-than is a number of days from 0"),
        ("--older-than=99999999999", "--older-than is a number of days from 0"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(aged, argument, words):
    with pytest.raises(CommandError, match=words):
        run(argument)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_on_a_terminal_only(open_server, monkeypatch, terminal):
    class Screen(io.StringIO):
        def isatty(self):
            return terminal

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    open_server.pages["/page"] = OK
    make_link(url=open_server.url())
    run()
    assert ("1/1" in screen.getvalue()) is terminal
