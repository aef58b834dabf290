"""Data keys are remembered, and a key whose making was rolled back is not."""

import base64
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from anchor.core import keys
from anchor.core.crypto import new_key


@pytest.fixture
def source(monkeypatch):
    """A source of keys that counts how often it is asked, in place of the installation's."""

    class Source:
        def __init__(self):
            self.keys = {}
            self.asked = []

        def __call__(self, tenant_id):
            self.asked.append(tenant_id)
            if tenant_id not in self.keys:
                raise LookupError(tenant_id)
            return self.keys[tenant_id]

    source = Source()
    source.keys = {"091": new_key(), "049": new_key()}
    monkeypatch.setattr(keys, "_source", source)
    keys.forget_keys()
    yield source
    keys.forget_keys()


@pytest.fixture
def outside(monkeypatch):
    """No transaction is open, as in a bulk loader."""
    monkeypatch.setattr(keys, "connection", SimpleNamespace(in_atomic_block=False))


def test_a_key_is_asked_for_once(source, outside):
    assert keys.data_key("091") == keys.data_key("091") == source.keys["091"]
    assert keys.data_key("049") != keys.data_key("091")
    assert source.asked == ["091", "049"]


def test_a_tenant_without_a_key_is_asked_for_again(source, outside):
    with pytest.raises(LookupError):
        keys.data_key("837")
    source.keys["837"] = new_key()

    assert keys.data_key("837") == source.keys["837"]


def test_the_memory_is_bounded_and_drops_the_oldest(source, outside, monkeypatch):
    monkeypatch.setattr(keys, "_MOST_KEYS_KEPT", 2)
    source.keys["837"] = new_key()
    for tenant in ("091", "049", "091", "837", "091", "049"):
        keys.data_key(tenant)

    assert source.asked == ["091", "049", "837", "049"]


@pytest.mark.django_db
def test_a_key_is_asked_for_once_in_a_transaction_and_kept_after_its_commit(source, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        keys.data_key("091")
        keys.data_key("091")
        assert "091" not in keys._kept
    keys.data_key("091")

    assert source.asked == ["091"]
    assert "091" in keys._kept


@pytest.mark.django_db
def test_a_key_whose_making_was_rolled_back_is_forgotten(source):
    with transaction.atomic():
        keys.data_key("091")
        transaction.set_rollback(True)
    source.keys["091"] = new_key()

    assert keys.data_key("091") == source.keys["091"]
    assert source.asked == ["091", "091"]


@pytest.mark.django_db
def test_another_thread_does_not_see_a_key_of_this_transaction(source):
    keys.data_key("091")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: list(keys._held.keys)).result() == []


def test_the_master_key_is_32_bytes_in_base64(settings):
    for name, function in (("MASTER_KEY", keys.master_key), ("LOOKUP_KEY", keys.lookup_key)):
        key = new_key()
        setattr(settings, name, base64.urlsafe_b64encode(key).decode())
        assert function() == key
        setattr(settings, name, base64.urlsafe_b64encode(key).decode().rstrip("="))
        assert function() == key


@pytest.mark.parametrize("wrong", ["", None, "c2hvcnQ=", "not base64 at all!", "A" * 44])
def test_a_wrong_master_key_stops_the_program(settings, wrong):
    settings.MASTER_KEY = wrong
    with pytest.raises(ImproperlyConfigured, match="MASTER_KEY"):
        keys.master_key()
