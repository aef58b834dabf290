"""Statutory disclosures: one named record of a case, or something told outside this program, given on a ground in law."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.matrix import MATRIX
from anchor.access.rules import require
from anchor.access.vocabulary import Record, Relation, Row
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients import grounds
from clients.models import Case, Disclosure, Participation
from clients.services.load import working_today


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is given to whom, as the form tells it. `record` is (kind, id) of a record of the case, or None: `what` says it.

    `to_sector` is a sector on the case; else `to_authority` names an authority outside.
    """

    record: tuple[str, UUID] | None = None
    what: str = ""
    to_sector: str = ""
    to_authority: str = ""
    ground: str
    condition_holds: bool
    on_request: bool
    given_on: datetime.date


@transaction.atomic
def disclose(*, actor: Actor, case: Case, given: Given) -> Disclosure:
    """Give something without consent. A named record opens to the named sector from the next request on.

    Also on a closed case: the statutory tasks of police and social services go on. Raises DomainError, Refused for a
    record of another sector. The same disclosure again gives the one already made.
    """
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.RECORD_DISCLOSURE, case)
    for problem in _problems(actor, case, given):
        raise problem
    kind, pk = given.record or ("", None)
    if given.record is not None:
        require(actor, Action.DISCLOSE, named_record(actor, case, kind, given.record[1]))
    columns = {
        "case": case,
        "record_kind": kind,
        "record_id": pk,
        "to_sector": given.to_sector,
        "ground": given.ground,
        "on_request": given.on_request,
        "given_on": given.given_on,
    }
    words = {"what": given.what, "to_authority": given.to_authority}
    mine = Disclosure.objects.visible_to(actor).filter(author_id=actor.membership_id, taken_back_on=None, **columns)
    for earlier in mine.order_by("-created_at"):
        if all((getattr(earlier, name) or "") == text for name, text in words.items()):
            return earlier  # a second click
    condition = grounds.condition(given.ground)
    made = Disclosure.objects.create(**columns, **words, condition=condition, **stamp(actor))
    receiver = given.to_sector or "outside"
    record(actor, Verb.DISCLOSED, made, ground=given.ground, kind=kind, to=receiver, on_request=given.on_request)
    return made


@transaction.atomic
def take_back_disclosure(*, actor: Actor, disclosure: Disclosure) -> Disclosure:
    """Take back what was disclosed by mistake: the record closes from the next request on, the disclosure stays told."""
    require(actor, Action.TAKE_BACK_DISCLOSURE, disclosure)
    disclosure = lock(Disclosure.objects.visible_to(actor).select_related("case"), disclosure.pk)
    if disclosure.taken_back_on:
        return disclosure  # a second click
    disclosure.taken_back_on = timezone.localdate()
    save_changed(disclosure, "taken_back_on")
    record(actor, Verb.DISCLOSURE_TAKEN_BACK, disclosure, ground=disclosure.ground)
    return disclosure


def disclosable(kind: str) -> Row | None:
    """The row of the matrix of a kind of record that can be disclosed; None for any other."""
    row = MATRIX.get(Record(kind)) if kind in Record else None
    return row if row is not None and Relation.DISCLOSED in row.opens else None


def named_record(actor: Actor, case: Case, kind: str, pk: UUID) -> Any:
    """A record of the case and of the actor's own sector that can be disclosed. Raises DomainError for any other."""
    row = disclosable(kind)
    found = None
    if row is not None:
        of_case = {row.case: case.pk} if row.case else {row.client: case.client_id}
        rows = apps.get_model(row.model)._default_manager.visible_to(actor)  # type: ignore[attr-defined]
        found = rows.filter(pk=pk, sector=actor.sector, **of_case, **row.where).first()
    if found is None:
        raise DomainError(_("Choose a record of your own sector."), code="not_ours", field="record")
    return found


def receivers(actor: Actor, case: Case) -> list[str]:
    """The other sectors that work on the case today: a record can be opened to one of them."""
    people = Participation.objects.visible_to(actor).filter(working_today(), case=case).exclude(sector=actor.sector)
    return sorted(set(people.values_list("sector", flat=True)))


def _problems(actor: Actor, case: Case, given: Given) -> Any:
    usable = grounds.legal_choices(from_sector=actor.sector, to_disclose=True)
    provision = grounds.provision(given.ground)
    if given.ground not in dict(usable):
        yield DomainError(_("Choose the provision of law."), code="no_ground", field="ground")
    if not given.condition_holds:
        yield DomainError(
            _("Tick that the condition of the provision is met. Else nothing may be given without consent."),
            code="no_condition",
            field="condition_holds",
        )
    if given.on_request and not provision.on_request:
        yield DomainError(
            _("On this provision something is given on one's own initiative."), code="unasked_only", field="on_request"
        )
    if not given.on_request and not provision.unasked:
        yield DomainError(
            _("On this provision something is given only on request."), code="on_request_only", field="on_request"
        )
    if given.given_on > timezone.localdate():
        yield DomainError(_("This day has not come yet."), code="in_future", field="given_on")
    if bool(given.to_sector) == bool(given.to_authority):
        yield DomainError(_("Say to whom this is given."), code="no_receiver", field="receiver")
    elif given.to_sector and given.to_sector not in receivers(actor, case):
        yield DomainError(_("Choose a sector that works on the case."), code="not_on_the_case", field="receiver")
    if given.record is None and not given.what:
        yield DomainError(_("Say what was given."), code="nothing_given", field="what")
