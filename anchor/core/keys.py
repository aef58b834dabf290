"""Where keys come from: the master, look-up and seal keys from settings, data keys from the room that stores them.

The ground floor knows no tenant, so anchor.tenancy registers the function that fetches a tenant's data key.
"""

import base64
import binascii
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from anchor.core.crypto import KEY_BYTES

_MOST_KEYS_KEPT = 1024  # three times the municipalities of Finland
_source: Callable[[Any], bytes] | None = None
_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


class _Held:
    """A key read inside a transaction that is not over; the transaction's on_commit list alone keeps it alive."""

    def __init__(self, tenant: str, key: bytes) -> None:
        self.tenant = tenant
        self.key = key

    def keep(self) -> None:
        _keep(self.tenant, self.key)


class _HeldByThread(threading.local):
    """Another thread has another transaction, which may not see what this one has written."""

    def __init__(self) -> None:
        self.keys: weakref.WeakValueDictionary[str, _Held] = weakref.WeakValueDictionary()


_held = _HeldByThread()


def register_key_source(function: Callable[[Any], bytes]) -> None:
    """Name the function that gives a tenant's data key (32 bytes, unwrapped) or raises LookupError."""
    global _source
    _source = function
    forget_keys()


def data_key(tenant_id: Any) -> bytes:
    """The data key of a tenant, remembered by this process. Raises LookupError when the tenant has none.

    A key read in a transaction is remembered for good only when that transaction commits: were its making rolled back,
    a remembered key would write values that no one could ever open.
    """
    tenant = str(tenant_id)
    with _lock:
        if tenant in _kept:
            _kept.move_to_end(tenant)
            return _kept[tenant]
    if (held := _held.keys.get(tenant)) is not None:
        return held.key
    if _source is None:
        raise ImproperlyConfigured("No source of data keys: call register_key_source in an app's ready().")
    key = _source(tenant_id)
    if len(key) != KEY_BYTES:
        raise ValueError("a data key has the wrong length")
    fresh = _Held(tenant, key)
    if connection.in_atomic_block:
        _held.keys[tenant] = fresh
        transaction.on_commit(fresh.keep)
    else:
        fresh.keep()
    return key


def _keep(tenant: str, key: bytes) -> None:
    with _lock:
        _kept[tenant] = key
        while len(_kept) > _MOST_KEYS_KEPT:
            _kept.popitem(last=False)


def forget_keys() -> None:
    """Drop every remembered data key: after a key was replaced, and between tests."""
    with _lock:
        _kept.clear()
    _held.keys.clear()


def master_key() -> bytes:
    """The key that wraps data keys, from `MASTER_KEY`: 32 bytes in URL-safe base64."""
    return _from_settings("MASTER_KEY")


def lookup_key() -> bytes:
    """The key of `crypto.lookup_hash`, from `LOOKUP_KEY`: 32 bytes in URL-safe base64."""
    return _from_settings("LOOKUP_KEY")


def seal_key() -> bytes:
    """The private key of the memory's seals, from `SEAL_KEY`, which only the sealing worker has: 32 bytes in URL-safe base64."""
    return _from_settings("SEAL_KEY")


def _from_settings(name: str) -> bytes:
    text = str(getattr(settings, name, "") or "")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise ImproperlyConfigured(f"{name} is not URL-safe base64.") from wrong
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must hold {KEY_BYTES} bytes in URL-safe base64; it holds {len(key)}.")
    return key
