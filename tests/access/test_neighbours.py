"""Two teams of one municipality share a tenant, and nothing else: what one makes never hangs on the other's cases."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from clients.models import Case, ClientIdentity, Participation

REFUSED = pytest.raises(ProgrammingError, match="row-level security")
WHO = "neighbour_team_coordinator"


def copy_of(world, model, **where):
    """A stored row as the neighbours' coordinator would write it: in the own name and team, about the same parent."""
    row = world.everything(model).filter(**where).first()
    me = world.people[WHO]
    names = [field.attname for field in model._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names}
    return values | {"id": uuid.uuid4(), "author_id": me.pk, "team_id": me.team_id}


def insert(model, values):
    columns = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", list(values.values()))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_neighbouring_coordinator_puts_nobody_into_the_working_group(world):
    values = copy_of(world, Participation, case=world.case) | {"membership_id": world.people[WHO].pk}
    with REFUSED, world.acting_as(WHO):
        insert(Participation, values)


def test_a_neighbouring_coordinator_writes_no_identity_for_the_client(world):
    values = copy_of(world, ClientIdentity, client=world.case.client_id)
    values |= {"identity_code": None, "identity_hash": None}
    with REFUSED, world.acting_as(WHO):
        insert(ClientIdentity, values)


def test_a_neighbouring_coordinator_opens_no_case_on_the_client(world):
    values = copy_of(world, Case, pk=world.case.pk) | {"number": "2026-999", "stage_days": None}
    with pytest.raises(IntegrityError, match="_same_team"), world.acting_as(WHO):
        insert(Case, values)
