"""The wall alone: no rule of the program is asked here, only the database."""

import uuid

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from anchor.access.matrix import MATRIX
from anchor.access.outside import OUTSIDE
from anchor.tenancy.scope import Scope, scoped
from tests import factories

WALLED = sorted({apps.get_model(row.model)._meta.db_table for row in MATRIX.values()})
STRANGERS = ["other_municipality_coordinator", "neighbour_team_member", "municipal_manager", "national_coordinator"]
STRANGERS += ["auditor", "register_officer", "superior", "administrator"]


@pytest.fixture
def full_world(world):
    """Rows in the tables of all rooms, of one team."""
    factories.meeting_held(world, world.case, by="responsible_social_worker", present=("police_officer_on_the_case",))
    return world


def foreign_rows(world, table):
    """How many rows of Hämeenlinna's first team there are, counted as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE tenant_id = '109'")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_reads_nothing_from_any_table(full_world, who):
    seen = {}
    with full_world.acting_as(who), connection.cursor() as cursor:
        for table in WALLED:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE tenant_id = '109'")
            seen[table] = cursor.fetchone()[0]

    assert {table: count for table, count in seen.items() if count} == {}


def test_the_tables_a_stranger_was_asked_about_hold_rows(full_world):
    filled = [table for table in WALLED if foreign_rows(full_world, table)]

    assert len(filled) >= 18, filled


def test_no_scope_reads_nothing(full_world):
    with scoped(Scope()), connection.cursor() as cursor:
        for table in WALLED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.parametrize("table", WALLED)
def test_every_tenant_table_has_row_level_security(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [table])
        walled = cursor.fetchone()[0]
        cursor.execute("SELECT polcmd FROM pg_policy WHERE polrelid = %s::regclass", [table])
        commands = {row[0] for row in cursor.fetchall()}

    assert walled
    assert {"r", "a", "w"} <= {c.decode() if isinstance(c, bytes) else c for c in commands}


def test_every_table_of_the_database_has_its_place(db):
    known = set(WALLED) | {apps.get_model(label)._meta.db_table for label in OUTSIDE}
    known |= {"django_migrations", "auth_group_permissions"}

    assert set(connection.introspection.table_names()) == known


def test_the_application_has_exactly_the_rights_declared(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name, substr(privilege_type, 1, 1) FROM information_schema.role_column_grants"
            " WHERE grantee = 'anchor_app' AND privilege_type <> 'REFERENCES'"
            " UNION SELECT table_name, 'D' FROM information_schema.role_table_grants"
            " WHERE grantee = 'anchor_app' AND privilege_type = 'DELETE'"
        )
        found: dict[str, str] = {}
        for table, right in cursor.fetchall():
            found[table] = "".join(sorted(found.get(table, "") + right))
    declared = {apps.get_model(label)._meta.db_table: "".join(sorted(o.app)) for label, o in OUTSIDE.items() if o.app}
    for row in MATRIX.values():
        declared[apps.get_model(row.model)._meta.db_table] = "".join(sorted("SIU" + ("D" if row.deletable else "")))

    assert found == declared


def test_the_statistics_login_reads_facts_and_writes_its_steps_and_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'anchor_statistics'"
        )
        rights = set(cursor.fetchall())

    assert {table for table, right in rights if right != "SELECT"} == {"core_jobstep"}
    assert not {table for table, _ in rights if table.startswith(("clients", "meetings", "referrals", "audit"))}


def test_a_child_that_points_at_a_foreign_parent_is_refused(world):
    with pytest.raises(IntegrityError, match="same_tenant"), transaction.atomic():
        factories.meeting_held(world, world.case, by="responsible_social_worker")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE meetings_meeting SET case_id = %s", [world.foreign_case.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_row_cannot_be_written_into_another_tenant(world):
    with pytest.raises(Exception, match="row-level security"), world.acting_as("responsible_social_worker"):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_draft (id, tenant_id, membership_id, form, about, saved_at)"
                " VALUES (%s, '837', %s, 'x', '', %s)",
                [uuid.uuid4(), world.people["responsible_social_worker"].pk, timezone.now()],
            )


def test_a_row_cannot_be_moved_to_another_team(world):
    with pytest.raises(Exception, match="row-level security"), world.acting_as("responsible_social_worker"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clients_case SET team_id = %s", [world.teams["hame_two"].pk])


def test_the_wall_is_frozen_into_migrations_as_the_matrix_says(db):
    call_command("make_wall", "--check", verbosity=0)


def test_a_changed_matrix_is_noticed(db, monkeypatch):
    from django.core.management import CommandError

    from anchor.access.vocabulary import READ, Record, Relation

    monkeypatch.setitem(MATRIX[Record.SECTOR_NOTE].opens, Relation.TAKES_PART, READ)

    with pytest.raises(CommandError, match="meetings"):
        call_command("make_wall", "--check", verbosity=0)


@pytest.mark.parametrize("column", ["email", "name", "is_active"])
def test_the_application_cannot_change_who_somebody_is(world, column):
    with pytest.raises(Exception, match="permission denied"), world.acting_as("coordinator"):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE accounts_user SET {column} = {column}")
