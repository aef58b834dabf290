"""Cases of one event: what whoever assigns must know, and the reason for one responsible worker on both sides.

The walls between such cases stand as between any others; only who may know both is told that they belong together.
"""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.jobs import one_at_a_time
from anchor.tenancy.codes import labels
from clients.models import Case, SharedLead
from clients.services.shown import ShownCase, with_parts


def other_parties(actor: Actor, case: Case) -> QuerySet[Case]:
    """Cases of other parties of the events this case stems from, as far as they exist for the actor."""
    found = contributions.ask(contributions.other_parties, case, actor)
    return Case.objects.visible_to(actor).filter(pk__in=found).exclude(client_id=case.client_id)


def shown_parties(actor: Actor, case: Case) -> list[ShownCase]:
    """The same with their people, for the page of whoever assigns; open ones first."""
    return shown_cases(other_parties(actor, case), actor)


def shown_cases(cases: QuerySet[Case], actor: Actor) -> list[ShownCase]:
    """Cases with their people as this reader may know them; open ones first."""
    found = with_parts(cases, actor).order_by(F("closed_on").asc(nulls_first=True), "number")
    return [ShownCase(case) for case in found]


def check_shared_lead(parties: Iterable[Case], member: Membership, reason: str) -> bool:
    """Whether somebody would be responsible for two open parties of one event. Raises DomainError when no reason is given."""
    one_at_a_time("responsible", member.pk)  # before looking: for the other party somebody may be naming them now
    if not any(party.is_open and party.responsible_id == member.pk for party in parties):
        return False
    if reason not in labels("shared_lead_reason"):
        message = _("This person is responsible for another party of the same event. Say why they take both.")
        raise DomainError(message, code="shared_lead", field="shared_lead_reason")
    return True


def keep_shared_lead(actor: Actor, case: Case, member: Membership, reason: str) -> None:
    """Remember why one person leads both; on this case alone, and without naming the other."""
    SharedLead.objects.create(case=case, membership=member, reason=reason, **stamp(actor))
    record(actor, Verb.SHARED_LEAD_RECORDED, case, reason=reason)
