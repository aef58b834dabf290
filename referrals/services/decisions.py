"""The team's joint decision on a contact: what, when, who took part, and which sectors did not."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from anchor.access import grants
from anchor.access.actions import Action
from anchor.access.rules import refuse_to_oneself, require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Team
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from referrals.models import Contact, ContactStage, Decision, DecisionParticipant, Opinion
from referrals.services.screening import keep_sight
from referrals.team import team_of

URGENT, NO_ANSWER = "urgent", "no_answer"
Outcome = Decision.Outcome


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was decided. `redirected_to` is a service's code, or `team:` and a team's number."""

    outcome: str
    decided_on: datetime.date
    reason: str = ""
    text: str = ""
    redirected_to: str = ""
    criteria: list[str] = field(default_factory=list)
    age: int | None = None  # estimated by the team, when nobody knew it before


@transaction.atomic
def decide(
    *, actor: Actor, contact: Contact, verdict: Verdict, participants: Sequence[Membership], alone_because: str = ""
) -> Decision:
    """Record what the team decided and who took part; each of them keeps sight of the contact.

    One of each sector the team requires, unless it is urgent or a sector has not answered in the team's time; then the
    record shows which sectors were missing. Raises DomainError with the field that has to be mended.
    """
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.DECIDE, contact)
    team = team_of(actor)
    if not contact.is_screened:
        return _decided_already(actor, contact, verdict)
    _check_day(contact, verdict.decided_on)
    _check_people(team, participants)
    refuse_to_oneself(actor, Action.DECIDE, contact, participants)
    missing = missing_sectors(team, participants)
    _check_together(contact, team, missing, alone_because)
    changes = _outcome_changes(contact, verdict)
    # Grants first: after the change of stage only those who hold one see the contact, the writer included.
    for membership in {actor.membership_id: actor.membership, **{one.pk: one for one in participants}}.values():
        keep_sight(contact, membership, "view_contact")
    decision = _write(actor, contact, verdict, participants, alone_because if missing else "", missing)
    for name, value in changes.items():
        setattr(contact, name, value)
    save_changed(contact, *changes)
    record(actor, Verb.DECISION_RECORDED, contact, outcome=verdict.outcome, missing=missing)
    return decision


def _write(
    actor: Actor,
    contact: Contact,
    verdict: Verdict,
    participants: Sequence[Membership],
    alone_because: str,
    missing: list[str],
) -> Decision:
    marks = stamp(actor)
    decision = Decision.objects.create(
        contact=contact,
        outcome=verdict.outcome,
        decided_on=verdict.decided_on,
        reason=verdict.reason if verdict.outcome == Outcome.DECLINED else "",
        text=verdict.text,
        alone_because=alone_because,
        missing_sectors=missing,
        **marks,
    )
    DecisionParticipant.objects.bulk_create(
        [
            DecisionParticipant(decision=decision, contact=contact, membership=one, **marks | {"sector": one.sector})
            for one in participants
        ]
    )
    return decision


def _decided_already(actor: Actor, contact: Contact, verdict: Verdict) -> Decision:
    """The same click twice gives the decision that stands; another decision needs the first one taken back."""
    decision = Decision.objects.visible_to(actor).get(contact=contact)
    if (decision.outcome, decision.decided_on, decision.text) == (verdict.outcome, verdict.decided_on, verdict.text):
        return decision
    message = _("The team has already decided on this contact. Take that decision back first.")
    raise DomainError(message, code="already_decided")


def missing_sectors(team: Team, participants: Sequence[Membership]) -> list[str]:
    """Sectors the team requires in a selection of which nobody took part, in the team's order."""
    present = {one.sector for one in participants}
    return [sector for sector in team.required_sectors if sector not in present]


def _check_day(contact: Contact, day: datetime.date) -> None:
    if day > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="decided_on")
    if day < timezone.localtime(contact.received_at).date():
        message = _("A decision cannot be older than its contact.")
        raise DomainError(message, code="before_contact", field="decided_on")


def _check_people(team: Team, participants: Sequence[Membership]) -> None:
    if not participants:
        raise DomainError(_("Say who took part in the decision."), code="nobody", field="participants")
    if any(one.team_id != team.pk for one in participants):
        raise DomainError(_("Choose people who work in your team."), code="not_in_the_team", field="participants")


def _check_together(contact: Contact, team: Team, missing: list[str], alone_because: str) -> None:
    if not missing:
        return
    if not alone_because:
        message = _(
            "Somebody from each required sector takes part in a selection. If that cannot wait, say below why: "
            "the decision then shows which sectors were missing."
        )
        raise DomainError(message, code="sectors_missing", field="participants")
    if alone_because == NO_ANSWER and contact.waiting_days < team.answer_days:
        message = ngettext_lazy(
            "A sector has %(days)s day to answer, and it has not passed yet.",
            "A sector has %(days)s days to answer, and they have not passed yet.",
            team.answer_days,
        )
        raise DomainError(message % {"days": team.answer_days}, code="too_early", field="alone_because")


def _outcome_changes(contact: Contact, verdict: Verdict) -> dict:
    """What changes on the contact. Raises DomainError when the outcome lacks what it needs."""
    criteria = verdict.criteria or contact.criteria
    changes: dict[str, Any] = {
        "stage": ContactStage(verdict.outcome),
        "decided_on": verdict.decided_on,
        "criteria": criteria,
        "redirected_to": "",
    }
    age = contact.age
    if age is None and verdict.age is not None:
        age = verdict.age
        changes |= {"age": age, "age_knowledge": "estimated"}
    match verdict.outcome:
        case Outcome.SELECTED:
            _check_selectable(age, criteria)
        case Outcome.REDIRECTED:
            if not verdict.redirected_to:
                message = _("Say to which service or team the contact is redirected.")
                raise DomainError(message, code="nowhere", field="redirected_to")
            changes["redirected_to"] = verdict.redirected_to
        case Outcome.DECLINED:
            if not verdict.reason:
                raise DomainError(_("Say why."), code="no_reason", field="reason")
    return changes


def _check_selectable(age: int | None, criteria: list[str]) -> None:
    """The conditions of being selected: under 18 on the day of the contact, and at least one criterion."""
    if age is None:
        message = _("The age is not known. Find it out, or estimate it, before selecting somebody as a client.")
        raise DomainError(message, code="age_unknown", field="outcome")
    if age >= 18:
        message = _("Only somebody under 18 on the day of the contact can be selected.")
        raise DomainError(message, code="not_under_18", field="outcome")
    if not criteria:
        message = _("Choose at least one criterion, or decide otherwise.")
        raise DomainError(message, code="no_criterion", field="criteria")


@transaction.atomic
def undo_decision(*, actor: Actor, contact: Contact) -> Contact:
    """Take the decision back while nothing has followed from it: the contact is screened again.

    Whoever only took part in the decision no longer holds the contact; who received it or gave an opinion does.
    """
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.DECIDE, contact)
    if contact.is_screened:
        return contact
    if contact.case_id:
        message = _("A case has been opened on this decision, so it stands. The case can be closed instead.")
        raise DomainError(message, code="case_opened")
    opined = Opinion.objects.visible_to(actor).filter(contact=contact).exists()
    # The stage first: while the contact is screened, the writer sees it without a grant.
    contact.stage = ContactStage.SCREENING if opined else ContactStage.RECEIVED
    contact.decided_on, contact.redirected_to = None, ""
    save_changed(contact, "stage", "decided_on", "redirected_to")
    DecisionParticipant.objects.visible_to(actor).filter(contact=contact).delete()
    Decision.objects.visible_to(actor).filter(contact=contact).delete()
    grants.end_all("view_contact", contact)
    record(actor, Verb.DECISION_UNDONE, contact)
    return contact
