from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from references.link_checking.pacing import (
    LONGEST_HOLD,
    USUAL_HOLD,
    HeldOff,
    OutOfTime,
    Pacer,
    seconds_of,
)


class Time:
    """A clock that only moves when somebody waits."""

    def __init__(self):
        self.now = 0.0
        self.waits = []

    def clock(self):
        return self.now

    def pause(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def pacer(time):
    return Pacer(gap=2, clock=time.clock, pause=time.pause)


def test_one_host_waits_its_gap_and_others_do_not(pacer, time):
    assert [pacer.wait(host) for host in ("a", "b", "a", "c")] == [0, 0, 2, 0]
    assert pacer.wait("a") == 2
    assert time.waits == [2, 2]


def test_time_that_passed_by_itself_is_not_waited_again(pacer, time):
    pacer.wait("a")
    time.now = 1.5
    assert pacer.wait("a") == 0.5


def test_turns_are_given_before_the_wait_so_threads_queue_up(time):
    pacer = Pacer(gap=2, clock=time.clock, pause=lambda seconds: None)
    assert [pacer.wait("a") for _ in range(3)] == [0, 2, 4]


def test_a_turn_after_the_end_of_the_run_is_not_waited_for(pacer, time):
    pacer.wait("a", until=1)
    with pytest.raises(OutOfTime):
        pacer.wait("a", until=1)
    assert time.waits == []


def test_a_host_that_asked_for_it_is_left_alone_that_long(pacer, time):
    pacer.hold_off("a", "30")
    with pytest.raises(HeldOff):
        pacer.wait("a")
    assert pacer.wait("b") == 0
    time.now = 30
    assert pacer.wait("a") == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("9" * 500, LONGEST_HOLD),
        ("", USUAL_HOLD),
        ("soon", USUAL_HOLD),
        ("-5", USUAL_HOLD),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_HOLD),
        ("Fri, 31 Dec 9999 23:59:59", LONGEST_HOLD),
        ("²", USUAL_HOLD),
    ],
)
def test_what_a_site_asks_for_is_read_with_bounds(header, seconds):
    assert seconds_of(header) == seconds


def test_a_date_is_read_as_the_time_until_then():
    later = datetime.now(UTC) + timedelta(seconds=600)
    assert 590 < seconds_of(format_datetime(later, usegmt=True)) <= 600
