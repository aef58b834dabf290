"""The system checks of the locks: each zero has its seeded defect."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from anchor.access import checks
from anchor.access.matrix import MATRIX
from anchor.access.outside import OUTSIDE
from anchor.access.vocabulary import Record
from anchor.tenancy.tenant import TenantForeignKey
from meetings.models import SectorNote


def ids(errors):
    return [error.id for error in errors]


def test_every_model_has_exactly_one_place():
    assert checks.every_model_has_its_place() == []


def test_a_model_in_no_list_is_noticed(monkeypatch):
    monkeypatch.delitem(OUTSIDE, "core.Job")

    (error,) = checks.every_model_has_its_place()
    assert "core.Job stands neither" in error.msg


def test_a_model_in_both_lists_is_noticed(monkeypatch):
    monkeypatch.setitem(OUTSIDE, MATRIX[Record.CASE_SHELL].model, OUTSIDE["core.Job"])

    (error,) = checks.every_model_has_its_place()
    assert "clients.Case stands both" in error.msg


def test_every_child_carries_its_tenant_to_the_parent():
    assert checks.every_child_keeps_its_tenant() == []


def test_a_plain_foreign_key_between_tenant_tables_is_noticed(monkeypatch):
    field = SectorNote._meta.get_field("case")
    monkeypatch.setattr(field, "__class__", TenantForeignKey.__mro__[1])

    assert "access.E002" in ids(checks.every_child_keeps_its_tenant())


@pytest.mark.django_db
class TestNobodyRunsAsOwner:
    def test_the_owner_may_not_start_the_program(self, settings):
        settings.LOGIN = "app"

        assert "access.E004" in ids(checks.nobody_runs_as_owner(databases=["default"]))

    def test_the_application_may(self, settings):
        settings.LOGIN = "app"
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE anchor_app")

        assert checks.nobody_runs_as_owner(databases=["default"]) == []

    def test_a_table_without_a_wall_is_noticed(self, settings):
        settings.LOGIN = "app"
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE clients_consent DISABLE ROW LEVEL SECURITY")
            cursor.execute("SET LOCAL ROLE anchor_app")

        (error,) = checks.nobody_runs_as_owner(databases=["default"])
        assert error.id == "access.E005"
        assert "clients_consent" in error.msg

    def test_a_server_that_could_look_over_the_wall_does_not_start(self, settings, monkeypatch):
        settings.LOGIN = "app"

        monkeypatch.setattr(connection, "close", lambda: None)
        with pytest.raises(ImproperlyConfigured, match="owns"):
            checks.refuse_unsafe_start()

    def test_a_server_under_the_applications_login_starts(self, settings, monkeypatch):
        settings.LOGIN = "app"
        monkeypatch.setattr(connection, "close", lambda: None)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE anchor_app")

        checks.refuse_unsafe_start()
