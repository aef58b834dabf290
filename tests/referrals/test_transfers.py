"""A case goes to another team: sent, taken back, accepted, declined."""

import datetime

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.dates import birthday
from anchor.core.errors import Conflict, DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Client, ClientAddress, ClientIdentity, Consent, RelatedPerson
from clients.services import closing
from clients.services.consents import withdraw_consent
from clients.services.protection import cover_people
from referrals.models import Arrival, CarriedEntry, Kind, Transfer, TransferParcel
from referrals.services import arrivals, settling, transfers
from tests import factories
from tests.referrals.transferring import EVERYTHING, accept, agreed_to_tell, offered, send

SENDER, THERE = "responsible_social_worker", "other_municipality_coordinator"
NEW_WORKER = "other_municipality_member"


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """What is sent to the workers is done by the tests themselves."""
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda *args, **kwargs: None)


def row(world, model, **where):
    return world.everything(model).get(**where)


def settled(world, transfer):
    assert settling.settle(transfer.pk, transfer.author_id, transfer.team_id)
    return row(world, Case, pk=transfer.case_id)


@pytest.mark.parametrize("where", ["tampere", "hame_two"])
def test_an_accepted_case_begins_anew_in_the_other_team(world, where):
    """Another municipality's team, and the other team of the same municipality."""
    coordinator = {"tampere": THERE, "hame_two": "neighbour_team_coordinator"}[where]
    worker = {"tampere": NEW_WORKER, "hame_two": "neighbour_team_member"}[where]
    transfer = send(world, to=where)

    case = accept(world, transfer, by=coordinator, responsible=worker)

    new, old = row(world, Case, pk=case.pk), row(world, Case, pk=world.case.pk)
    assert (new.team_id, new.client_id != old.client_id) == (world.teams[where].pk, True)
    assert (new.number != old.number, new.initials, new.stage) == (True, old.initials, "selected")
    assert row(world, Client, pk=new.client_id).family_name == "Lumikanto"
    assert row(world, Arrival, case=new).number == old.number


def test_the_old_case_is_closed_on_the_day_it_was_accepted(world):
    transfer = send(world)
    accept(world, transfer)

    case = settled(world, transfer)

    assert (case.stage, case.closing_reason, case.closed_on) == ("closed", "transferred", timezone.localdate())


def test_closing_the_old_case_twice_changes_nothing(world):
    transfer = send(world)
    accept(world, transfer)

    assert settled(world, transfer).version == settled(world, transfer).version
    assert settling.settle_what_was_left() == 0


def test_the_old_case_is_closed_although_its_sender_has_left(world):
    transfer = send(world)
    accept(world, transfer)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(world.people[SENDER]).objects.filter(pk=world.people[SENDER].pk).update(ended_on=yesterday)

    assert settled(world, transfer).stage == "closed"


def test_the_night_finds_what_a_lost_message_has_left(world):
    transfer = send(world)
    accept(world, transfer)

    assert settling.settle_what_was_left() == 1
    assert row(world, Case, pk=world.case.pk).stage == "closed"


def test_what_was_ticked_goes_along_and_nothing_else(world):
    factories.meeting_held(world, world.case, by=SENDER)
    transfer = send(world, goes_along=[Kind.SUMMARIES, Kind.CONTACT_DATA])

    case = accept(world, transfer, criteria=["support"])

    new = row(world, Case, pk=case.pk)
    address = row(world, ClientAddress, client_id=new.client_id)
    assert (address.street, row(world, ClientIdentity, client_id=new.client_id).gender) == (
        "Satamakatu 1",
        "not_stated",
    )
    assert [entry.kind for entry in world.everything(CarriedEntry)] == ["summaries"]
    assert list(new.selection.criteria) == ["support"]
    assert new.reasons(manager="_base_manager").count() == 0


def test_everything_that_can_go_along_arrives(world):
    factories.meeting_held(world, world.case, by=SENDER)
    with beyond_the_wall("tests"):
        RelatedPerson.objects.create(
            client_id=world.case.client_id,
            relation="mother",
            name="Liisa",
            suspected=True,
            **factories.stamp(factories.Actor(world.people[SENDER])),
        )
    transfer = send(world, goes_along=EVERYTHING, word="Soittakaa ennen kuin tapaatte.")

    case = accept(world, transfer)

    person = row(world, RelatedPerson, client_id=case.client_id)
    assert (person.name, person.suspected) == ("Liisa", True)
    assert list(row(world, Case, pk=case.pk).selection.criteria) == ["crime"]
    assert {entry.kind for entry in world.everything(CarriedEntry)} == {"word", "summaries", "agreed_actions"}


def test_a_sector_note_is_no_kind_of_what_goes_along():
    assert not [kind for kind in Kind.values if "note" in kind]


def test_consents_do_not_go_along(world):
    case = accept(world, send(world))

    assert not world.everything(Consent).filter(case_id=case.pk).exists()


def test_the_parcel_is_gone_when_it_is_unpacked(world):
    accept(world, send(world))

    assert not world.everything(TransferParcel).exists()


def test_nobody_of_either_team_sees_the_other_ones_case(world):
    case = accept(world, send(world))

    assert world.browser(SENDER).get(f"/cases/{case.pk}/").status_code == 404
    assert world.browser("coordinator").get(f"/cases/{case.pk}/").status_code == 404
    assert world.browser(NEW_WORKER).get(f"/cases/{world.case.pk}/").status_code == 404
    assert world.browser(NEW_WORKER).get(f"/cases/{case.pk}/").status_code == 200


# --- what must hold before it is sent ---


def refused_with(world, code, **more):
    with pytest.raises(DomainError) as wrong:
        send(world, **more)
    assert wrong.value.code == code


def test_only_the_responsible_worker_sends(world):
    with pytest.raises(Refused):
        send(world, by="police_officer_on_the_case")


def test_no_consent_to_tell_another_team_no_transfer_on_consent(world):
    refused_with(world, "no_consent", consented=False)


def test_the_consent_must_be_about_telling_somebody_else(world):
    """That the team may talk together says nothing of another team."""
    assert world.everything(Consent).filter(case=world.case, sentence="team", given=True).exists()
    refused_with(world, "no_consent", consented=False)


def test_a_provision_of_law_needs_no_consent(world, settings):
    settings.IS_DEMO = True
    from referrals import grounds

    code = grounds.legal_choices()[0][0]

    assert send(world, consented=False, ground=code).lapses_on is None


def test_each_kind_has_a_ground_from_the_list(world):
    refused_with(world, "no_ground", goes_along={"summaries": "because"})


def test_a_team_without_a_coordinator_receives_nothing(world):
    coordinator = world.people[THERE]
    type(coordinator).objects.filter(pk=coordinator.pk).update(role="member")

    refused_with(world, "no_such_team")


def test_a_team_whose_agreement_has_ended_receives_nothing(world):
    team = world.teams["tampere"]
    type(team).objects.filter(pk=team.pk).update(agreed_to=timezone.localdate() - datetime.timedelta(days=1))

    refused_with(world, "no_such_team")


def test_nobody_sends_to_the_own_team(world):
    refused_with(world, "no_such_team", to="hame")


def test_a_case_is_sent_to_one_team_at_a_time(world):
    send(world)

    refused_with(world, "already_sent", to="hame_two")


def test_a_second_click_sends_once(world):
    assert send(world).pk == send(world).pk


def test_a_stale_page_sends_nothing(world):
    with pytest.raises(Conflict):
        send(world, read_version=world.case.version + 1)


def test_what_the_sender_cannot_read_cannot_be_sent(world):
    """The social worker's case has been handed to a police officer, who lacks consent: birth date and criteria are closed to them."""
    case, who = world.case_without_consent, "police_officer_on_the_case"
    agreed_to_tell(world, case, sectors=["youth"])
    with beyond_the_wall("tests"):
        factories.grants.grant(world.people[who], "lead_case", case)

    refused_with(world, "no_birth_date", by=who, case=case, goes_along=[Kind.CRITERIA], consented=False)


# --- taking back ---


def test_what_is_taken_back_is_as_it_was(world):
    transfer = send(world)
    with world.acting_as("coordinator"):
        transfers.take_back(actor=world.actor("coordinator"), transfer=transfer)
    settling.settle(transfer.pk, transfer.author_id, transfer.team_id)

    assert row(world, Case, pk=world.case.pk).is_open
    assert not world.everything(TransferParcel).exists()
    assert send(world).pk != transfer.pk


@pytest.mark.parametrize("who", [SENDER, "coordinator"])
def test_the_parcel_goes_with_the_act_whoever_takes_it_back(world, who):
    """Also when its sender has left: nobody else may look inside, so nobody else would throw it away."""
    transfer = send(world)
    if who != SENDER:
        world.case.grants(manager="_base_manager").filter(membership=world.people[SENDER]).delete()

    with world.acting_as(who):
        transfers.take_back(actor=world.actor(who), transfer=transfer)

    assert not world.everything(TransferParcel).exists()


def test_a_declined_parcel_goes_though_its_sender_has_left(world):
    transfer = send(world)
    world.case.grants(manager="_base_manager").filter(membership=world.people[SENDER]).delete()
    with world.acting_as(THERE):
        arrivals.decline_transfer(actor=world.actor(THERE), transfer=transfer, reason="no_room")

    settling.settle(transfer.pk, transfer.author_id, transfer.team_id)

    assert not world.everything(TransferParcel).exists()


def test_what_is_taken_back_does_not_exist_for_the_other_team(world):
    transfer = send(world)
    with world.acting_as(SENDER):
        transfers.take_back(actor=world.actor(SENDER), transfer=transfer)

    with pytest.raises(Transfer.DoesNotExist):
        accept(world, transfer)


def test_what_is_accepted_is_not_taken_back(world):
    transfer = send(world)
    accept(world, transfer)

    with world.acting_as(SENDER), pytest.raises(DomainError):
        transfers.take_back(actor=world.actor(SENDER), transfer=transfer)


def test_a_withdrawn_consent_takes_the_transfer_back(world):
    transfer = send(world)
    consent = row(world, Consent, case=world.case, sentence="other")
    who = "police_officer_on_the_case"
    with world.acting_as(who):
        withdraw_consent(actor=world.actor(who), consent=consent)

    assert row(world, Transfer, pk=transfer.pk).state == "taken_back"


def test_a_transfer_does_not_outlive_its_consent(world):
    transfer = send(world, until=timezone.localdate())
    with beyond_the_wall("time goes by"):
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Transfer.objects.filter(pk=transfer.pk).update(lapses_on=yesterday)

    with pytest.raises(Transfer.DoesNotExist):
        accept(world, transfer)
    with world.acting_as(THERE), connection.cursor() as cursor:
        assert not Transfer.objects.visible_to(world.actor(THERE)).exists()
        cursor.execute("SELECT count(*) FROM referrals_transfer")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("answer", ["accepted", "declined", "taken back"])
def test_once_answered_it_says_no_last_day(world, answer):
    """It may be the day before the 18th birthday, and both teams read the transfer for as long as it is kept."""
    transfer = send(world, until=timezone.localdate() + datetime.timedelta(days=3))
    assert transfer.lapses_on
    if answer == "accepted":
        accept(world, transfer)
    elif answer == "declined":
        with world.acting_as(THERE):
            arrivals.decline_transfer(actor=world.actor(THERE), transfer=transfer, reason="other")
    else:
        with world.acting_as("coordinator"):
            transfers.take_back(actor=world.actor("coordinator"), transfer=transfer)

    assert world.everything(Transfer).get(pk=transfer.pk).lapses_on is None


# --- answering ---


def test_a_declined_case_goes_on_where_it_was(world):
    transfer = send(world)
    with world.acting_as(THERE):
        arrivals.decline_transfer(actor=world.actor(THERE), transfer=transfer, reason="no_room")
    settling.settle(transfer.pk, transfer.author_id, transfer.team_id)

    assert row(world, Case, pk=world.case.pk).is_open
    assert not world.everything(TransferParcel).exists()
    assert send(world, to="hame_two").waits


def test_a_second_click_opens_one_case(world):
    transfer = send(world)

    assert accept(world, transfer).pk == accept(world, transfer).pk
    assert world.everything(Arrival).count() == 1


@pytest.mark.parametrize("who", [NEW_WORKER, "neighbour_team_coordinator", "coordinator"])
def test_only_the_receiving_coordinator_answers(world, who):
    transfer = send(world)

    with pytest.raises((Refused, Transfer.DoesNotExist)), world.acting_as(who):
        arrivals.decline_transfer(actor=world.actor(who), transfer=transfer, reason="no_room")


def test_what_was_declined_is_not_accepted(world):
    transfer = send(world)
    with world.acting_as(THERE):
        arrivals.decline_transfer(actor=world.actor(THERE), transfer=transfer, reason="no_room")

    with pytest.raises(DomainError) as wrong:
        accept(world, transfer)
    assert wrong.value.code == "answered"


def test_somebody_of_another_team_is_not_made_responsible(world):
    with pytest.raises(DomainError) as wrong:
        accept(world, send(world), responsible=SENDER)
    assert wrong.value.code == "not_in_the_team"


def test_without_criteria_along_the_new_team_says_its_own(world):
    with pytest.raises(DomainError) as wrong:
        accept(world, send(world, goes_along=[]))
    assert wrong.value.code == "no_criterion"


# --- non-disclosure ---


@pytest.fixture
def protected(world):
    with beyond_the_wall("tests"):
        ClientAddress.objects.filter(client_id=world.case.client_id).update(protected=True)
        Case.objects.filter(pk=world.case.pk).update(non_disclosure=True)
    return world


def test_protection_goes_along_and_the_address_does_not(protected):
    case = accept(protected, send(protected, goes_along=[Kind.CRITERIA]))

    address = row(protected, ClientAddress, client_id=case.client_id)
    assert (address.protected, address.street, address.residence_id) == (True, "", "unknown")
    assert row(protected, Case, pk=case.pk).non_disclosure


def test_a_protected_address_has_a_tick_of_its_own(protected):
    refused_with(protected, "unknown_kind", goes_along=[Kind.CONTACT_DATA])
    case = accept(protected, send(protected, goes_along=[Kind.CRITERIA, Kind.PROTECTED_ADDRESS]))

    assert row(protected, ClientAddress, client_id=case.client_id).street == "Satamakatu 1"


def test_the_protection_itself_goes_along_with_whom_it_is_against(protected):
    day = timezone.localdate() + datetime.timedelta(days=90)
    protected.everything(Case).filter(pk=protected.case.pk).update(protection_check_on=day, threat_names=["a" * 64])
    case = row(protected, Case, pk=accept(protected, send(protected)).pk)

    assert (case.protection_check_on, case.threat_names) == (day, ["a" * 64])


def guardian(world, **more):
    with beyond_the_wall("tests"):
        marks = factories.stamp(factories.Actor(world.people[SENDER]))
        return RelatedPerson.objects.create(
            client_id=world.case.client_id, relation="mother", name="Liisa Maria", **more, **marks
        )


def test_a_close_person_who_is_protected_after_sending_takes_the_transfer_back(world):
    """The parcel holds the name that nobody may read without the right from now on."""
    person = guardian(world)
    transfer = send(world, goes_along=[Kind.RELATED_PERSONS])
    with world.acting_as(SENDER):
        client = Client.objects.get(pk=world.case.client_id)
        cover_people(actor=world.actor(SENDER), client=client, covered=[person.pk], threats=[])

    assert row(world, Transfer, pk=transfer.pk).state == "taken_back"


def test_a_protected_close_person_goes_along_as_initials(world):
    guardian(world)
    person = row(world, RelatedPerson)
    with world.acting_as(SENDER):
        client = Client.objects.get(pk=world.case.client_id)
        cover_people(actor=world.actor(SENDER), client=client, covered=[person.pk], threats=[])
    case = accept(world, send(world, goes_along=[Kind.RELATED_PERSONS]), criteria=["crime"])

    arrived = row(world, RelatedPerson, client_id=case.client_id)
    assert (arrived.name, arrived.own_non_disclosure) == ("L. M.", True)


# --- closing and opening again meanwhile ---


def test_a_case_that_waits_for_an_answer_is_not_closed(world):
    send(world)

    with world.acting_as(SENDER), pytest.raises(DomainError) as wrong:
        closing.close_case(actor=world.actor(SENDER), case=world.case, reason="no_need", closed_on=timezone.localdate())
    assert wrong.value.code == "hindered"


def test_a_case_that_goes_on_elsewhere_is_not_opened_again(world):
    transfer = send(world)
    accept(world, transfer)
    settled(world, transfer)

    with world.acting_as(SENDER), pytest.raises(DomainError) as wrong:
        closing.reopen_case(actor=world.actor(SENDER), case=world.case)
    assert wrong.value.code == "hindered"


# --- when who sent it has left ---


def leaves(world, who=SENDER):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(world.people[who]).objects.filter(pk=world.people[who].pk).update(ended_on=yesterday)


def test_what_was_given_until_the_closing_ends_also_when_the_coordinator_settles(world):
    transfer = send(world)
    accept(world, transfer)
    leaves(world)
    settled(world, transfer)

    lasting = world.everything(Consent).filter(case=world.case, given=True, valid_to=None)
    assert {consent.ended_on for consent in lasting} == {timezone.localdate()}


def test_the_coordinator_takes_back_what_somebody_sent_who_has_left(world):
    transfer = send(world)
    leaves(world)
    with world.acting_as("coordinator"):
        transfers.take_back(actor=world.actor("coordinator"), transfer=transfer)

    assert settled(world, transfer).is_open
    assert row(world, Transfer, pk=transfer.pk).state == "taken_back"
    with pytest.raises(Transfer.DoesNotExist):
        accept(world, transfer)


@pytest.mark.parametrize(
    ("state", "ahead", "left"), [("declined", 40, None), ("accepted", 5, None), ("waiting", 40, 14), ("waiting", 5, 5)]
)
def test_a_transfer_of_before_forgets_the_last_day_of_a_minor(world, state, ahead, left):
    """It stood on what a guardian gave, and said so to who may know the age only (referrals/0022)."""
    from importlib import import_module

    today, days = timezone.localdate(), datetime.timedelta(days=ahead)
    factories.born(world, world.case, birthday(today + days + datetime.timedelta(days=1), -18))
    answered = {"answered_on": today, "answered_by": world.people[THERE]} if state != "waiting" else {}
    answered |= {"decline_reason": "other"} if state == "declined" else {}
    told = offered(world, world.case, lapses_on=today + days, state=state, **answered)
    said = offered(world, world.case_without_consent, lapses_on=today + days, state=state, **answered)
    written = import_module("referrals.migrations.0022_transfers_tell_no_birthday")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(written.FORGET)

    days_of = dict(world.everything(Transfer).values_list("pk", "lapses_on"))
    assert days_of[told.pk] == (None if left is None else today + datetime.timedelta(days=left))
    assert days_of[said.pk] == today + days
