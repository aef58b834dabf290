"""What a guardian gets of each register: decided by that register's sector, dated, nothing by default."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

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
from anchor.core.versions import lock
from clients.models import Case, GuardianDecision
from clients.services.ages import is_of_age

Outcome = GuardianDecision.Outcome


@transaction.atomic
def decide_for_guardian(
    *,
    actor: Actor,
    case: Case,
    outcome: str,
    decided_on: datetime.date,
    why: str,
    barred: Sequence[str] = (),
    heard_on: datetime.date | None = None,
    checked: bool = False,
) -> GuardianDecision:
    """Write down what a guardian gets of the own sector's register; it holds from now on instead of the one before.

    Raises DomainError where nothing is left to decide, or what the sector's law asks first has not been done.
    """
    require(actor, Action.DECIDE_FOR_GUARDIAN, case)
    case = lock(Case.objects.visible_to(actor), case.pk)
    if is_of_age(actor, case):
        raise DomainError(_("Somebody of 18 has no guardian: nothing is given to one any more."), code="of_age")
    _check(outcome, decided_on, why, barred, heard_on, checked)
    columns: dict[str, Any] = {"outcome": outcome, "decided_on": decided_on, "heard_on": heard_on, "why": why}
    columns["barred"] = sorted(set(barred)) if outcome == Outcome.PART else []
    holding = next((one for one in decisions_of(actor, case) if one.sector == actor.sector), None)
    mine = holding is not None and holding.author_id == actor.membership_id
    if holding and mine and all(getattr(holding, name) == value for name, value in columns.items()):
        return holding  # a second click
    decision = GuardianDecision.objects.create(case=case, **columns, **stamp(actor))
    record(actor, Verb.GUARDIAN_DECIDED, decision, outcome=outcome, barred=decision.barred)
    return decision


def _check(
    outcome: str,
    decided_on: datetime.date,
    why: str,
    barred: Sequence[str],
    heard_on: datetime.date | None,
    checked: bool,
) -> None:
    if decided_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="decided_on")
    if not why:
        raise DomainError(_("Write down why."), code="no_reason", field="why")
    if outcome == Outcome.NOTHING:
        return
    if heard_on is None:
        message = _("Ask the adolescent first, and say on which day you did.")
        raise DomainError(message, code="not_heard", field="heard_on")
    if heard_on > decided_on:
        raise DomainError(_("The adolescent is asked before it is decided."), code="heard_later", field="heard_on")
    if not checked:
        message = _("Without this check a guardian gets nothing of this register.")
        raise DomainError(message, code="not_checked", field="checked")
    if outcome == Outcome.PART and not barred:
        raise DomainError(_("Say what a guardian does not get."), code="nothing_barred", field="barred")


def decisions_of(actor: Actor, case: Case) -> list[GuardianDecision]:
    """The decisions on this case that the actor may read, the one that holds first."""
    known = GuardianDecision.objects.visible_to(actor).filter(case=case).select_related("author__user")
    return list(known.order_by("-decided_on", "-created_at", "-pk"))


def open_kinds(decisions: Iterable[GuardianDecision], sector: str) -> frozenset[str] | None:
    """What is barred of a sector's register by the decision that holds; None where a guardian gets nothing of it.

    `decisions` are those of one case, newest first. Whoever has turned 18 has no guardian: ask `ages.is_of_age` first.
    """
    holding = next((one for one in decisions if one.sector == sector), None)
    return None if holding is None or holding.outcome == Outcome.NOTHING else frozenset(holding.barred)
