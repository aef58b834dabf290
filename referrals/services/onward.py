"""Referring a client onward, and following whether the service started."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Consent
from referrals import grounds
from referrals.models import OnwardReferral

Status = OnwardReferral.Status


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a referral has come."""

    status: str
    sent_on: datetime.date | None = None
    started_on: datetime.date | None = None
    not_started_reason: str = ""
    follow_up_on: datetime.date | None = None
    still_on_at_3_months: bool | None = None


def living_consent(actor: Actor, case: Case) -> bool:
    """Whether somebody has consented on this case and the consent lives today."""
    return Consent.objects.visible_to(actor).living(timezone.localdate()).filter(case=case).exists()


@transaction.atomic
def refer_onward(
    *,
    actor: Actor,
    case: Case,
    referral_id: UUID,
    service: str,
    unit: str,
    basis: str,
    proposed_on: datetime.date,
    progress: Progress,
) -> OnwardReferral:
    """Guide the client of a case to a service. The same `referral_id` again gives the referral already made."""
    require(actor, Action.REFER_ONWARD, case)  # first, for the wall locks nothing for who may only read
    case = lock(Case.objects.visible_to(actor), case.pk)  # nothing begins while it closes or its consent ends
    made = OnwardReferral.objects.visible_to(actor).filter(pk=referral_id, case=case)
    if referral := made.first():
        return referral
    if not case.is_open:
        raise DomainError(_("The case is closed; nothing new is begun in it."), code="closed")
    _check_basis(actor, case, basis)
    _check_day(proposed_on, "proposed_on")
    values = checked_progress(progress, proposed_on=proposed_on)
    referral = OnwardReferral.objects.create(
        pk=referral_id,
        case=case,
        service=service,
        unit=unit,
        basis=basis,
        proposed_on=proposed_on,
        **values,
        **stamp(actor),
    )
    record(actor, Verb.REFERRAL_MADE, referral, ground=basis, service=service, status=referral.status)
    return referral


@transaction.atomic
def follow_referral(
    *, actor: Actor, referral: OnwardReferral, read_version: int | None, unit: str, progress: Progress
) -> OnwardReferral:
    """Write down how far a referral has come. Raises Conflict when a colleague saved it meanwhile, DomainError."""
    rows = OnwardReferral.objects.visible_to(actor).select_related("author__user")
    referral = lock(rows, referral.pk, read_version=read_version)
    require(actor, Action.FOLLOW_REFERRAL, referral)
    if progress.status == Status.PROPOSED and referral.status != Status.PROPOSED:
        message = _("This referral has already gone on. If it did not start, say so and why.")
        raise DomainError(message, code="goes_back", field="status")
    values = checked_progress(progress, proposed_on=referral.proposed_on) | {"unit": unit}
    for name, value in values.items():
        setattr(referral, name, value)
    save_changed(referral, *values)
    record(actor, Verb.REFERRAL_CHANGED, referral, status=referral.status)
    return referral


def checked_progress(progress: Progress, *, proposed_on: datetime.date) -> dict:
    """The columns of a status with only what belongs to it. Raises DomainError with the field that is missing."""
    status, sent, started = progress.status, progress.sent_on, progress.started_on
    if status == Status.SENT and sent is None:
        raise DomainError(_("Give the day it was sent."), code="no_day", field="sent_on")
    if status == Status.STARTED and started is None:
        raise DomainError(_("Give the day the service started."), code="no_day", field="started_on")
    if status == Status.NOT_STARTED and not progress.not_started_reason:
        raise DomainError(_("Say why it did not start."), code="no_reason", field="not_started_reason")
    sent = sent if status != Status.PROPOSED else None
    started = started if status == Status.STARTED else None
    _check_order(proposed_on, sent, "sent_on")
    _check_order(sent or proposed_on, started, "started_on")
    return {
        "status": status,
        "sent_on": sent,
        "started_on": started,
        "not_started_reason": progress.not_started_reason if status == Status.NOT_STARTED else "",
        "follow_up_on": progress.follow_up_on,
        "still_on_at_3_months": progress.still_on_at_3_months if status == Status.STARTED else None,
    }


def _check_order(before: datetime.date, day: datetime.date | None, field: str) -> None:
    if day is None:
        return
    _check_day(day, field)
    if day < before:
        raise DomainError(_("This day is before the earlier step. Check both."), code="wrong_order", field=field)


def _check_day(day: datetime.date, field: str) -> None:
    if day > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field=field)


def _check_basis(actor: Actor, case: Case, basis: str) -> None:
    if basis not in dict(grounds.choices()):
        raise DomainError(_("Choose the basis of the referral."), code="no_basis", field="basis")
    if basis == grounds.CONSENT and not living_consent(actor, case):
        message = _(
            "There is no consent in force on this case. Record the consent first, or choose a provision of law."
        )
        raise DomainError(message, code="no_consent", field="basis")
