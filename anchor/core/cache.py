"""A cache that may be away: pages keep working without Redis (design: quality.md, Reliability)."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class WholeNumbers:
    """What the cache may hold. Django's own way would unpickle, which is to run, whatever somebody has put into Redis."""

    def dumps(self, value: int) -> int:
        if type(value) is not int:
            raise TypeError("the cache holds whole numbers only")
        return value

    def loads(self, data: bytes) -> int:
        return int(data)


class LastingClient(RedisCacheClient):
    """Makes its client once, for the one server there is: to make one takes as long as to ask it."""

    _made: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        self._made = self._made or super().get_client(key, write=write)
        return self._made


class PatientRedisCache(RedisCache):
    """Answers "not there" when Redis is away. Nothing that must be kept may be kept here."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        try:
            return super().get_many(keys, version=version)
        except RedisError:
            log.warning("Redis is away; the cache answers nothing")
            return {}
        except ValueError:
            log.error("something lies in Redis that this program has not put there; the cache answers nothing")
            return {}

    def set_many(self, data: Any, timeout: Any = 300, version: int | None = None) -> list[str]:
        try:
            if len(data) == 1:  # most pages show one record: a command takes half of what a pipeline takes
                [(key, value)] = data.items()
                self.set(key, value, timeout=timeout, version=version)
                return []
            return super().set_many(data, timeout=timeout, version=version)
        except RedisError:
            log.warning("Redis is away; the cache keeps nothing")
            return list(data)
