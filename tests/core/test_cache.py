"""The cache holds whole numbers and nothing that could be run."""

import pickle

import pytest
from django.core.cache import cache


class Runs:
    def __reduce__(self):
        return (pytest.fail, ("the cache has run what lay in Redis",))


def test_a_number_comes_back():
    cache.set_many({"look": 1}, 60)

    assert cache.get_many(["look"]) == {"look": 1}


def test_nothing_else_is_kept():
    with pytest.raises(TypeError):
        cache.set_many({"look": Runs()}, 60)


def test_what_somebody_else_has_put_into_redis_is_not_run():
    client = cache._cache.get_client()
    client.set(cache.make_key("planted"), pickle.dumps(Runs()))

    assert cache.get_many(["planted"]) == {}
