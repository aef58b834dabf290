"""A cache that may be away: pages keep working without Redis (design: quality.md, Reliability)."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
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


class PatientRedisCache(RedisCache):
    """Answers "not there" when Redis is away. Nothing that must be kept may be kept here."""

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
            return super().set_many(data, timeout=timeout, version=version)
        except RedisError:
            log.warning("Redis is away; the cache keeps nothing")
            return list(data)
