"""What `audit verify` says, in the database and of an export, and with which exit code it ends."""

import gzip
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from anchor.audit.sealing import anchor, export, offline, stored
from anchor.audit.sealing.seal import NotASeal, Seal


@pytest.fixture
def sealed(memory):
    """Three seals, and two rows after them."""
    for count in (3, 2, 4):
        memory.write(count)
        memory.seal()
    return memory


def verify(memory, *options, anchored=True):
    """Exit code and text of the command."""
    from io import StringIO

    out = StringIO()
    told = ["--anchor", str(memory.anchor)] if anchored else []
    try:
        call_command("audit", "verify", "--public-key", str(memory.keys), *told, *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


class TestInTheDatabase:
    def test_untouched(self, sealed):
        code, said = verify(sealed)
        assert code == 0
        assert "3 seals over 9 rows" in said
        assert stored.latest_root().head in said
        assert "Nothing was altered" in said

    def test_without_an_anchor_the_tail_is_open(self, sealed, superuser):
        superuser.execute("DELETE FROM audit_sealrow WHERE number = 3")
        superuser.execute("DELETE FROM audit_auditrow WHERE xact >= (SELECT max(below) FROM audit_sealrow)::text::xid8")

        code, said = verify(sealed, anchored=False)
        assert code == 3
        assert "tail not anchored" in said
        code, said = verify(sealed)
        assert code == 1
        assert "first at seal 3 " in said

    def test_the_first_bad_range_is_named_first(self, sealed, superuser):
        superuser.execute(
            "UPDATE audit_auditrow SET verb = 'listed' WHERE xact >= (SELECT since FROM audit_sealrow WHERE number = 2)::text::xid8"
        )
        code, said = verify(sealed)
        span = stored.seals()[1].range

        assert code == 1
        assert f"ALTERED, first at {span}: the rows were altered" in said
        assert "also seal 3 " in said

    def test_rows_that_wait_are_counted(self, sealed):
        sealed.write(2)
        assert verify(sealed)[1].startswith("2 rows are not sealed yet")

    def test_a_row_of_a_transaction_that_never_began(self, sealed, superuser):
        superuser.execute(
            "UPDATE audit_auditrow SET xact = '9000000000000' WHERE xact = (SELECT max(xact) FROM audit_auditrow)"
        )
        sealed.write()
        assert sealed.waiting() == 5
        code, said = verify(sealed)
        assert code == 1
        assert "4 rows of transactions that never began" in said

    def test_an_old_copy_of_the_anchor_vouches_for_what_it_has(self, sealed):
        sealed.anchor.write_bytes(b"".join(sealed.anchor.read_bytes().splitlines(keepends=True)[:2]))
        code, said = verify(sealed)
        assert code == 0
        assert "1 seals are not in this anchor" in said

    @pytest.mark.parametrize(
        ("spoil", "fault"),
        [
            (lambda lines: [lines[0], lines[2]], "comes after seal 1"),
            (lambda lines: [lines[1], lines[0], lines[2]], "comes after nothing"),
            (lambda lines: [lines[0], b"nonsense\n", *lines[1:]], "line 2 of the anchor is no seal"),
            (lambda lines: [lines[0].replace(b'"rows":3', b'"rows":4'), *lines[1:]], "wrong signature"),
        ],
    )
    def test_an_anchor_that_was_altered_is_noticed_too(self, sealed, spoil, fault):
        sealed.anchor.write_bytes(b"".join(spoil(sealed.anchor.read_bytes().splitlines(keepends=True))))
        code, said = verify(sealed)
        assert code == 1
        assert fault in said

    def test_what_cannot_be_read_is_no_verdict(self, sealed):
        sealed.anchor.unlink()
        assert verify(sealed)[0] == 2
        sealed.keys.write_text("no key")
        assert verify(sealed, anchored=False)[0] == 2

    def test_rows_hidden_by_a_policy_are_no_secret_to_the_verifier(self, sealed, superuser):
        superuser.execute("ALTER TABLE audit_auditrow FORCE ROW LEVEL SECURITY")
        try:
            with pytest.raises(Exception, match="row-level security"):
                verify(sealed)
        finally:
            superuser.execute("ALTER TABLE audit_auditrow NO FORCE ROW LEVEL SECURITY")


class TestOfAnExport:
    @pytest.mark.parametrize("name", ["memory.jsonl", "memory.jsonl.gz"])
    def test_untouched(self, sealed, tmp_path, name):
        sealed.write(2)
        path = tmp_path / name
        assert export.write(path) == 11
        assert path.stat().st_mode & 0o777 == 0o600
        assert verify(sealed, "--export", str(path))[0] == 0
        assert verify(sealed, "--export", str(path), anchored=False)[0] == 3

    def test_on_a_machine_without_a_database(self, sealed, tmp_path):
        path = tmp_path / "memory.jsonl"
        export.write(path)
        line = [sys.executable, "-m", "anchor.audit.sealing.offline", str(path), "--public-key", str(sealed.keys)]
        bare = {"PATH": os.defpath, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}

        def run():
            anchored = ["--anchor", str(sealed.anchor)]
            return subprocess.run(
                [*line, *anchored], env=bare, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
            )

        assert run().returncode == 0
        path.write_bytes(path.read_bytes().replace(b'"opened"', b'"listed"', 1))
        done = run()
        assert done.returncode == 1
        assert "first at seal 1 " in done.stdout
        path.write_text("something else")
        assert run().returncode == 2

    @pytest.mark.parametrize(
        ("spoil", "first"),
        [
            (lambda lines: [*lines[:3], *lines[4:]], 1),  # a row of the first seal
            (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 1),  # the order of two
            (lambda lines: [*lines[:7], lines[6], *lines[7:]], 2),  # one row twice
        ],
    )
    def test_rows_lost_swapped_or_doubled_on_the_way(self, sealed, tmp_path, spoil, first):
        path = tmp_path / "memory.jsonl"
        export.write(path)
        path.write_bytes(b"".join(spoil(path.read_bytes().splitlines(keepends=True))))
        code, said = verify(sealed, "--export", str(path))
        assert code == 1
        assert f"first at seal {first} " in said

    def test_a_part_of_an_export_is_no_export(self, sealed, tmp_path):
        path = tmp_path / "memory.jsonl"
        export.write(path)
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        for part in (whole[:-1][:-5], b"".join(lines[:-1]), b"".join(lines[:5]), b"", b"".join(lines[1:])):
            path.write_bytes(part)
            assert verify(sealed, "--export", str(path))[0] == 2
        cut = tmp_path / "cut.gz"
        cut.write_bytes(gzip.compress(whole)[:-20])
        assert verify(sealed, "--export", str(cut))[0] == 2

    def test_an_export_made_after_rows_were_altered(self, sealed, superuser, tmp_path):
        superuser.execute("DELETE FROM audit_auditrow WHERE xact = (SELECT min(xact) FROM audit_auditrow)")
        superuser.execute("DELETE FROM audit_sealrow WHERE number = 2")
        path = tmp_path / "memory.jsonl"
        export.write(path)
        verdict = offline.verify(path, sealed.keys, sealed.anchor)
        assert {finding.number for finding in verdict.findings} == {1, 2}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"number": 1}',
    ],
)
def test_what_is_no_seal_is_not_taken_for_one(line):
    with pytest.raises(NotASeal):
        Seal.from_line(line)


def test_a_seal_spelt_otherwise_is_not_taken_for_one(sealed):
    line = anchor.read(sealed.anchor).seals[0].line
    assert Seal.from_line(line).line == line
    for other in (
        line.replace(":", ": ", 1),
        line.replace('"rows":3', '"rows":true'),
        line.replace('"rows":3', '"rows":3.0'),
    ):
        with pytest.raises(NotASeal):
            Seal.from_line(other)
