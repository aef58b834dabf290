"""A cache that may be away: pages keep working without Redis (design: quality.md, Reliability)."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """Answers "not there" when Redis is away. Nothing that must be kept may be kept here."""

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        try:
            return super().get_many(keys, version=version)
        except RedisError:
            log.warning("Redis is away; the cache answers nothing")
            return {}

    def set_many(self, data: Any, timeout: Any = 300, version: int | None = None) -> list[str]:
        try:
            return super().set_many(data, timeout=timeout, version=version)
        except RedisError:
            log.warning("Redis is away; the cache keeps nothing")
            return list(data)
