"""Sealing: what is sealed and when, after which crash, and under which login."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from anchor.audit.models import SealRow
from anchor.audit.sealing import anchor, rows, stored
from anchor.audit.sealing.sealer import ONE_AT_A_TIME, Sealer, SealingRefused
from anchor.audit.sealing.signing import pem
from tests.audit.conftest import another_connection, signer
from tests.databases import addresses


def test_what_was_written_is_sealed_once(memory):
    memory.write(3)
    memory.write(2)

    assert sum(seal.rows for seal in memory.seal()) == 5
    assert memory.sealer.run() == []
    assert memory.verdict().code == 0


def test_nothing_written_nothing_sealed(memory):
    assert memory.sealer.run() == []
    assert stored.latest_root() is None
    assert not memory.anchor.exists()


def test_each_seal_names_the_one_before_it(memory):
    for _ in range(3):
        memory.write()
        memory.seal()

    seals = stored.seals()
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal.previous for seal in seals[1:]] == [seal.head for seal in seals[:-1]]
    assert [seal.since for seal in seals[1:]] == [seal.below for seal in seals[:-1]]
    assert anchor.read(memory.anchor).seals == seals
    assert stored.latest_root() == seals[-1]


def test_a_transaction_that_is_not_over_waits_for_a_later_seal(memory):
    insert = "INSERT INTO audit_auditrow (id, at, verb, refused, role, sector, tenant_id, controller, target_type, ground, sections, detail)"
    insert += " VALUES (gen_random_uuid(), now(), 'opened', false, '', '', '', '', '', '', '{}', '{}')"
    with another_connection("app") as slow:
        slow.execute(insert)
        memory.write()
        assert memory.sealer.run() == []
        slow.commit()

    assert sum(seal.rows for seal in memory.seal()) == 2


def test_a_long_wait_is_sealed_in_parts_and_no_transaction_is_torn(memory, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 4)
    for count in (3, 3, 9, 1):
        memory.write(count)

    made = memory.seal()

    assert sum(seal.rows for seal in made) == 16
    assert {seal.rows for seal in made} <= {1, 3, 4, 9, 10}
    assert len(made) > 2
    assert memory.verdict().code == 0


def test_two_sealers_do_not_meet(memory):
    memory.write()
    with another_connection("owner", autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        assert memory.sealer.run() == []
    assert len(memory.seal()) == 1


class TestCrashes:
    def test_between_commit_and_anchor(self, memory, monkeypatch):
        memory.write()
        memory.seal()
        memory.write()
        with monkeypatch.context() as crash, pytest.raises(KeyboardInterrupt):
            crash.setattr(anchor, "append", interrupted)
            memory.seal()
        assert memory.verdict().code == 0  # and it says that one is not anchored
        assert any("not in this anchor" in line for line in memory.verdict().lines())

        memory.write()
        memory.seal()

        assert anchor.read(memory.anchor).seals == stored.seals()
        assert memory.verdict().code == 0

    def test_before_the_very_first_line(self, memory, monkeypatch):
        memory.write()
        with monkeypatch.context() as crash, pytest.raises(KeyboardInterrupt):
            crash.setattr(anchor, "append", interrupted)
            memory.seal()

        memory.sealer.run()

        assert anchor.read(memory.anchor).seals == stored.seals() != []

    @pytest.mark.parametrize("kept", [1, 100, -1])
    def test_in_the_middle_of_a_line_twice(self, memory, kept):
        for _ in range(2):
            memory.write()
            memory.seal()
        *whole, last = memory.anchor.read_bytes().splitlines(keepends=True)
        memory.anchor.write_bytes(b"".join(whole) + last[:kept] + b"\n" + last[:40])

        memory.sealer.run()

        read = anchor.read(memory.anchor)
        assert (read.seals, read.faults) == (stored.seals(), [])
        assert memory.verdict().code == 0

    def test_before_the_commit_leaves_nothing(self, memory, monkeypatch):
        memory.write()
        with monkeypatch.context() as crash, pytest.raises(KeyboardInterrupt):
            crash.setattr(stored, "keep", interrupted)
            memory.seal()

        assert stored.latest_root() is None
        assert not memory.anchor.exists()
        assert memory.seal()[0].number == 1


def interrupted(*arguments):
    raise KeyboardInterrupt


class TestRefusals:
    """What is no crash is not mended: nothing more is sealed until somebody has looked."""

    @pytest.fixture(autouse=True)
    def three_seals(self, memory):
        for _ in range(3):
            memory.write()
            memory.seal()
        memory.write()

    def refused(self, memory, why):
        before = memory.anchor.read_bytes() if memory.anchor.exists() else None
        with pytest.raises(SealingRefused, match=why):
            memory.sealer.run()
        assert (memory.anchor.read_bytes() if memory.anchor.exists() else None) == before

    def test_seals_are_gone_from_the_database(self, memory):
        SealRow.objects.order_by("-number").first().delete()
        self.refused(memory, "the anchor's seal 3 is not the database's seal 2")

    def test_the_anchor_is_gone(self, memory):
        memory.anchor.unlink()
        self.refused(memory, "seal 3 after the anchor's beginning")

    def test_the_anchor_misses_two(self, memory):
        memory.anchor.write_bytes(memory.anchor.read_bytes().splitlines(keepends=True)[0])
        self.refused(memory, "it comes after seal 1")

    def test_the_last_seal_was_rewritten(self, memory):
        SealRow.objects.filter(number=3).update(rows=7)
        self.refused(memory, "seal 3 is not")

    def test_a_seal_that_the_key_did_not_sign_is_not_anchored(self, memory):
        memory.anchor.write_bytes(b"".join(memory.anchor.read_bytes().splitlines(keepends=True)[:2]))
        SealRow.objects.filter(number=3).update(signature="00" * 64)
        self.refused(memory, "wrong signature")

    def test_the_database_was_filled_from_a_dump_into_a_younger_server(self, memory, monkeypatch):
        monkeypatch.setattr(rows, "finished", lambda: 3)
        self.refused(memory, "stand at 3, before seal 3")


class TestLogins:
    def test_the_sealer_seals_under_its_own_login(self, memory):
        memory.write(2)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE anchor_sealer")
            try:
                made = []
                while not made:
                    made = memory.sealer.run()
            finally:
                cursor.execute("RESET ROLE")

        assert made[0].rows == 2

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_sealrow SET rows = 1",
            "DELETE FROM audit_sealrow",
            "INSERT INTO audit_auditrow (id) VALUES (gen_random_uuid())",
            "UPDATE audit_auditrow SET verb = 'x'",
            "DELETE FROM audit_auditrow",
            "SELECT 1 FROM clients_client",
            "SELECT 1 FROM accounts_user",
        ],
    )
    def test_the_sealer_changes_nothing_and_reads_nothing_else(self, db, statement):
        assert denied("anchor_sealer", statement)

    @pytest.mark.parametrize("role", ["anchor_app", "anchor_statistics"])
    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO audit_sealrow (number) VALUES (1)",
            "UPDATE audit_sealrow SET rows = 1",
            "DELETE FROM audit_sealrow",
        ],
    )
    def test_nobody_else_seals(self, db, role, statement):
        assert denied(role, statement)

    def test_the_statistics_login_reads_no_memory(self, db):
        assert denied("anchor_statistics", "SELECT 1 FROM audit_auditrow")

    def test_the_application_reads_the_last_root_for_its_reports(self, world):
        with world.acting_as("responsible_social_worker"):
            assert stored.latest_root() is None


def denied(role, statement):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
    return True


def test_the_command_seals_in_a_process_of_its_own(memory, tmp_path):
    """The whole way: the sealer's login, the key from the environment, the anchor where the environment says."""
    memory.write(2)
    told = addresses(connection.settings_dict["NAME"]) | {
        "ANCHOR_LOGIN": "sealer",
        "ANCHOR_SEAL_KEY": "A" * 43,
        "ANCHOR_SEAL_ANCHOR": str(tmp_path / "elsewhere" / "anchor.jsonl"),
        "ANCHOR_VAR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "anchor.settings.test",
    }
    for _ in range(100):
        line = [sys.executable, "manage.py", "audit", "seal"]
        done = subprocess.run(
            line, env=os.environ | told, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
        )
        if re.search(r"over 2 rows", done.stdout):
            break

    keys = tmp_path / "elsewhere" / "public-keys.pem"
    assert keys.read_text() == pem(signer(0).public)
    assert len(anchor.read(tmp_path / "elsewhere" / "anchor.jsonl").seals) == 1


def test_the_public_key_that_seals_was_signed_with_is_asked_for(memory):
    memory.write()
    memory.seal()
    memory.keys.write_text(pem(signer(2).public))

    assert "unknown key" in memory.verdict().first_bad.what
    memory.keys.write_text(pem(signer(2).public) + pem(signer(1).public))
    assert memory.verdict().code == 0


def test_after_a_change_of_keys_both_are_believed(memory):
    memory.write()
    memory.seal()
    both = {one.name: one.public for one in (signer(1), signer(2))}
    memory.keys.write_text("".join(map(pem, both.values())))
    memory.sealer = Sealer(signer(2), both, memory.anchor)
    memory.write()
    memory.seal()

    assert {seal.key for seal in stored.seals()} == set(both)
    assert memory.verdict().code == 0
