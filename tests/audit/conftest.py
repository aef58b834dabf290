"""A memory that other processes see, its sealer with a key of its own, and somebody who may do everything in the database."""

import time
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from anchor.audit.models import AuditRow, Verb
from anchor.audit.sealing import verifying
from anchor.audit.sealing.sealer import Sealer
from anchor.audit.sealing.signing import Signer, pem
from anchor.audit.services import _write
from anchor.core.embedded.addresses import database_settings
from anchor.core.ids import uuid7

PATIENCE = 60  # seconds until the transactions of other test processes on the same server are over


def signer(number=1):
    return Signer(bytes([number]) * 32)


@dataclass
class Memory:
    """The tests' memory with its sealer, keys and anchor."""

    sealer: Sealer
    keys: object

    @property
    def anchor(self):
        return self.sealer.anchor

    def write(self, rows=1, **values):
        """Rows of one transaction."""
        with transaction.atomic():
            _write(
                [AuditRow(at=timezone.now(), verb=Verb.OPENED, **{"target_id": uuid7()} | values) for _ in range(rows)]
            )

    def seal(self):
        """Seal until nothing waits any more: other test processes hold the horizon back for a while."""
        made, deadline = [], time.monotonic() + PATIENCE
        while True:
            made += self.sealer.run()
            if not self.waiting():
                return made
            assert time.monotonic() < deadline, "another transaction on this server does not end"
            time.sleep(0.05)

    def waiting(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM audit_auditrow WHERE xact >= coalesce((SELECT max(below) FROM audit_sealrow), 0)::text::xid8"
            )
            return cursor.fetchone()[0]

    def verdict(self, *, anchored=True):
        return verifying.verify(self.keys, self.anchor if anchored else None)[0]


@pytest.fixture
def memory(committed, tmp_path):
    keys = tmp_path / "keys.pem"
    keys.write_text(pem(signer().public))
    return Memory(Sealer(signer(), {signer().name: signer().public}, tmp_path / "anchor.jsonl"), keys)


def another_connection(login, **how):
    there = database_settings(login)
    return psycopg.connect(
        host=there["HOST"],
        port=there["PORT"],
        user=there["USER"],
        password=there["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        **how,
    )


@pytest.fixture
def superuser(memory):
    """May do everything, and no trigger stops them."""
    with another_connection("admin", autocommit=True) as own:
        own.execute("SET session_replication_role = replica")
        yield own
