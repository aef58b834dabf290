"""Encrypted values: only the right key in the right place opens them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor.core import crypto
from anchor.core.crypto import Tampered, lookup_hash, new_key, open_sealed, seal, unwrap_key, wrap_key

KEY = new_key()
PLACE = {"tenant": "091", "table": "clients_client", "column": "address", "row": "01a2"}
places = st.fixed_dictionaries(dict.fromkeys(PLACE, st.text(max_size=6)))


@given(st.text(), places)
def test_what_was_sealed_opens_in_its_place(text, place):
    sealed = seal(KEY, text, **place)

    assert open_sealed(KEY, sealed, **place) == text
    assert crypto.looks_sealed(sealed)
    assert len(sealed) == len(text.encode()) + crypto.OVERHEAD_BYTES


@given(places, places)
def test_a_value_opens_nowhere_else(place, elsewhere):
    sealed = seal(KEY, "Satamakatu 1", **place)

    if place == elsewhere:
        assert open_sealed(KEY, sealed, **elsewhere) == "Satamakatu 1"
    else:
        with pytest.raises(Tampered):
            open_sealed(KEY, sealed, **elsewhere)


def test_no_two_places_share_a_name():
    sealed = seal(KEY, "x", **PLACE | {"table": "ab", "column": "c"})
    with pytest.raises(Tampered):
        open_sealed(KEY, sealed, **PLACE | {"table": "a", "column": "bc"})


@given(st.data())
def test_one_changed_bit_is_noticed(data):
    sealed = bytearray(seal(KEY, "Satamakatu 1", **PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        open_sealed(KEY, bytes(sealed), **PLACE)


@pytest.mark.parametrize("length", range(30))
def test_a_cut_value_is_noticed(length):
    with pytest.raises(Tampered):
        open_sealed(KEY, seal(KEY, "Satamakatu 1", **PLACE)[:length], **PLACE)


def test_another_key_does_not_open():
    with pytest.raises(Tampered):
        open_sealed(new_key(), seal(KEY, "x", **PLACE), **PLACE)


def test_the_same_text_never_looks_the_same():
    assert len({seal(KEY, "x", **PLACE) for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 31, b"x" * 33])
def test_a_key_of_the_wrong_length_is_a_mistake(key):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, "x", **PLACE)
    with pytest.raises(ValueError, match="32 bytes"):
        lookup_hash(key, "x")


def test_a_wrapped_key_opens_with_its_master_for_its_tenant_only():
    master, key = new_key(), new_key()
    wrapped = wrap_key(master, key, "091")

    assert unwrap_key(master, wrapped, "091") == key
    assert key not in wrapped
    for wrong_master, tenant in ((new_key(), "091"), (master, "092")):
        with pytest.raises(Tampered):
            unwrap_key(wrong_master, wrapped, tenant)


def test_a_wrapped_key_is_not_a_value():
    with pytest.raises(Tampered):
        open_sealed(KEY, wrap_key(KEY, new_key(), "091"), **PLACE)


def test_a_lookup_hash_is_the_same_for_the_same_key_and_value_only():
    assert lookup_hash(KEY, "150612A902P") == lookup_hash(KEY, "150612A902P")
    assert lookup_hash(KEY, "150612A902P") != lookup_hash(KEY, "150612B902P")
    assert lookup_hash(KEY, "150612A902P") != lookup_hash(new_key(), "150612A902P")
    assert len(lookup_hash(KEY, "x")) == 32
