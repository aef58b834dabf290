"""Ids in addresses: of a record of the first team, or of the same kind of record in another tenant."""

from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership, Organisation
from clients.models import ClientBirth, ClientIdentity, Consent, ConsentGiver, Participation, RelatedPerson
from clients.services.identity import hash_of
from meetings.models import AgreedAction
from tests import factories
from tests.clients.emergencies import MEMBER, emergency, safety_note
from tests.referrals import transferring
from tests.referrals.situations import referral

CASE, CONTACT = "case_id", "contact_id"
OFFICER = "register_officer"
FOREIGNER = "other_municipality_member"


def _kept(world: Any, name: str, make: Any) -> Any:
    """A record made once for each world (and taken back with the savepoint it was made in)."""
    known = world.__dict__.setdefault("step_records", {})
    if name not in known:
        known[name] = make()
    return known[name]


def _case(world: Any, foreign: bool) -> Any:
    return world.foreign_case if foreign else world.case


def meeting(world: Any, foreign: bool) -> Any:
    """A held meeting with its summary and one agreed action."""
    who, name = (FOREIGNER, "foreign_meeting") if foreign else ("responsible_social_worker", "meeting")
    return _kept(world, name, lambda: factories.meeting_held(world, _case(world, foreign), by=who))


def _participation(world: Any, foreign: bool) -> Any:
    who = FOREIGNER if foreign else "police_officer_on_the_case"
    return world.everything(Participation).get(case=_case(world, foreign), membership=world.people[who])


def _consent(world: Any, foreign: bool) -> Any:
    if foreign:
        return _kept(world, "consent", lambda: factories.consent(world, world.foreign_case, sectors=["social"]))
    return world.everything(Consent).get(case=world.case)


def giver(world: Any, foreign: bool) -> Any:
    """Who said yes to the consent."""
    return world.everything(ConsentGiver).get(consent=_consent(world, foreign))


def _referral(world: Any, foreign: bool) -> Any:
    who, name = (FOREIGNER, "foreign_referral") if foreign else ("responsible_social_worker", "referral")
    return _kept(world, name, lambda: referral(world, _case(world, foreign), by=who))


def guest(world: Any, foreign: bool) -> Any:
    """Another authority's part in the case; in the other tenant anybody's."""
    who = FOREIGNER if foreign else "guest_on_the_case"
    return world.everything(Participation).get(case=_case(world, foreign), membership=world.people[who])


def question(world: Any, foreign: bool) -> Any:
    """A question to an expert about the case."""
    who, name = (FOREIGNER, "foreign_question") if foreign else ("responsible_social_worker", "question")
    return _kept(world, name, lambda: factories.question(world, _case(world, foreign), by=who))


def _report(world: Any, foreign: bool) -> Any:
    who = "other_municipal_manager" if foreign else "municipal_manager"
    return _kept(world, who, lambda: factories.report_made(world, by=who))


def _said(world: Any, foreign: bool) -> Any:
    contact = world.foreign_contact if foreign else world.contact
    by = "other_municipality_coordinator" if foreign else "coordinator"
    make = lambda: factories.same_person(world, contact, _case(world, foreign), by=by)  # noqa: E731
    return _kept(world, f"said {foreign}", make)


def _notice(world: Any, foreign: bool) -> Any:
    case, of = _case(world, foreign), "hame" if foreign else "tampere"
    return _kept(world, f"notice {foreign}", lambda: factories.presence_notice(world, case, of=of))


def _extract(world: Any, foreign: bool) -> Any:
    """What the county's officer has opened, or an officer of another county."""
    if not foreign:
        return _kept(world, "extract", lambda: factories.extracts_opened(world, world.case, by=OFFICER))
    return _kept(world, "foreign_extract", lambda: _foreign_extract(world))


def _foreign_extract(world: Any) -> Any:
    me = world.people[OFFICER]
    office = Organisation.objects.create(kind="county", name="Pirkanmaa", county=world.teams["tampere"].county)
    world.people["foreign_officer"] = Membership.objects.create(
        user=me.user, role="register_officer", organisation=office, began_on=me.began_on
    )
    return factories.extracts_opened(world, world.foreign_case, by="foreign_officer")


def action(world: Any, foreign: bool) -> Any:
    """The agreed action of the meeting."""
    return world.everything(AgreedAction).get(meeting=meeting(world, foreign))


def guardian(world: Any, foreign: bool) -> Any:
    """Somebody close to the adolescent."""
    case, name = _case(world, foreign), "foreign_guardian" if foreign else "guardian"
    marks = {"tenant_id": case.tenant_id, "team_id": case.team_id, "sector": case.sector, "controller": case.controller}
    return _kept(
        world,
        name,
        lambda: RelatedPerson._base_manager.create(
            client_id=case.client_id,
            relation="mother",
            name="Liisa",
            author_id=case.author_id,
            created_at=timezone.now(),
            **marks,
        ),
    )


def _transfer(world: Any, foreign: bool) -> Any:
    """Sent by the first team; the foreign one another team of the same house has offered elsewhere and taken back."""
    if not foreign:
        return _kept(world, "transfer", lambda: transferring.offered(world, world.case))
    return _kept(world, "foreign_transfer", lambda: _taken_back_elsewhere(world))


def _taken_back_elsewhere(world: Any) -> Any:
    case = factories.case_in_work(world, responsible="neighbour_team_member", given_names="Oona")
    ended = {"state": "taken_back", "answered_on": timezone.localdate(), "answered_by": case.responsible}
    return transferring.offered(world, case, **ended)


def _incoming(world: Any, foreign: bool) -> Any:
    """Sent to the first team, with its parcel."""
    if foreign:
        return _transfer(world, True)
    return _kept(world, "incoming", lambda: transferring.send(world, by=FOREIGNER, case=world.foreign_case, to="hame"))


def incoming_with_code(world: Any) -> None:
    """The same, and the identity code comes along."""
    case, code = world.foreign_case, "020513A900P"
    row = world.everything(ClientIdentity).get(client_id=case.client_id)
    row.identity_code, row.identity_hash = code, hash_of(code)
    row.save()
    world.everything(ClientBirth).update(birth_date="2013-05-02")
    along = {"by": FOREIGNER, "case": case, "to": "hame", "goes_along": ["identity", "criteria"]}
    _kept(world, "incoming", lambda: transferring.send(world, **along))


def _arrived(world: Any, foreign: bool) -> Any:
    case = _case(world, foreign)
    transferring.arrived(world, case)
    return case


def _access(world: Any, foreign: bool) -> Any:
    who, name = (FOREIGNER, "foreign_access") if foreign else (MEMBER, "access")
    return _kept(world, name, lambda: emergency(world, by=who, case=_case(world, foreign)))


def _safety_note(world: Any, foreign: bool) -> Any:
    name = "foreign_safety_note" if foreign else "safety_note"
    return _kept(world, name, lambda: safety_note(world, _case(world, foreign)))


def disclosure(world: Any, foreign: bool) -> Any:
    """What social services told health services."""
    who, name = _who(foreign), _named("disclosure", foreign)
    to = "police" if foreign else "health"
    return _kept(world, name, lambda: factories.disclosure(world, _case(world, foreign), by=who, to=to, what="x"))


def request(world: Any, foreign: bool) -> Any:
    """What social services ask health services."""
    name, case = _named("request", foreign), _case(world, foreign)
    return _kept(world, name, lambda: factories.sector_request(world, case, by=_who(foreign), to="health"))


def note(world: Any, foreign: bool, *, shared: bool = False) -> Any:
    """A note of social services."""
    name, case = _named("note", foreign), _case(world, foreign)
    return _kept(world, name, lambda: factories.sector_note(world, case, by=_who(foreign), shared=shared))


def _who(foreign: bool) -> str:
    return FOREIGNER if foreign else "responsible_social_worker"


def _named(kind: str, foreign: bool) -> str:
    return f"foreign_{kind}" if foreign else kind


IDS: dict[str, Any] = {
    CASE: lambda world, foreign: {CASE: _case(world, foreign).pk},
    CONTACT: lambda world, foreign: {CONTACT: (world.foreign_contact if foreign else world.contact).pk},
    "compare": lambda world, foreign: {
        CONTACT: world.contact.pk,
        "client_id": _case(world, foreign).client_id,
    },
    "notice_id": lambda world, foreign: {"notice_id": _notice(world, foreign).pk},
    "said_id": lambda world, foreign: {"said_id": _said(world, foreign).pk},
    "participation_id": lambda world, foreign: {"participation_id": _participation(world, foreign).pk},
    "guest": lambda world, foreign: {"participation_id": guest(world, foreign).pk},
    "question_id": lambda world, foreign: {"question_id": question(world, foreign).pk},
    "consent_id": lambda world, foreign: {"consent_id": _consent(world, foreign).pk},
    "disclosure_id": lambda world, foreign: {"disclosure_id": disclosure(world, foreign).pk},
    "request_id": lambda world, foreign: {"request_id": request(world, foreign).pk},
    "note_id": lambda world, foreign: {"note_id": note(world, foreign).pk},
    "meeting_id": lambda world, foreign: {"meeting_id": meeting(world, foreign).pk},
    "action_id": lambda world, foreign: {"action_id": action(world, foreign).pk},
    "referral_id": lambda world, foreign: {"referral_id": _referral(world, foreign).pk},
    "extract_id": lambda world, foreign: {"extract_id": _extract(world, foreign).pk},
    # An administrator knows everybody who works in a team; an auditor cannot be given the right.
    "member_id": lambda world, foreign: {"member_id": world.people["auditor" if foreign else "nurse_on_the_case"].pk},
    "report_id": lambda world, foreign: {"report_id": _report(world, foreign).pk},
    "transfer_id": lambda world, foreign: {"transfer_id": _transfer(world, foreign).pk},
    "incoming": lambda world, foreign: {"transfer_id": _incoming(world, foreign).pk},
    "arrival": lambda world, foreign: {"case_id": _arrived(world, foreign).pk},
    "access_id": lambda world, foreign: {"access_id": _access(world, foreign).pk},
    "safety_note_id": lambda world, foreign: {"safety_note_id": _safety_note(world, foreign).pk},
    "draft": lambda world, foreign: {"form": "log_meeting", "about": str(_case(world, foreign).pk)},
}
