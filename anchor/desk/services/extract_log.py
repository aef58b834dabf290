"""The log about one client in plain language: who looked or changed, when and why, as far as one controller answers for it.

Colleagues are told by their unit, sector and task, not by name: whoever looked did so for the controller, which answers for it
(Court of Justice, C-579/21); a name can be asked for where it is needed, and the controller decides.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role
from anchor.audit.models import AuditRow, Verb
from anchor.core.display import sector_name
from anchor.desk.log_telling import TELLING, UNTOLD_MODELS, To, telling_of
from anchor.desk.services.access_log import about
from anchor.tenancy.codes import labels
from clients.held import Kind
from clients.models import Case, Client
from referrals.models import Contact

# Under which kind a guardian's extract counts what was looked at. What is not named here no guardian's extract tells of.
KIND_OF = {
    "clients.Case": Kind.CASE,
    "clients.Client": Kind.BASICS,
    "clients.Consent": Kind.CONSENTS,
    "clients.Participation": Kind.CASE,
    "meetings.Meeting": Kind.MEETINGS,
    "meetings.AgreedAction": Kind.MEETINGS,
    "meetings.SectorNote": Kind.NOTES,
    "referrals.Contact": Kind.WORRY,
    "referrals.ExpertQuestion": Kind.OTHER,
    "referrals.OnwardReferral": Kind.REFERRALS,
    "referrals.Transfer": Kind.CASE,
}
_TOLD = sorted(verb.value for verb, telling in TELLING.items() if telling.to != To.NOBODY)
MOST = 5_000  # rows of one extract; the oldest beyond are asked for by a period


@dataclass(frozen=True)
class LogLine:
    """One row of the memory as the client reads it."""

    key: str
    at: datetime.datetime
    who: str
    what: str
    about: str
    why: str


def log_of(
    actor: Actor, client: Client, allowed: Callable[[str, Kind], bool] | None, *, sheltered: bool
) -> Iterator[LogLine]:
    """The rows about a client, oldest first; for a guardian (`allowed`) only of what a guardian gets.

    `sheltered` says that the adolescent is under non-disclosure: colleagues' units then tell no place but the own team's.
    """
    rows = list(_rows(actor, client))
    found = Membership.objects.filter(pk__in={row.membership_id for row in rows}).select_related("team", "organisation")
    people = {person.pk: person for person in found}
    grounds = labels("ground") | labels("legal_ground")
    for row in rows:
        if allowed is not None and not _is_for_guardian(row, allowed):
            continue
        yield LogLine(
            key=f"log:{row.pk}",
            at=row.at,
            who=_who(row, people.get(row.membership_id), team_id=client.team_id if sheltered else None),
            what=capfirst(str(Verb(row.verb).label)),
            about=about(row.target_type),
            why=grounds.get(row.ground, "") or _("part of the work"),
        )


def _is_for_guardian(row: AuditRow, allowed: Callable[[str, Kind], bool]) -> bool:
    kind = KIND_OF.get(row.target_type)
    return kind is not None and telling_of(row.verb).to == To.ALL and allowed(row.sector, kind)


def _rows(actor: Actor, client: Client) -> Any:
    cases = Case.objects.visible_to(actor).filter(client=client).values_list("pk", flat=True).order_by("pk")
    contacts = Contact.objects.visible_to(actor).filter(case__client=client).values_list("pk", flat=True).order_by("pk")
    here = Q(case_id__in=list(cases)) | Q(case_id=None, target_id__in=[client.pk, *contacts])
    rows = AuditRow.objects.of_controller(actor.controller).filter(here, verb__in=_TOLD)
    return rows.exclude(target_type__in=UNTOLD_MODELS).order_by("at", "id")[:MOST]


def _who(row: AuditRow, person: Membership | None, *, team_id: int | None) -> str:
    """Unit, sector and task; where only `team_id` may be told, no other unit, and no title, which may name a place."""
    unit = str(person.team or person.organisation) if person and team_id in (None, person.team_id) else ""
    title = person.title if person and team_id is None else ""
    task = title or (str(Role(row.role).label) if row.role in Role.values else "")
    return ", ".join(filter(None, (unit, sector_name(row.sector) if row.sector else "", task)))
