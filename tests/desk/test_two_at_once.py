"""Two people act at once on the same matter: what one of them decides holds for the other (real transactions, two connections)."""

import pytest
from celery import current_app
from django.utils import timezone

from anchor.accounts.models import Membership
from anchor.core.errors import DomainError
from anchor.core.ids import uuid7
from anchor.desk.services import extract_requests, extracts, protected_right
from clients.models import Case, Client, ClientAddress, Consent, EmergencyAccess, Participation, SafetyNote
from clients.services import closing, consents, emergency, guardian, protection, safety_notes
from clients.services.working_group import change_responsible
from referrals.models import ContactDetails, Event, EventDetails, ExpertQuestion, Transfer
from referrals.services import events, onward, questions, same_person, transfers
from tests import factories
from tests.at_once import at_once, meanwhile
from tests.clients.emergencies import MEMBER
from tests.clients.emergencies import emergency as emergency_opened
from tests.referrals.transferring import agreed_to_tell
from tests.world import World

ADMIN, COORDINATOR, EXPERT, OFFICER = "administrator", "coordinator", "expert_asked", "register_officer"
NURSE, SOCIAL, POLICE = "nurse_on_the_case", "responsible_social_worker", "police_officer_on_the_case"
TODAY = timezone.localdate


@pytest.fixture
def world(committed, monkeypatch):
    """The small world where both see it; what is sent to the workers stays there."""
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda *args, **kwargs: None)
    return World()


def code_of(error):
    assert isinstance(error, DomainError), error
    return error.code


def rows(world, model, **where):
    return world.everything(model).filter(**where)


def test_two_administrators_end_the_right_of_two_people_and_one_of_them_is_asked(world):
    rows(world, Membership, pk=world.people[NURSE].pk).update(protected_from=TODAY())

    def ends(who):
        return lambda actor: protected_right.end_right(actor=actor, member=world.people[who])

    _first, second = at_once(world, (ADMIN, ends(NURSE)), (ADMIN, ends(SOCIAL)))

    assert code_of(second) == "too_few"


# --- consents ---


def test_the_last_two_consents_are_withdrawn_at_once_and_closing_begins(world):
    both = [*rows(world, Consent, case=world.case), agreed_to_tell(world, world.case, sectors=["education"])]

    def withdraws(consent):
        return lambda actor: consents.withdraw_consent(actor=actor, consent=consent)

    at_once(world, (SOCIAL, withdraws(both[0])), (COORDINATOR, withdraws(both[1])))

    assert rows(world, Case, pk=world.case.pk).get().next_step_on == TODAY()


def test_everything_is_withdrawn_while_the_worker_writes_down_another_yes(world):
    def asks_again(actor):
        yes = {"giver": "adolescent", "valid_from": TODAY(), "answers": {"team": True, "school": True}}
        return consents.record_consent(actor=actor, case=world.case, **yes)

    at_once(
        world,
        (SOCIAL, asks_again),
        (COORDINATOR, lambda actor: consents.withdraw_all(actor=actor, case=world.case)),
    )

    assert not rows(world, Consent, case=world.case, given=True, withdrawn_on=None).exists()


def test_a_consent_is_withdrawn_while_its_case_is_sent_on_it(world):
    consent = agreed_to_tell(world, world.case, sectors=["education"])

    def sends(actor):
        given = {"to_team": world.teams["tampere"], "ground": "consent", "goes_along": {}}
        return transfers.send_transfer(actor=actor, case=world.case, **given)

    def withdraws(actor):
        return consents.withdraw_consent(actor=actor, consent=consent)

    at_once(world, (SOCIAL, sends), (SOCIAL, withdraws))

    assert [one.state for one in rows(world, Transfer)] == ["taken_back"]


# --- emergency access ---


def test_an_access_that_was_ended_meanwhile_is_not_renewed(world):
    access = emergency_opened(world)
    with world.acting_as(MEMBER):
        meanwhile(world, COORDINATOR, lambda actor: emergency.end_emergency_access(actor=actor, access=access))
        with pytest.raises(DomainError) as refused:
            emergency.renew_emergency_access(actor=world.actor(MEMBER), access=access)

    assert refused.value.code == "over"
    assert rows(world, EmergencyAccess).get().renewed_at is None


# --- a case that closes ---


def refers(world):
    progress = onward.Progress(status="proposed")
    given = {"service": "youth_work", "unit": "", "basis": "consent", "proposed_on": TODAY(), "progress": progress}
    return lambda actor: onward.refer_onward(actor=actor, case=world.case, referral_id=uuid7(), **given)


def asks_an_expert(world, key=None):
    given = {"expert": world.people[EXPERT], "text": "Miten auttaa?", "until": TODAY()}
    return lambda actor: questions.ask_expert(actor=actor, about=world.case, question_id=key or uuid7(), **given)


@pytest.mark.parametrize("begins", [refers, asks_an_expert])
def test_nothing_new_begins_in_a_case_that_is_being_closed(world, begins):
    def closes(actor):
        return closing.close_case(actor=actor, case=world.case, reason="no_need", closed_on=TODAY())

    first, second = at_once(world, (SOCIAL, closes), (SOCIAL, begins(world)))

    assert isinstance(first, Case), first
    assert code_of(second) in ("closed", "case_closed")


# --- questions ---


def test_a_double_click_asks_an_expert_once(world):
    ask = asks_an_expert(world, key=uuid7())
    came = at_once(world, (SOCIAL, ask), (SOCIAL, ask))

    assert [one.pk for one in came] == [one.pk for one in rows(world, ExpertQuestion)] * 2


def answers(question):
    return lambda actor: questions.answer_question(actor=actor, question=question, answer="Puhukaa unesta.")


def test_a_question_that_was_just_taken_back_is_not_answered(world):
    question = factories.question(world, world.case, by=SOCIAL)

    def withdraws(actor):
        return questions.withdraw_question(actor=actor, question=question)

    _first, second = at_once(world, (SOCIAL, withdraws), (EXPERT, answers(question)))

    assert code_of(second) == "withdrawn"


def test_an_expert_who_clicks_twice_answers_once(world):
    question = factories.question(world, world.case, by=SOCIAL)

    assert at_once(world, (EXPERT, answers(question)), (EXPERT, answers(question))) == (None, None)
    assert len(world.audit(verb="question_answered")) == 1


# --- double clicks ---


def test_a_safety_note_is_written_once(world):
    def writes(actor):
        return safety_notes.write_safety_note(actor=actor, case=world.case, text="Pihalla on koira.")

    at_once(world, (SOCIAL, writes), (SOCIAL, writes))

    assert rows(world, SafetyNote).count() == 1


def test_what_a_guardian_gets_is_decided_once(world):
    given = {"outcome": "nothing", "decided_on": TODAY(), "why": "Nuori kieltää."}

    def decides(actor):
        return guardian.decide_for_guardian(actor=actor, case=world.case, **given)

    first, second = at_once(world, (SOCIAL, decides), (SOCIAL, decides))

    assert first == second


def test_a_contact_is_linked_to_an_earlier_client_once(world):
    factories.returning(world, world.contact, world.case)
    details = rows(world, ContactDetails, contact=world.contact).get()

    def links(actor):
        said = {"client_id": world.case.client_id, "is_same": True}
        return same_person.say_same_person(actor=actor, details=details, **said)

    first, second = at_once(world, (COORDINATOR, links), (COORDINATOR, links))

    assert first == second


def test_a_sibling_is_covered_once(world):
    factories.one_event(world, {world.case: SOCIAL, world.case_without_consent: SOCIAL})
    rows(world, EventDetails).update(kind="siblings")
    rows(world, Case, pk=world.case.pk).update(non_disclosure=True)
    rows(world, ClientAddress, client=world.case.client_id).update(protected=True)
    sibling = world.case_without_consent

    def covers(actor):
        return protection.cover_sibling(actor=actor, case=rows(world, Case, pk=world.case.pk).get(), sibling=sibling)

    assert at_once(world, (SOCIAL, covers), (SOCIAL, covers)) == (None, None)
    assert len(world.audit(verb="protection_on")) == 1


# --- events ---


def test_two_people_say_of_each_others_contact_that_it_was_the_same_fight(world):
    other = factories.contact(world, received_by="nurse_not_on_the_case", grounded=["health"])

    def says(contact, same_as):
        told = events.Told(kind="fight", same_as=same_as)
        return lambda actor: events.record_event(actor=actor, contact=contact, told=told)

    came = at_once(world, (POLICE, says(world.contact, other)), (COORDINATOR, says(other, world.contact)))

    assert [type(one) for one in came] == [Event, Event]
    assert len({one.mark for one in rows(world, Event)}) == 1


def test_nobody_becomes_responsible_for_both_parties_without_a_reason(world):
    factories.one_event(world, {world.case: POLICE, world.case_without_consent: NURSE})
    factories.join(world, world.case_without_consent, POLICE)
    mine = rows(world, Participation, membership=world.people[POLICE])

    def leads(case):
        part = mine.get(case=case)
        return lambda actor: change_responsible(actor=actor, participation=part)

    _first, second = at_once(world, (COORDINATOR, leads(world.case)), (COORDINATOR, leads(world.case_without_consent)))

    assert code_of(second) == "shared_lead"


# --- extracts ---


def test_two_tries_at_once_are_two_tries(world):
    client = rows(world, Client, pk=world.foreign_case.client_id).get()
    nobody = extract_requests.Sought("Ei", "Kukaan", client.birth.birth_date)

    def seeks(actor):
        with pytest.raises(DomainError) as refused:
            extract_requests.open_request(actor=actor, sought=nobody)
        return refused.value.code

    with world.acting_as(OFFICER):
        assert {seeks(world.actor(OFFICER)) for _ in range(extract_requests.TRIES - 1)} == {"not_found"}

    assert at_once(world, (OFFICER, seeks), (OFFICER, seeks)) == ("not_found", "too_many_tries")


def test_a_request_is_closed_once(world):
    request = factories.extracts_opened(world, world.case, by=OFFICER)

    def closes(actor):
        with extract_requests.request_in_scope(actor, request.pk) as (officer, found):
            return extract_requests.close_request(actor=officer, request=found)

    assert at_once(world, (OFFICER, closes), (OFFICER, closes)) == (None, None)
    assert len(world.audit(verb="extract_closed")) == 1


def test_nothing_is_printed_from_records_that_were_just_closed(world):
    request = factories.extracts_opened(world, world.case, by=OFFICER)

    def closes(actor):
        with extract_requests.request_in_scope(actor, request.pk) as (officer, found):
            extract_requests.close_request(actor=officer, request=found)

    def prints(actor):
        with extract_requests.request_in_scope(actor, request.pk) as (officer, found):
            wish = extracts.Wish(extracts.DATA, "adolescent", "passport")
            return extracts.make_extract(actor=officer, request=found, wish=wish)

    _first, second = at_once(world, (OFFICER, closes), (OFFICER, prints))

    assert code_of(second) == "closed"
