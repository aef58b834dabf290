"""The login that counts: it cannot read a name even if it wants to. Asked over a connection of its own."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from psycopg import sql

from anchor.core.embedded.addresses import database_settings

READS = {
    "reporting_contactfact",
    "reporting_casefact",
    "reporting_meetingfact",
    "reporting_referralfact",
    "accounts_team",
    "accounts_teamarea",
    "accounts_organisation",
    "tenancy_municipality",
    "tenancy_wellbeingcounty",
    "tenancy_policedepartment",
    "tenancy_codelistentry",
    "core_job",
    "core_jobstep",
}
CHANGES = {"core_jobstep"}
ACTS = {
    "SELECT": "SELECT 1 FROM {} LIMIT 1",
    "INSERT": "INSERT INTO {} DEFAULT VALUES",
    "UPDATE": "UPDATE {} SET {key} = {key} WHERE false",
    "DELETE": "DELETE FROM {} WHERE false",
}


@pytest.fixture
def statistics(db):
    """A connection of the statistics login to the tests' database."""
    there = database_settings("statistics")
    with psycopg.connect(
        host=there["HOST"],
        port=there["PORT"],
        user=there["USER"],
        password=there["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as own:
        assert own.execute("SELECT current_user").fetchone() == ("anchor_statistics",)
        yield own


KEYS = {model._meta.db_table: model._meta.pk.column for model in apps.get_models(include_auto_created=True)}
TABLES = KEYS | {"django_migrations": "id"}


def may(own: psycopg.Connection, act: str, table: str) -> bool:
    """Whether the database lets the login do it; what is let in may still fail for its own reasons."""
    statement = sql.SQL(ACTS[act]).format(sql.Identifier(table), key=sql.Identifier(TABLES[table]))
    try:
        own.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.NotNullViolation:
        return True
    return True


def test_it_reads_facts_and_areas_and_no_other_table(statistics):
    assert {table for table in TABLES if may(statistics, "SELECT", table)} == READS


@pytest.mark.parametrize("table", ["clients_client", "clients_clientidentity", "audit_auditrow", "accounts_user"])
def test_it_cannot_read_names(statistics, table):
    assert not may(statistics, "SELECT", table)


def test_it_changes_the_steps_of_jobs_and_nothing_else(statistics):
    acts = ("INSERT", "UPDATE", "DELETE")
    changed = {(act, table) for act in acts for table in TABLES if may(statistics, act, table)}

    assert changed == {("UPDATE", table) for table in CHANGES}


@pytest.mark.parametrize("role", ["anchor_app", "anchor_owner", "postgres"])
def test_it_cannot_become_anybody_else(statistics, role):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        statistics.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))


def test_it_makes_no_table_and_no_function(statistics):
    for statement in ("CREATE TABLE mine (x int)", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            statistics.execute(statement)


def test_it_calls_no_function_that_reads_for_it(statistics):
    """A function that runs with its owner's rights would hand the names back."""
    found = statistics.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND has_function_privilege(oid, 'EXECUTE')"
        " AND pronamespace = 'public'::regnamespace"
    ).fetchall()

    assert found == []
