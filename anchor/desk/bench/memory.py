"""How long sealing and verifying a memory takes, measured in a bench's invented country, whose own memory is thrown away."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from anchor.audit.sealing import export, offline, verifying
from anchor.audit.sealing.sealer import Sealer
from anchor.audit.sealing.signing import Signer, pem

AT_ONCE = 50_000  # rows a transaction
EMPTY = "TRUNCATE audit_auditrow, audit_sealrow"
FILL = """
INSERT INTO audit_auditrow (id, at, verb, refused, user_id, membership_id, role, sector, tenant_id, team_id, controller,
    target_type, target_id, case_id, ground, sections, detail)
SELECT uuidv7(), now() + number * interval '1 ms', 'listed', false, gen_random_uuid(), gen_random_uuid(), 'member', 'social',
    '109', 4, 'county:07', 'clients.Case', gen_random_uuid(), gen_random_uuid(), 'consent', ARRAY['identity', 'summary'],
    '{"route": "case", "status": 200}'
FROM generate_series(1, %s) AS number
"""


def memory(rows: int) -> dict[str, float]:
    """Seconds for sealing so many rows, for verifying them in the database, and from an export. Raises RuntimeError."""
    with connection.cursor() as cursor, tempfile.TemporaryDirectory() as folder:
        cursor.execute(EMPTY)
        for _ in range(rows // AT_ONCE):
            cursor.execute(FILL, [AT_ONCE])
        cursor.execute("VACUUM ANALYZE audit_auditrow")
        try:
            return _measured(Path(folder), rows)
        finally:
            cursor.execute(EMPTY)


def _measured(folder: Path, rows: int) -> dict[str, float]:
    signer, keys, exported = Signer(os.urandom(32)), folder / "keys.pem", folder / "memory.jsonl"
    keys.write_text(pem(signer.public))
    sealer = Sealer(signer, {signer.name: signer.public}, folder / "anchor.jsonl")
    sealing, seals = _timed(lambda: sealer.run(longest=600))
    inside, (verdict, _) = _timed(lambda: verifying.verify(keys, sealer.anchor))
    export.write(exported)
    outside, again = _timed(lambda: offline.verify(exported, keys, sealer.anchor))
    if sum(seal.rows for seal in seals) != rows or verdict.code or again.code or again.rows != rows:
        raise RuntimeError("the memory that was measured does not verify")
    return {"sealing": sealing, "inside": inside, "outside": outside}


def _timed[T](act: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result
