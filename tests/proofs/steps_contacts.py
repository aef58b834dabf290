"""What people do with contacts, from the first word to the case: the other doors of `steps.py`."""

from typing import Any

from referrals.models import Contact, Event
from tests import factories
from tests.proofs.steps import COORDINATOR, NURSE, POLICE, SOCIAL, Step, nothing, person
from tests.proofs.steps_ids import CONTACT
from tests.referrals.situations import contact_form, days_ago, selected, typed


def returns(world: Any) -> None:
    """The contact is about the client of the first case, and the coordinator may know both."""
    factories.returning(world, world.contact, world.case)


def open_to_the_coordinator(world: Any) -> None:
    """A ground lets the coordinator's sector read the name, and the contact is selected."""
    world.everything(Contact).filter(pk=world.contact.pk).update(grounded_sectors=["police", "health"])
    selected(world, world.contact)


def _returns_with_another_party(world: Any) -> None:
    """The client of the first case comes back, and the case of another party stems from the same event."""
    open_to_the_coordinator(world)
    returns(world)
    mark = factories.event_of(world, world.contact).mark
    of_the_other = world.everything(Contact).get(case=world.other_party)
    world.everything(Event).filter(contact=of_the_other).update(mark=mark)


def _opening(world: Any) -> dict[str, Any]:
    return {
        "given_names": "Oliver",
        "family_name": "Tähkäniemi",
        "birth_date": typed(days_ago(14 * 365 + 100)),
        "gender": "boy",
        "service_language": "fi",
        "residence": "109",
        "criteria": ["crime"],
        "reasons-TOTAL_FORMS": "1",
        "reasons-INITIAL_FORMS": "0",
        "reasons-0-reason": "threat",
        "reasons-0-role": "did",
        "responsible": person(world, SOCIAL),
        "working_group": [person(world, POLICE)],
    }


def _deciding(world: Any) -> dict[str, Any]:
    people = [person(world, who) for who in (POLICE, SOCIAL)]
    return {"outcome": "selected", "decided_on": typed(days_ago(0)), "criteria": ["crime"], "participants": people}


CONTACT_STEPS = (
    Step("contacts", NURSE, {"listed referrals.Contact": 1}),
    Step("new_contact", POLICE, {"contact_recorded referrals.Contact": 1}, lambda world: contact_form()),
    Step(
        "contact",
        POLICE,
        {"opened referrals.Contact": 1, "listed referrals.Contact": 1},
        about=CONTACT,
        before=lambda world: factories.contact(world, received_by=NURSE),
    ),
    Step(
        "change_contact",
        POLICE,
        {"contact_changed referrals.Contact": 1},
        lambda world: contact_form(version="1"),
        about=CONTACT,
    ),
    Step("give_opinion", NURSE, {"opinion_given referrals.Contact": 1}, lambda world: {"answer": "yes"}, about=CONTACT),
    Step("answer_child_welfare", NURSE, {"opened referrals.Contact": 1}, about=CONTACT),
    Step(
        "answer_child_welfare",
        NURSE,
        {"child_welfare_answered referrals.Contact": 1},
        lambda world: {"answer": "no_need", "why": "Ei tarvetta."},
        about=CONTACT,
    ),
    Step("record_ground", POLICE, {"opened ": 1}, about=CONTACT),
    Step(
        "record_ground",
        POLICE,
        {"ground_recorded referrals.Contact": 1},
        lambda world: {"ground": "consent", "grounded_sectors": ["police", "health"], "version": "1"},
        about=CONTACT,
    ),
    Step(
        "new_contact",
        POLICE,
        {"contact_recorded referrals.Contact": 1, "event_recorded referrals.Contact": 2},
        lambda world: contact_form(event_kind="fight", same_event=str(world.contact.pk)),
        ids=("same_event",),
    ),
    Step("new_contact", POLICE, {"listed referrals.Contact": 1}),
    Step(
        "contact_event",
        POLICE,
        {"listed referrals.Contact": 1, "opened referrals.Contact": 1},
        about=CONTACT,
        before=lambda world: factories.contact(world, received_by=NURSE),
    ),
    Step(
        "contact_event",
        POLICE,
        {"event_recorded referrals.Contact": 1},
        lambda world: {"event_kind": "fight"},
        about=CONTACT,
        ids=("same_event",),
    ),
    Step(
        "compare_persons",
        COORDINATOR,
        {"persons_compared referrals.Contact": 1, "persons_compared clients.Client": 1},
        about="compare",
        before=returns,
    ),
    Step(
        "compare_persons",
        COORDINATOR,
        {"person_linked referrals.Contact": 1},
        lambda world: {"answer": "same"},
        about="compare",
        before=returns,
    ),
    Step(
        "contact",
        COORDINATOR,
        {"opened referrals.Contact": 1, "listed clients.Client": 1},
        about=CONTACT,
        before=returns,
    ),
    Step("undo_same_person", COORDINATOR, {"person_unlinked referrals.Contact": 1}, nothing, about="said_id"),
    Step(
        "new_contact",
        POLICE,
        {"contact_recorded referrals.Contact": 1, "presence_asked referrals.Contact": 1},
        lambda world: contact_form(identity_code="020513A900P", birth_date="2.5.2013"),
    ),
    Step("presence_notice", SOCIAL, {"opened clients.PresenceNotice": 1}, about="notice_id"),
    Step(
        "presence_notice",
        SOCIAL,
        {"presence_answered clients.Case": 1},
        lambda world: {"answer": "no_call"},
        about="notice_id",
    ),
    Step(
        "remove_event",
        POLICE,
        {"event_removed referrals.Contact": 1},
        nothing,
        about=CONTACT,
        before=lambda world: factories.event_of(world, world.contact),
    ),
    Step("decide", COORDINATOR, {"opened referrals.Contact": 1}, about=CONTACT),
    Step(
        "decide",
        COORDINATOR,
        {"decision_recorded referrals.Contact": 1},
        _deciding,
        about=CONTACT,
        ids=("participants",),
    ),
    Step(
        "undo_decision",
        COORDINATOR,
        {"decision_undone referrals.Contact": 1},
        nothing,
        about=CONTACT,
        before=lambda world: selected(world, world.contact),
    ),
    Step("open_case", COORDINATOR, {"opened referrals.Contact": 1}, about=CONTACT, before=open_to_the_coordinator),
    Step(
        "open_case",
        COORDINATOR,
        {"opened referrals.Contact": 1, "listed clients.Client": 1, "listed clients.Case": 1},
        about=CONTACT,
        before=_returns_with_another_party,
    ),
    Step(
        "open_case",
        COORDINATOR,
        {"case_opened clients.Case": 1},
        _opening,
        about=CONTACT,
        before=open_to_the_coordinator,
        ids=("responsible", "working_group"),
    ),
)
