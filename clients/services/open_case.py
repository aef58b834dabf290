"""Opening a case: somebody under 18 was selected as a client, and professionals begin to work on it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action, Grip
from anchor.access.rules import Refused, refuse_to_oneself
from anchor.accounts.actor import Actor, controller_of
from anchor.accounts.models import Membership, Role, Team
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.dates import age_on
from anchor.core.errors import DomainError
from anchor.tenancy.codes import labels
from anchor.tenancy.models import Municipality
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Participation,
    RelatedPerson,
    Stage,
)
from clients.models.case import CRITERIA
from clients.models.client import is_minor_on
from clients.services.givers import joint_mark
from clients.services.identity import checked_identity_code, hash_of
from clients.services.numbering import next_number
from clients.services.presence import keep_presence


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    given_names: str,
    family_name: str,
    birth_date: datetime.date,
    identity_code: str = "",
    temporary_code: bool = False,
    gender: str,
    service_language: str,
    interpreter_language: str = "",
    residence: Municipality,
    non_disclosure: bool,
    contact_on: datetime.date,
    criteria: Sequence[str],
    reasons: Sequence[tuple[str, str]],
    responsible: Membership,
    working_group: Sequence[Membership],
    opened_on: datetime.date | None = None,
    address: Mapping[str, Any] | None = None,
    persons: Sequence[Mapping[str, Any]] = (),
    protection: Mapping[str, Any] | None = None,
) -> Case:
    """Open the case of an adolescent the team has selected, with its people and their grants.

    The caller has asked whether the actor may decide on the contact; here only a coordinator of the team opens cases.
    What is written belongs to the responsible worker's sector, and the coordinator may never see it again: so every row
    is inserted before anything could be read back. `address` (contact details), `persons` and `protection`
    (its next check, whom it is against) are what came along with a transfer. Raises DomainError with the field that has to be mended.
    """
    opened_on = opened_on or timezone.localdate()
    people = list({member.pk: member for member in (responsible, *working_group)}.values())
    team = _team_of(actor, people)
    check_selection(birth_date=birth_date, contact_on=contact_on, criteria=criteria)
    _check_days(contact_on, opened_on)
    pairs = _checked_reasons(reasons)
    code = checked_identity_code(identity_code, birth_date=birth_date, temporary=temporary_code)
    marks = marks_of(actor, team, responsible.sector)

    client = Client.objects.create(given_names=given_names, family_name=family_name, **marks)
    joint = any(person.get("custody") == "joint" for person in persons)
    case = Case.objects.create(
        client=client,
        joint_custody=[joint_mark(client.pk, responsible.sector)] if joint else None,
        number=next_number(team, opened_on),
        initials=client.initials,
        age=age_on(birth_date, timezone.localdate()),
        responsible=responsible,
        non_disclosure=non_disclosure,
        opened_on=opened_on,
        stage_days={Stage.SELECTED.value: opened_on.isoformat()},
        **(protection or {}),
        **marks,
    )
    ClientBirth.objects.create(client=client, birth_date=birth_date, **marks)
    ClientIdentity.objects.create(
        client=client,
        identity_code=code,
        identity_hash=hash_of(code),
        gender=gender,
        service_language=service_language,
        interpreter_language=interpreter_language,
        **marks,
    )
    ClientAddress.objects.create(
        client=client, residence=residence, protected=non_disclosure, **(address or {}), **marks
    )
    _insert_unread([RelatedPerson(client=client, **person, **marks) for person in persons])
    CaseSelection.objects.create(
        case=case,
        contact_on=contact_on,
        selected_on=opened_on,
        age=age_on(birth_date, contact_on),
        criteria=sorted(set(criteria), key=CRITERIA.index),
        **marks,
    )
    CaseReason.objects.bulk_create([CaseReason(case=case, reason=code, role=role, **marks) for code, role in pairs])
    for member in people:
        join(actor=actor, team=team, case=case, member=member, leads=member.pk == responsible.pk, began_on=opened_on)
    shared = any(person.get("own_non_disclosure") for person in persons)
    keep_presence(case.pk, code, non_disclosure=non_disclosure or shared)
    record(actor, Verb.CASE_OPENED, case, professionals=[str(member.pk) for member in people])
    return case


def _insert_unread(rows: Sequence[RelatedPerson]) -> None:
    """Insert rows that their writer may not read: Django would have the columns with a default in the database returned."""
    if rows:
        RelatedPerson.objects.all()._insert(list(rows), fields=RelatedPerson._meta.concrete_fields)


def join(
    *, actor: Actor, team: Team, case: Case, member: Membership, leads: bool, began_on: datetime.date
) -> Participation:
    """Let a professional of the team work on a case from a day on, with the grant that follows from it."""
    participation = Participation.objects.create(
        case=case, membership=member, began_on=began_on, **marks_of(actor, team, member.sector)
    )
    grants.grant(member, Grip.LEAD if leads else Grip.WORK, case)
    return participation


def check_selection(*, birth_date: datetime.date, contact_on: datetime.date, criteria: Iterable[str]) -> None:
    """The conditions of being selected: under 18 on the day of the contact, and at least one known criterion."""
    if birth_date > contact_on:
        raise DomainError(
            _("The birth date is after the day of the contact. Check both."), code="born_later", field="birth_date"
        )
    if not is_minor_on(birth_date, contact_on):
        message = _("Only somebody under 18 on the day of the contact can be selected.")
        raise DomainError(message, code="not_under_18", field="birth_date")
    chosen = set(criteria)
    if not chosen:
        raise DomainError(_("Choose at least one criterion."), code="no_criterion", field="criteria")
    if not chosen <= set(CRITERIA):
        raise DomainError(_("Choose from the criteria on the list."), code="unknown_criterion", field="criteria")


def marks_of(actor: Actor, team: Team, sector: str) -> dict[str, Any]:
    """A stamp by the actor's hand on what belongs to another sector of the same team."""
    return stamp(actor) | {"sector": sector, "controller": controller_of(team, sector)}


def _team_of(actor: Actor, people: Sequence[Membership]) -> Team:
    """The coordinator's team, in which all these people work today."""
    if not actor.is_coordinator or actor.team is None:
        raise Refused(Action.OPEN_CASE)
    refuse_to_oneself(actor, Action.OPEN_CASE, None, people)
    roles = (Role.MEMBER, Role.COORDINATOR)
    working = Membership.objects.current().filter(team_id=actor.team_id, role__in=roles)
    if working.filter(pk__in=[member.pk for member in people]).count() != len(people):
        message = _("Choose people who work in your team today.")
        raise DomainError(message, code="not_in_the_team", field="responsible")
    return actor.team


def _check_days(contact_on: datetime.date, opened_on: datetime.date) -> None:
    if opened_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="opened_on")
    if opened_on < contact_on:
        message = _("A case cannot be opened before its contact.")
        raise DomainError(message, code="opened_before_contact", field="opened_on")


def _checked_reasons(reasons: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    known, roles = labels("reason"), labels("role_in_reason")
    pairs = list(dict.fromkeys((reason, role) for reason, role in reasons))
    if any(reason not in known or role not in roles for reason, role in pairs):
        raise DomainError(_("Choose from the reasons on the list."), code="unknown_reason", field="reasons")
    return pairs
