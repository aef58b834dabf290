"""Nobody pulls a case over to themselves by raw SQL, nobody pushes rows into another tenant: the wall alone, tried."""

import uuid

import pytest
from celery import current_app
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from referrals.models import Arrival, Transfer, TransferParcel
from tests.referrals.transferring import SENDER, accept, send

REFUSED = pytest.raises(ProgrammingError, match="row-level security")
THERE = "other_municipality_coordinator"
ACCEPTING = (
    "UPDATE referrals_transfer SET state = 'accepted', answered_on = '2026-01-01', answered_by_id = %s WHERE id = %s"
)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda *args, **kwargs: None)


@pytest.fixture
def transfer(world):
    """A case of Hämeenlinna's team waits for Tampere's answer."""
    return send(world)


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def me(world, who):
    return world.people[who].pk


def columns_of(model):
    return [field.column for field in model._meta.concrete_fields]


def copied(world, model, row, **changes):
    """Insert the row anew under another key, with changes: every column as it stands, sealed texts too."""
    names = columns_of(model)
    given = {"id": uuid.uuid4(), **changes}
    taken = ", ".join("%s" if name in given else name for name in names)
    values = [given[name] for name in names if name in given]
    table = model._meta.db_table
    ask(f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table} WHERE id = %s", *values, row.pk)


def test_the_receiving_coordinator_sees_the_transfer_and_no_parcel_before_accepting(world, transfer):
    with world.acting_as(THERE):
        assert ask("SELECT id FROM referrals_transfer") == [(transfer.pk,)]
        assert ask("SELECT id FROM referrals_transferparcel") == []
        assert ask("SELECT id FROM clients_case WHERE id = %s", transfer.case_id) == []


@pytest.mark.parametrize("day", ["NULL", "'2099-01-01'"])
def test_while_it_waits_nobody_lengthens_it(world, transfer, day):
    world.everything(Transfer).update(lapses_on=timezone.localdate())
    with REFUSED, world.acting_as(THERE):
        ask(f"UPDATE referrals_transfer SET lapses_on = {day} WHERE id = %s", transfer.pk)


@pytest.mark.parametrize(
    "who", ["other_municipality_member", "neighbour_team_coordinator", "youth_worker_not_on_the_case"]
)
def test_nobody_else_sees_that_it_waits(world, transfer, who):
    with world.acting_as(who):
        assert ask("SELECT id FROM referrals_transfer") == []


@pytest.mark.parametrize("who", ["coordinator", "police_officer_on_the_case", SENDER])
def test_nobody_of_the_sending_side_accepts(world, transfer, who):
    with REFUSED, world.acting_as(who):
        ask(ACCEPTING, me(world, who), transfer.pk)


def test_nobody_accepts_in_the_name_of_another(world, transfer):
    with REFUSED, world.acting_as(THERE):
        ask(ACCEPTING, me(world, "other_municipality_member"), transfer.pk)


def test_the_receiver_takes_nothing_back(world, transfer):
    with REFUSED, world.acting_as(THERE):
        ask(ACCEPTING.replace("accepted", "taken_back"), me(world, THERE), transfer.pk)


def test_what_lost_its_consent_is_there_for_nobody_to_accept(world, transfer):
    world.everything(Transfer).update(lapses_on="2020-01-01")
    with world.acting_as(THERE):
        ask(ACCEPTING, me(world, THERE), transfer.pk)

    assert world.everything(Transfer).get(pk=transfer.pk).state == "waiting"


@pytest.mark.parametrize("who", [SENDER, THERE])
@pytest.mark.parametrize(
    "change",
    [
        "to_team_id = 1 + to_team_id",
        "tenant_id = '837'",
        "goes_along = '{}'",
        "initials = 'X'",
        "case_id = gen_random_uuid()",
    ],
)
def test_a_transfer_stays_as_it_was_sent(world, transfer, who, change):
    with REFUSED, world.acting_as(who):
        ask(f"UPDATE referrals_transfer SET {change} WHERE id = %s", transfer.pk)


def test_an_answer_is_given_once(world, transfer):
    accept(world, transfer)
    with REFUSED, world.acting_as(THERE):
        ask("UPDATE referrals_transfer SET state = 'waiting', answered_on = NULL, answered_by_id = NULL")


def test_nobody_sends_a_case_they_do_not_lead(world, transfer):
    """Not to themselves either: a coordinator elsewhere cannot offer a stranger's case to the own team."""
    with world.acting_as(SENDER):
        ask(ACCEPTING.replace("accepted", "taken_back"), me(world, SENDER), transfer.pk)
    waiting = {"state": "waiting", "answered_on": None, "answered_by_id": None}
    for who in ("police_officer_on_the_case", "coordinator"):
        with REFUSED, world.acting_as(who):
            copied(world, Transfer, transfer, author_id=me(world, who), **waiting)
    with world.acting_as(SENDER):
        copied(world, Transfer, transfer, **waiting)


def test_nobody_sends_what_is_accepted_already(world, transfer):
    with world.acting_as(SENDER):
        ask(ACCEPTING.replace("accepted", "taken_back"), me(world, SENDER), transfer.pk)
        with REFUSED, transaction.atomic():
            copied(world, Transfer, transfer, state="accepted", answered_by_id=me(world, SENDER))


def test_the_parcel_opens_to_who_accepted_and_to_nobody_of_theirs(world, transfer):
    with world.acting_as(THERE):
        ask(ACCEPTING, me(world, THERE), transfer.pk)
        assert ask("SELECT transfer_id FROM referrals_transferparcel") == [(transfer.pk,)]
    with world.acting_as("other_municipality_member"):
        assert ask("SELECT id FROM referrals_transferparcel") == []


def test_a_sender_who_no_longer_works_on_the_case_reads_no_parcel(world, transfer):
    world.case.grants(manager="_base_manager").filter(membership=world.people[SENDER]).delete()

    with world.acting_as(SENDER):
        assert ask("SELECT id FROM referrals_transferparcel") == []


def test_nothing_arrives_that_was_not_accepted(world, transfer):
    """A coordinator cannot make up an arrival, nor take one that came to a colleague for their own."""
    accept(world, transfer)
    arrival = world.everything(Arrival).get()
    for forged in ({"sent_as": uuid.uuid4()}, {"author_id": me(world, "other_municipality_member")}):
        with REFUSED, world.acting_as(THERE):
            copied(world, Arrival, arrival, **forged)


def test_the_sending_team_writes_nothing_into_the_receiving_tenant(world, transfer):
    accept(world, transfer)
    arrival = world.everything(Arrival).get()
    with world.acting_as(SENDER):
        assert ask("SELECT id FROM referrals_arrival") == []
        assert ask("SELECT id FROM referrals_carriedentry") == []
        copied_rows = ask("SELECT count(*) FROM clients_case WHERE id = %s", arrival.case_id)
    assert copied_rows == [(0,)]


def test_an_accepted_parcel_is_thrown_away_and_not_rewritten(world, transfer):
    with world.acting_as(THERE):
        ask(ACCEPTING, me(world, THERE), transfer.pk)
        with REFUSED, transaction.atomic():
            ask("UPDATE referrals_transferparcel SET contents = NULL")
        assert ask("DELETE FROM referrals_transferparcel WHERE transfer_id = %s", transfer.pk) == 1
    assert not world.everything(TransferParcel).exists()


EVERY_PARCEL = "DELETE FROM referrals_transferparcel"


@pytest.mark.parametrize("who", ["coordinator", "police_officer_on_the_case", THERE, "neighbour_team_coordinator"])
def test_nobody_throws_away_or_reads_a_parcel_that_waits(world, transfer, who):
    with world.acting_as(who):
        assert ask(EVERY_PARCEL) == 0
        assert ask("SELECT id FROM referrals_transferparcel") == []


@pytest.mark.parametrize(
    ("who", "gone"),
    [
        ("coordinator", 1),
        ("police_officer_on_the_case", 1),
        ("youth_worker_not_on_the_case", 0),
        ("guest_on_the_case", 0),
        ("neighbour_team_coordinator", 0),
        (THERE, 0),
    ],
)
def test_a_parcel_taken_back_is_thrown_away_unread_by_who_knows_of_the_transfer(world, transfer, who, gone):
    with world.acting_as(SENDER):
        ask(ACCEPTING.replace("accepted", "taken_back"), me(world, SENDER), transfer.pk)

    with world.acting_as(who):
        assert ask("SELECT id FROM referrals_transferparcel") == []
        assert ask(f"{EVERY_PARCEL} WHERE transfer_id = %s", transfer.pk) == 0  # looking for it finds nothing
        assert ask(EVERY_PARCEL) == gone
