"""Who may start with which key."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from anchor.access.checks import refuse_unsafe_start
from anchor.audit.sealing.installation import refuse_misplaced_key, sealer
from anchor.audit.sealing.signing import pem
from anchor.core.embedded import secret_store
from tests.audit.conftest import signer


@pytest.fixture
def here(settings, tmp_path, monkeypatch):
    """An installation whose roots and keys stand in a folder of their own."""
    monkeypatch.delenv("ANCHOR_SEAL_KEY", raising=False)
    settings.LOGIN = "sealer"
    settings.SEAL_KEY = "A" * 43
    settings.SEAL_ANCHOR = tmp_path / "memory" / "anchor.jsonl"
    settings.SEAL_PUBLIC_KEYS = tmp_path / "memory" / "public-keys.pem"
    return settings


@pytest.mark.parametrize("key", ["", "short", "A" * 42 + "!"])
def test_the_sealer_does_not_start_without_a_key(here, key):
    here.SEAL_KEY = key
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEY"):
        refuse_misplaced_key()


@pytest.mark.parametrize("given", [None, "short"])
def test_production_invents_no_key_for_the_sealer(monkeypatch, given):
    monkeypatch.setenv("ANCHOR_PRODUCTION", "1")
    monkeypatch.delenv("ANCHOR_SEAL_KEY", raising=False)
    if given:
        monkeypatch.setenv("ANCHOR_SEAL_KEY", given)
    with pytest.raises(RuntimeError, match="ANCHOR_SEAL_KEY is"):
        secret_store.local_secret("SEAL_KEY")


@pytest.mark.parametrize("login", ["app", "statistics"])
def test_web_and_workers_do_not_start_with_the_sealers_key(here, login, monkeypatch):
    here.LOGIN = login
    monkeypatch.setenv("ANCHOR_SEAL_KEY", "A" * 43)
    with pytest.raises(ImproperlyConfigured, match="sealing worker's alone"):
        refuse_unsafe_start()


def test_no_process_of_another_login_reads_the_key(settings):
    assert settings.LOGIN == "owner"
    assert settings.SEAL_KEY == ""


def test_production_is_told_where_roots_are_kept(here, monkeypatch):
    here.IS_DEMO = False
    monkeypatch.delenv("ANCHOR_SEAL_ANCHOR", raising=False)
    with pytest.raises(ImproperlyConfigured, match="ANCHOR_SEAL_ANCHOR is not set"):
        refuse_misplaced_key()


def test_the_first_start_announces_its_public_key(here):
    refuse_misplaced_key()

    assert here.SEAL_PUBLIC_KEYS.read_text() == pem(signer(0).public)
    refuse_misplaced_key()


def test_another_key_is_refused_until_it_is_announced(here):
    sealer()
    here.SEAL_KEY = "B" * 43
    with pytest.raises(ImproperlyConfigured, match="does not hold the public key") as refusal:
        sealer()

    with here.SEAL_PUBLIC_KEYS.open("a") as file:
        file.write(str(refusal.value).partition("add\n")[2])
    assert len(sealer().keys) == 2


def test_lost_public_keys_are_not_invented_beside_an_anchor_that_exists(here):
    sealer()
    here.SEAL_PUBLIC_KEYS.unlink()
    here.SEAL_ANCHOR.touch()
    with pytest.raises(ImproperlyConfigured, match="No such file"):
        sealer()
