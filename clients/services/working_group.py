"""Who works on a case: the coordinator names them, ends their part, and changes who is responsible."""

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action, Grip
from anchor.access.rules import refuse_to_oneself, require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role, Sector, Team
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Participation
from clients.services.load import working_today
from clients.services.open_case import join
from clients.services.other_parties import check_shared_lead, keep_shared_lead, other_parties

INVESTIGATING = frozenset({Sector.POLICE})


@transaction.atomic
def assign(*, actor: Actor, case: Case, members: Sequence[Membership]) -> list[Participation]:
    """Let professionals of the team work on a case from today on. Who already does is left as they are."""
    case, team = lock_to_assign(actor, case)
    refuse_to_oneself(actor, Action.ASSIGN, case, members)
    new = {member.pk: member for member in members}
    for working in _working(actor, case):
        new.pop(working.membership_id, None)
    current = Membership.objects.current().filter(team_id=team.pk, role__in=(Role.MEMBER, Role.COORDINATOR))
    if current.filter(pk__in=list(new)).count() != len(new):
        raise DomainError(_("Choose people who work in your team today."), code="not_in_the_team", field="people")
    today = timezone.localdate()
    joined = []
    for member in new.values():
        joined.append(join(actor=actor, team=team, case=case, member=member, leads=False, began_on=today))
        record(actor, Verb.PROFESSIONAL_ASSIGNED, case, professional=str(member.pk))
    return joined


@transaction.atomic
def end_participation(*, actor: Actor, participation: Participation, ended_on: datetime.date) -> Participation:
    """End somebody's work on a case. Their sight of it goes from the next request on, whatever the day."""
    is_guest = participation.kind == Participation.Kind.GUEST
    case, _team = lock_to_assign(actor, participation.case, closed_too=is_guest)  # a guest may still look on
    found = lock(Participation.objects.visible_to(actor).select_related("membership"), participation.pk)
    if found.is_over:
        return found  # a second click
    if ended_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="ended_on")
    if ended_on < found.began_on:
        message = _("This is before the work on the case began.")
        raise DomainError(message, code="ended_before_begun", field="ended_on")
    if found.membership_id == case.responsible_id:
        message = _("Name another responsible worker first.")
        raise DomainError(message, code="is_responsible", field="ended_on")
    _keep_the_keepers(actor, case, leaving=found)
    found.ended_on = ended_on
    save_changed(found, "ended_on")
    grants.end(found.membership, case)
    record(actor, Verb.PARTICIPATION_ENDED, case, professional=str(found.membership_id))
    return found


@transaction.atomic
def change_responsible(*, actor: Actor, participation: Participation, shared_lead_reason: str = "") -> Case:
    """Make somebody who works on the case its responsible worker. One person leads at a time.

    Who is responsible for another party of the same event takes this one only with a reason, which is kept.
    """
    case, _team = lock_to_assign(actor, participation.case)
    people = {working.pk: working for working in _working(actor, case)}
    chosen = people.get(participation.pk)
    if chosen is None:
        message = _("The responsible worker is one of those who work on the case.")
        raise DomainError(message, code="not_on_the_case")
    if chosen.membership_id == case.responsible_id:
        return case  # a second click
    refuse_to_oneself(actor, Action.ASSIGN, case, [chosen.membership])
    takes_both = check_shared_lead(other_parties(actor, case), chosen.membership, shared_lead_reason)
    for working in people.values():
        if working.membership_id == case.responsible_id:
            grants.grant(working.membership, Grip.WORK, case)
    grants.grant(chosen.membership, Grip.LEAD, case)
    case.responsible = chosen.membership
    save_changed(case, "responsible")
    record(actor, Verb.CASE_CHANGED, case, responsible=str(chosen.membership_id))
    if takes_both:
        keep_shared_lead(actor, case, chosen.membership, shared_lead_reason)
    return case


@transaction.atomic
def mark_investigator(*, actor: Actor, participation: Participation, investigates: bool) -> Participation:
    """Say whether a police officer on the case investigates the event it stems from: meetings then show a warning."""
    case, _team = lock_to_assign(actor, participation.case)
    found = lock(Participation.objects.visible_to(actor), participation.pk)
    if found.sector not in INVESTIGATING:
        message = _("Only somebody of the police investigates an event.")
        raise DomainError(message, code="no_investigator")
    if found.investigates != investigates:
        found.investigates = investigates
        save_changed(found, "investigates")
        record(actor, Verb.INVESTIGATOR_MARKED, case, professional=str(found.membership_id), investigates=investigates)
    return found


def lock_to_assign(actor: Actor, case: Case, *, closed_too: bool = False) -> tuple[Case, Team]:
    """The case under a lock and the actor's team, for who may change who takes part in it."""
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.ASSIGN, case)
    if not (case.is_open or closed_too) or actor.team is None:
        raise DomainError(_("The case is closed."), code="case_closed")
    return case, actor.team


def _working(actor: Actor, case: Case) -> list[Participation]:
    """Who of the team works on the case today, under a lock, so that two coordinators do not change it at once.

    A guest looks on: they lead no case, and keep nobody's records.
    """
    of_team = Participation.objects.visible_to(actor).filter(kind=Participation.Kind.TEAM)
    found = of_team.filter(working_today(), case=case).select_related("membership")
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _keep_the_keepers(actor: Actor, case: Case, *, leaving: Participation) -> None:
    """What is held about the client belongs to one sector; somebody of it must stay who can correct it."""
    if leaving.sector != case.sector:
        return
    others: set[UUID] = {w.pk for w in _working(actor, case) if w.sector == case.sector and w.pk != leaving.pk}
    if not others:
        message = _("The client's records belong to this sector. Somebody of it has to stay while the case is open.")
        raise DomainError(message, code="last_of_the_sector", field="ended_on")
