"""Recording a contact: whatever is phoned in is accepted, and nothing that contradicts itself."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import identity_codes
from anchor.core.dates import age_on
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from anchor.tenancy.models import Municipality
from clients.services.presence import tell_earlier_teams
from referrals.models import ChildWelfareAnswer, Contact, ContactDetails
from referrals.services import places
from referrals.services.child_welfare import ChildWelfare, checked_child_welfare
from referrals.services.events import Told, record_event
from referrals.services.origins import Origin, change_origin, write_origin


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What all who screen may know: nothing in it names somebody."""

    received_at: datetime.datetime
    urgency: str
    area: Municipality | None  # None: what is kept apart under non-disclosure stays as it is
    age_knowledge: str
    age: int | None = None
    reasons: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    non_disclosure: bool = False
    danger_called_at: datetime.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who the contact is about, as far as it is known, and what was told."""

    given_names: str = ""
    family_name: str = ""
    birth_date: datetime.date | None = None
    identity_code: str = ""
    temporary_code: bool = False
    school: str = ""
    phone: str = ""
    informant: str = ""
    text: str = ""


def record_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    circumstances: Circumstances,
    origin: Origin,
    person: Person,
    child_welfare: ChildWelfare,
    ground: str = "",
    grounded_sectors: list[str] | None = None,
    event: Told | None = None,
) -> Contact:
    """Write down a contact somebody has taken. The same `contact_id` again gives the contact already recorded.

    Raises DomainError with the field that has to be mended.
    """
    require(actor, Action.RECORD_CONTACT)
    made = Contact.objects.visible_to(actor).filter(pk=contact_id, author_id=actor.membership_id)
    if contact := made.first():
        return contact
    try:
        with transaction.atomic():
            made_now = _make(actor, contact_id, circumstances, person, child_welfare, ground, grounded_sectors or [])
            write_origin(actor, made_now, origin)
            if event is not None:
                record_event(actor=actor, contact=made_now, told=event)
            _tell_earlier_teams(actor, made_now, person)
            return made_now
    except IntegrityError:
        # The other click of a double click was faster; anything else is a mistake of ours.
        if contact := made.first():
            return contact
        raise


def _make(
    actor: Actor,
    contact_id: UUID,
    circumstances: Circumstances,
    person: Person,
    child_welfare: ChildWelfare,
    ground: str,
    grounded_sectors: list[str],
) -> Contact:
    facts, details = checked(circumstances, person)
    check_ground(ground, grounded_sectors)
    answer = checked_child_welfare(child_welfare)
    marks = stamp(actor)
    apart = places.taken_apart(facts, details) if facts["non_disclosure"] else None
    contact = Contact.objects.create(pk=contact_id, ground=ground, grounded_sectors=grounded_sectors, **facts, **marks)
    ContactDetails.objects.create(contact=contact, **details, **marks)
    ChildWelfareAnswer.objects.create(contact=contact, **vars(answer), **marks)
    grants.grant(actor.membership, "work_contact", contact)
    if apart:
        places.keep_apart(actor, contact, apart)
    record(actor, Verb.CONTACT_RECORDED, contact, ground=ground, urgency=contact.urgency, sectors=grounded_sectors)
    return contact


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    details: ContactDetails,
    read_version: int | None,
    circumstances: Circumstances,
    origin: Origin,
    person: Person,
) -> Contact:
    """Correct or complete a contact while it is screened; only who received it can. Raises Conflict, DomainError.

    The version is that of the details: opinions move the contact itself on while somebody is writing.
    """
    contact = lock(Contact.objects.visible_to(actor), details.contact_id)
    require(actor, Action.CHANGE_CONTACT, contact)
    mine = ContactDetails.objects.visible_to(actor).select_related("author__user")
    details = lock(mine, details.pk, read_version=read_version)
    if not contact.is_screened:
        raise DomainError(_("The team has decided on this contact; it can no longer be changed."), code="decided")
    facts, known = checked(circumstances, person)
    was_asked = details.identity_code == known["identity_code"] and not contact.non_disclosure
    places.change_place(actor, contact, details, facts, known)
    _put(contact, facts)
    _put(details, known)
    save_changed(contact, *facts)
    save_changed(details, *known)
    change_origin(actor, contact, origin)
    record(actor, Verb.CONTACT_CHANGED, contact)
    if not was_asked:
        _tell_earlier_teams(actor, contact, person)
    return contact


def _put(row: Contact | ContactDetails, values: dict) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _tell_earlier_teams(actor: Actor, contact: Contact, person: Person) -> None:
    """Only an exact identity code counts, and none under non-disclosure. The asker learns nothing (domain.md, Duplicates)."""
    if person.identity_code and not contact.non_disclosure:
        tell_earlier_teams(person.identity_code)
        record(actor, Verb.PRESENCE_ASKED, contact)


def checked(circumstances: Circumstances, person: Person) -> tuple[dict, dict]:
    """The columns of the contact and of its details, once they agree with each other."""
    day = _day_of(circumstances.received_at)
    code, birth_date = _checked_identity(person, day)
    facts = dict(vars(circumstances))
    facts |= _checked_age(circumstances, birth_date, day) | _checked_danger(circumstances)
    details = vars(person) | {"identity_code": code, "birth_date": birth_date}
    del details["temporary_code"]
    return facts, details


def _day_of(received_at: datetime.datetime) -> datetime.date:
    if received_at > timezone.now():
        raise DomainError(_("This time has not come yet."), code="received_in_future", field="received_time")
    return timezone.localtime(received_at).date()


def _checked_identity(person: Person, day: datetime.date) -> tuple[str, datetime.date | None]:
    """The code and the birth date it tells; a code fills a birth date that was left empty."""
    code, birth_date = person.identity_code, person.birth_date
    if code:
        code = identity_codes.validate(code, demo=settings.IS_DEMO, temporary_ticked=person.temporary_code)
        identity_codes.check_birth_date(code, birth_date)
        birth_date = identity_codes.birth_date_of(code)
    if birth_date and birth_date > day:
        message = _("The birth date is after the day of the contact. Check both.")
        raise DomainError(message, code="born_later", field="identity_code" if code else "birth_date")
    return code, birth_date


def _checked_age(known: Circumstances, birth_date: datetime.date | None, day: datetime.date) -> dict:
    """A birth date decides; without one an age is an estimate or not known."""
    if birth_date:
        return {"age": age_on(birth_date, day), "age_knowledge": "known"}
    if known.age_knowledge == "known":
        message = _("Give the birth date, or say that the age is estimated or not known.")
        raise DomainError(message, code="no_birth_date", field="birth_date")
    if known.age is not None:
        return {"age": known.age, "age_knowledge": "estimated"}
    if known.age_knowledge == "estimated":
        raise DomainError(_("Give the estimated age in years."), code="no_age", field="age")
    return {"age": None, "age_knowledge": "unknown"}


def _checked_danger(known: Circumstances) -> dict:
    """Urgency now asks when help was called; any other urgency keeps no such time."""
    if known.urgency != "now":
        return {"danger_called_at": None}
    if known.danger_called_at is None:
        message = _("Call first, then give the time of the call.")
        raise DomainError(message, code="no_call", field="danger_called_time")
    if known.danger_called_at > timezone.now():
        raise DomainError(_("This time has not come yet."), code="called_in_future", field="danger_called_time")
    return {"danger_called_at": known.danger_called_at}


def check_ground(ground: str, grounded_sectors: list[str]) -> None:
    """A sector that may read the name needs a ground, and a ground says for whom it is."""
    if grounded_sectors and not ground:
        message = _("Say on what ground these sectors may read the name.")
        raise DomainError(message, code="no_ground", field="ground")
    if ground and not grounded_sectors:
        message = _("Say which sectors may read the name on this ground.")
        raise DomainError(message, code="no_sectors", field="grounded_sectors")
