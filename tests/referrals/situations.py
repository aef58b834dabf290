"""Situations of this room: opinions given, decisions made, referrals under way."""

import datetime

from django.utils import timezone

from anchor.access import grants
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.tenancy.scope import beyond_the_wall
from referrals.forms.base import new_key
from referrals.models import Contact, Decision, DecisionParticipant, OnwardReferral, Opinion


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def typed(day: datetime.date) -> str:
    """A day as somebody types it."""
    return f"{day.day}.{day.month}.{day.year}"


def opinion(world, contact, *, by, answer="yes", text=""):
    """A sector has said what it thinks; the author keeps sight."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by]))
        if not contact.grants.filter(membership=world.people[by]).exists():
            grants.grant(world.people[by], "work_contact", contact)
        return Opinion.objects.create(contact=contact, answer=answer, text=text, given_at=timezone.now(), **marks)


def selected(
    world, contact, *, together=("police_officer_on_the_case", "responsible_social_worker"), outcome="selected"
):
    """The coordinator recorded the team's decision on a contact."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people["coordinator"]))
        for who in {"coordinator", *together}:
            if not contact.grants.filter(membership=world.people[who]).exists():
                grants.grant(world.people[who], "view_contact", contact)
        made = Decision.objects.create(contact=contact, outcome=outcome, decided_on=timezone.localdate(), **marks)
        for who in together:
            own = marks | {"sector": world.people[who].sector}
            DecisionParticipant.objects.create(decision=made, contact=contact, membership=world.people[who], **own)
        Contact.objects.filter(pk=contact.pk).update(stage=outcome, decided_on=made.decided_on)
        contact.refresh_from_db()
        return made


def referral(world, case, *, by, status="sent", sent=3, service="family_counselling", **more):
    """A referral onward, by default sent three days ago."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by]))
        return OnwardReferral.objects.create(
            case=case,
            service=service,
            basis="consent",
            status=status,
            proposed_on=days_ago(sent + 1),
            sent_on=days_ago(sent) if status in ("sent", "started") else None,
            **more,
            **marks,
        )


def contact_form(**changes):
    """A contact as somebody fills the form in: one whose birth date is known, with its child-welfare answer."""
    filled = {
        "once": new_key(),
        "received_on": typed(days_ago(1)),
        "received_time": "9.30",
        "channel": "phone",
        "source": "school",
        "urgency": "normal",
        "age_knowledge": "known",
        "birth_date": typed(days_ago(14 * 365 + 40)),
        "area": "109",
        "reasons": ["bullying", "threat"],
        "criteria": ["crime"],
        "told": "guardian",
        "given_names": "Veikka",
        "family_name": "Ruskalehto",
        "text": "Kuraattori soitti.",
        "ground": "",
        "cw-answer": "no_need",
        "cw-why": "Koulu on mukana.",
    }
    return {name: value for name, value in (filled | changes).items() if value is not None}
