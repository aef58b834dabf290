"""Closing a case with its reason, and taking a closing back on the same day."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import Conflict, DomainError
from anchor.core.versions import lock, save_changed
from anchor.tenancy.codes import labels
from clients.models import Case, Stage
from clients.services.after_closing import date_grants_of
from clients.services.ages import reckon_case
from clients.services.consents import end_with_the_case
from clients.services.presence import keep_days
from clients.services.stages import note_stage, stage_before_closing


def hindrances(actor: Actor, case: Case) -> list[str]:
    """Sentences about what must be done before the case can be closed; every room is asked."""
    return [str(sentence) for sentence in contributions.ask(contributions.hinders_closing_case, case, actor)]


@transaction.atomic
def close_case(
    *, actor: Actor, case: Case, reason: str, closed_on: datetime.date, read_version: int | None = None
) -> Case:
    """Close the case on a day. Raises DomainError when something hinders it, Conflict when somebody changed it."""
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.CHANGE_CASE, case)
    if not case.is_open:
        return case  # a second click
    if read_version is not None and case.version != read_version:
        raise Conflict(case)
    if reason not in labels("closing_reason"):
        raise DomainError(_("Choose a reason from the list."), code="unknown_reason", field="reason")
    if closed_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="closed_on")
    if closed_on < case.opened_on:
        message = _("The closing day is before the opening day.")
        raise DomainError(message, code="closed_before_opened", field="closed_on")
    if hindrances(actor, case):
        raise DomainError(_("Something has to be done before the case can be closed."), code="hindered")
    return _close(actor, case, reason, closed_on)


@transaction.atomic
def close_transferred(*, actor: Actor, case: Case, closed_on: datetime.date) -> Case:
    """Close a case that another team has taken over; the caller has asked whether the actor may. Nothing hinders it."""
    case = lock(Case.objects.visible_to(actor), case.pk)
    return _close(actor, case, "transferred", closed_on) if case.is_open else case


def _close(actor: Actor, case: Case, reason: str, closed_on: datetime.date) -> Case:
    case.stage_days = {case.stage: None} | (case.stage_days or {})
    case.stage, case.closed_on, case.closing_reason = Stage.CLOSED, closed_on, reason
    note_stage(case, timezone.localdate())  # the day it was recorded: on that day it can be taken back
    save_changed(case, "stage", "stage_days", "closed_on", "closing_reason")
    date_grants_of(case)
    reckon_case(case)
    keep_days(case.pk)
    record(actor, Verb.CASE_CLOSED, case, reason=reason, consents_ended=end_with_the_case(actor, case))
    return case


@transaction.atomic
def reopen_case(*, actor: Actor, case: Case) -> Case:
    """Take a closing back, on the day it was recorded only; later a new case is opened instead.

    The consents that lasted until the closing stay ended: whoever opens the case again asks again.
    """
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.CHANGE_CASE, case)
    if case.is_open:
        return case
    if (case.stage_days or {}).get(Stage.CLOSED) != timezone.localdate().isoformat():
        message = _("A closing can be taken back on the same day only. Record a new contact instead.")
        raise DomainError(message, code="too_late")
    for sentence in contributions.ask(contributions.hinders_reopening_case, case, actor):
        raise DomainError(sentence, code="hindered")
    case.stage, case.closed_on, case.closing_reason = stage_before_closing(case), None, ""
    case.stage_days = {stage: day for stage, day in (case.stage_days or {}).items() if stage != Stage.CLOSED}
    save_changed(case, "stage", "stage_days", "closed_on", "closing_reason")
    date_grants_of(case)
    reckon_case(case)
    keep_days(case.pk)
    record(actor, Verb.CASE_CHANGED, case, reopened=True)
    return case
