"""The cache in a MongoDB collection, with real threads and a real clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import RequestFactory
from django_ratelimit.core import is_ratelimited

from crm.mongo.transaction import transactional

pytestmark = pytest.mark.django_db
THREADS = 16


def together(call, times):
    """Call it from 16 threads at once; returns the results."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda _: call(), range(times)))


def let_expire(key):
    past = datetime.now(UTC) - timedelta(seconds=1)
    name = cache.make_key(key)
    connection.get_collection("cache").update_one({"_id": name}, {"$set": {"expires_at": past}})


@pytest.mark.parametrize("value", [0, 1.5, "text", None, True, [1, "a"], {"a.b": {"$c": 1}}])
def test_json_values_come_back_as_they_were(value):
    cache.set("key", value)
    assert cache.get("key", "nothing") == value


def test_what_is_not_json_is_refused():
    with pytest.raises(TypeError, match="not JSON serializable"):
        cache.set("key", {1, 2})


def test_versions_and_prefixes_are_apart():
    cache.set("key", "one")
    cache.set("key", "two", version=2)
    assert cache.get("key") == "one"
    assert cache.get("key", version=2) == "two"
    assert connection.get_collection("cache").distinct("_id") == [":1:key", ":2:key"]


def test_an_expired_value_is_gone_before_the_index_removes_it():
    cache.set_many({"old": 1, "live": 2, "forever": 3}, timeout=60)
    cache.touch("forever", None)
    let_expire("old")
    assert cache.get_many(["old", "live", "forever", "never"]) == {"live": 2, "forever": 3}
    assert not cache.delete("old")
    assert not cache.touch("old")
    assert cache.add("old", 4)
    assert cache.get("old") == 4


def test_counting_what_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="'missing' not found"):
        cache.incr("missing")


def test_a_counter_keeps_its_end():
    cache.set("counter", 1, timeout=60)
    assert cache.incr("counter", 4) == 5
    assert cache.decr("counter") == 4
    let_expire("counter")
    assert cache.get("counter") is None


def test_sixteen_threads_count_exactly():
    cache.set("counter", 0)
    results = together(lambda: cache.incr("counter"), 800)
    assert sorted(results) == list(range(1, 801))
    assert cache.get("counter") == 800


def test_of_sixteen_threads_one_adds():
    assert sorted(together(lambda: cache.add("key", 1), THREADS)) == [False] * 15 + [True]


def test_the_server_removes_what_expired():
    cache.set("key", 1)
    index = connection.get_collection("cache").index_information()["expires_at_ttl"]
    assert index["key"] == [("expires_at", 1)]
    assert index["expireAfterSeconds"] == 0


def test_a_count_stands_when_the_transaction_around_it_fails():
    cache.set("counter", 0)

    @transactional
    def verb():
        cache.incr("counter")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verb()
    assert cache.get("counter") == 1


def test_delete_many_and_clear_remove():
    cache.set_many({"a": 1, "b": 2, "c": 3})
    cache.delete_many(["a", "b"])
    assert cache.get_many(["a", "b", "c"]) == {"c": 3}
    caches["default"].clear()
    assert cache.get("c") is None


def test_a_rate_limit_lets_exactly_its_number_through():
    request = RequestFactory().post("/login/")

    def refused():
        return is_ratelimited(request, group="login", key="ip", rate="100/h", increment=True)

    assert together(refused, 160).count(False) == 100
