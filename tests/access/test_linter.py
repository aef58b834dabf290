"""A linter for row-level security that somebody else wrote reads the database we made."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from anchor.access.outside import OUTSIDE


@pytest.fixture
def lint(tmp_path):
    """Findings of pgrls: (rule, table). What lies outside the wall is told to it from the declaration.

    Left out: SEC002 wants FORCE for the owner, but here the owner only makes the schema and builds worlds, and the program
    never runs as it (access.checks refuses to start); SEC013 warns of triggers, and ours only refuses; PERF003 guesses at indexes, which `make bench` measures.
    """
    outside = [apps.get_model(label)._meta.db_table for label in OUTSIDE] + [
        "django_migrations",
        "auth_group_permissions",
    ]
    config = tmp_path / "pgrls.toml"
    config.write_text(
        '[lint]\ndisable = ["SEC002", "SEC013", "PERF001", "PERF003"]\n[lint.rules.SEC001]\nallowlist = '
        + json.dumps([f"public.{t}" for t in outside])
    )

    def run():
        program = Path(sys.executable).with_name("pgrls")
        command = [program, "lint", "--database-url", database_url(), "--config", config, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        report = json.loads(done.stdout)
        found = report["violations"]
        return {(one["rule_id"], one["location"]) for one in found if one["severity"] != "info"}

    return run


def database_url():
    """The tests' database, as its owner."""
    settings = connection.settings_dict
    user, password, host = (quote(str(settings[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
    return f"postgresql://{user}:{password}@/{settings['NAME']}?host={host}&port={settings['PORT']}"


# The statistics login reads every fact, on purpose: facts carry no identifier, and the login reads nothing else.
FACTS = ("casefact", "contactfact", "meetingfact", "referralfact")
ON_PURPOSE = {
    (rule, f"public.reporting_{fact}.wall_statistics") for rule in ("SEC005", "SEC008", "SEC038") for fact in FACTS
} | {
    # Anybody adds to the memory, and its sealer reads all of it: hashes of rows are all that leaves.
    *((rule, "public.audit_auditrow.memory_to_be_sealed") for rule in ("SEC005", "SEC008", "SEC038")),
    *(
        (rule, f"public.audit_{policy}")
        for rule in ("SEC005", "SEC028")
        for policy in ("auditrow.memory_insert", "casenumber.number_insert")
    ),
    # Everybody may know who works where; only what opens protected data is guarded there.
    *((rule, "public.accounts_membership.who_works_where") for rule in ("SEC005", "SEC008", "SEC038")),
    # Which grip a grant is, is looked up among Django's permissions, which lie outside the wall.
    ("SEC025", "public.clients_casegrant.wall_insert"),
    # The one function that may look past the wall: it answers nothing to who calls it (access.md, What lies outside).
    ("SEC014", "public.anchor_presence"),
    # A case or a contact is of one tenant already, by the composite key of its children.
    ("SEC035", "public.clients_casereason (each_reason_once)"),
    ("SEC035", "public.clients_presencenotice (told_once_a_day)"),
    ("SEC035", "public.meetings_meeting (one_meeting_at_a_time)"),
}


@pytest.mark.django_db
def test_the_linter_finds_only_what_is_on_purpose(lint):
    assert lint() == ON_PURPOSE


@pytest.mark.django_db
def test_the_linter_notices_a_wall_that_was_taken_down(lint):
    with psycopg.connect(database_url(), autocommit=True) as owner:
        owner.execute("ALTER TABLE meetings_sectornote DISABLE ROW LEVEL SECURITY")
        try:
            surprises = lint() - ON_PURPOSE
        finally:
            owner.execute("ALTER TABLE meetings_sectornote ENABLE ROW LEVEL SECURITY")

    assert {location for _, location in surprises} == {"public.meetings_sectornote"}
