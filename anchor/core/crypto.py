"""Encryption of single values: AES-256-GCM, bound to the place where the value is stored (design: access.md).

A sealed value is one version byte, a random 12-byte nonce, and the ciphertext with its 16-byte tag. The associated data
names tenant, table, column and row, each with its length before it, so that a value moved elsewhere does not open and no
two places share one name. Random nonces allow 2**32 values under one key; a tenant has a key of its own.
"""

import functools
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
VERSION = 1
OVERHEAD_BYTES = 1 + 12 + 16
_NONCE_BYTES = 12


class Tampered(Exception):
    """A sealed value does not open here: it was changed, moved to another place, or sealed with another key."""


def new_key() -> bytes:
    """A new random key of 32 bytes."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(key: bytes, plaintext: str, *, tenant: Any, table: str, column: str, row: Any) -> bytes:
    """Encrypt a text for one place in the database. Two calls never give the same bytes."""
    return _seal(key, plaintext.encode(), _place("value", tenant, table, column, row))


def sealer(key: bytes, *, tenant: Any, table: str, column: str) -> Callable[[str, bytes], bytes]:
    """`seal` for the many rows of one column, given (row, encoded text): a bulk loader's, at half the cost."""
    cipher, before = _cipher(key), _place("value", tenant, table, column)

    def seal_one(row: str, plaintext: bytes) -> bytes:
        encoded, nonce = row.encode(), os.urandom(_NONCE_BYTES)
        place = before + len(encoded).to_bytes(4, "big") + encoded
        return bytes([VERSION]) + nonce + cipher.encrypt(nonce, plaintext, place)

    return seal_one


def open_sealed(key: bytes, sealed: bytes, *, tenant: Any, table: str, column: str, row: Any) -> str:
    """The text that was sealed for exactly this place. Raises Tampered when it was not."""
    return _open(key, sealed, _place("value", tenant, table, column, row)).decode()


def wrap_key(master: bytes, key: bytes, tenant: Any) -> bytes:
    """A tenant's data key, encrypted with the installation's master key, for storing in the database."""
    _check(key)
    return _seal(master, key, _place("key", tenant))


def unwrap_key(master: bytes, wrapped: bytes, tenant: Any) -> bytes:
    """The data key of this tenant. Raises Tampered for another tenant's key or another master key."""
    return _check(_open(master, wrapped, _place("key", tenant)))


def lookup_hash(key: bytes, value: str) -> bytes:
    """A keyed hash (HMAC-SHA-256, 32 bytes) by which an exact value can be found without being stored in clear."""
    return hmac.new(_check(key), value.encode(), hashlib.sha256).digest()


def looks_sealed(value: bytes) -> bool:
    """Whether these bytes have the form of a sealed value; only opening proves that they are one."""
    return len(value) >= OVERHEAD_BYTES and value[0] == VERSION


def _place(*parts: Any) -> bytes:
    """The associated data: every part with its length before it, so that ("ab", "c") is not ("a", "bc")."""
    encoded = [str(part).encode() for part in parts]
    return bytes([VERSION]) + b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


@functools.lru_cache(maxsize=1024)
def _cipher(key: bytes) -> AESGCM:
    """Preparing a key costs twice what sealing a short text with it does."""
    return AESGCM(_check(key))


def _check(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return key


def _seal(key: bytes, plaintext: bytes, place: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return bytes([VERSION]) + nonce + _cipher(key).encrypt(nonce, plaintext, place)


def _open(key: bytes, sealed: bytes, place: bytes) -> bytes:
    if not looks_sealed(sealed):
        raise Tampered("not a sealed value of a known version")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, ciphertext, place)
    except InvalidTag as wrong:
        raise Tampered("the value does not open in this place") from wrong
