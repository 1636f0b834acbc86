"""What is kept stays within bounds, and goes with its stamp; Redis may come and go."""

import os
import uuid

import pytest
from django.test import override_settings

from ldnsite.caching.memory import OVERHEAD, Memory
from ldnsite.caching.stamps import Stamp
from ldnsite.caching.stores import Kept, Shared, _shared_key, shared_store

STAMP, LATER = Stamp(1, 1), Stamp(2, 1)
REDIS = os.environ.get("TEST_CACHE_URL", "")


def kept(body=b"body"):
    return Kept("200 OK", [("ETag", 'W/"a"'), ("Content-Type", "text/html")], body)


def test_least_lately_asked_for_goes_first():
    memory = Memory(max_bytes=10**9, max_entries=2)
    memory.put("a", STAMP, kept())
    memory.put("b", STAMP, kept())
    memory.get("a", STAMP)
    memory.put("c", STAMP, kept())
    assert list(memory.kept) == ["a", "c"]


def test_bytes_are_bounded():
    memory = Memory(max_bytes=3 * (OVERHEAD + 1000), max_entries=100)
    for key in range(10):
        memory.put(key, STAMP, kept(b"x" * 1000))
    assert list(memory.kept) == [7, 8, 9]
    memory.put("large", STAMP, kept(b"x" * 10_000))
    assert not memory.kept
    assert memory.size == 0


def test_same_key_is_counted_once():
    memory = Memory(max_bytes=10**9, max_entries=2)
    for _ in range(3):
        memory.put("a", STAMP, kept())
    assert memory.size == 4 + OVERHEAD


@pytest.mark.parametrize("stamp", [LATER, Stamp(1, 2), Stamp(0, 1)])
def test_another_stamp_forgets_all(stamp):
    memory = Memory(max_bytes=10**9, max_entries=2)
    memory.put("a", STAMP, kept())
    assert memory.get("a", stamp) is None
    assert memory.get("a", STAMP) is None
    assert memory.size == 0


def test_short_headers_leave_the_body_undescribed():
    assert kept().short_headers == [("ETag", 'W/"a"')]
    assert kept().tag == 'W/"a"'


def test_dump_and_load():
    whole = Kept("410 Gone", [("X-Line", "ü\\n")], b"\n\x00\xff\n")
    assert Kept.load(whole.dump()) == whole


def test_without_the_setting_nothing_is_shared():
    assert shared_store() is None


def redis_at(address):
    from ldnsite.caching.stores import Plain

    responses = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
        "KEY_PREFIX": uuid.uuid4().hex,
        "OPTIONS": {"serializer": Plain, "socket_connect_timeout": 0.2, "socket_timeout": 0.2},
    }
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return override_settings(CACHES={"default": local, "responses": responses})


@pytest.mark.skipif(not REDIS, reason="TEST_CACHE_URL names no Redis")
def test_processes_share_by_key_and_stamp():
    with redis_at(REDIS):
        shared_store().put(("a", True), STAMP, kept())
        other = shared_store()
        assert other.get(("a", True), STAMP) == kept()
        assert other.get(("a", False), STAMP) is None
        assert other.get(("a", True), LATER) is None


def test_redis_that_does_not_answer_is_left_alone_for_a_while(caplog):
    with redis_at("redis://127.0.0.1:1/0"), caplog.at_level("WARNING"):
        shared = shared_store()
        shared.put("a", STAMP, kept())
        assert shared.get("a", STAMP) is None
        assert len(caplog.records) == 1
        shared.rests_until = 0
        assert shared.get("a", STAMP) is None
        assert len(caplog.records) == 2


@pytest.mark.parametrize("data", [b"null", b'["200 OK"', b"[1]\n", b"\xff\n", b"{}"])
def test_what_is_no_response_is_as_good_as_nothing(monkeypatch, caplog, data):
    store = Shared((OSError,))
    key = _shared_key("page", STAMP)
    monkeypatch.setattr("ldnsite.caching.stores.caches", {"responses": {key: data}})
    with caplog.at_level("WARNING"):
        assert store.get("page", STAMP) is None
    assert "no response" in caplog.text
