"""What the hall holds about a client, for extracts: who they are, their cases, reasons and consents."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core.display import format_fulldate, sector_name
from anchor.tenancy.codes import labels
from clients.held import Held, Kind
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientIdentity,
    Consent,
    ConsentDetails,
    GuardianDecision,
    Participation,
    RelatedPerson,
)


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in Helsinki on which something was recorded."""
    return timezone.localdate(moment)


def words(list_name: str, codes: Any) -> str:
    """Codes of a list in words; a code that is no longer in the list is told as it is."""
    known = labels(list_name)
    return ", ".join(known.get(code, code) for code in ([codes] if isinstance(codes, str) else codes))


def pairs_of(*pairs: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Labels and values of one record, in their order."""
    return pairs


def own(model: Any, actor: Actor) -> Any:
    """Of what exists for the actor, what the controller answers for: the shell and the name exist for other reasons too."""
    return model.objects.visible_to(actor).filter(controller=actor.controller)


def told(
    row: Any, kind: Kind, title: str, *pairs: tuple[str, Any], on: datetime.date | None = None, **marks: Any
) -> Held:
    """One record in the words of an extract; what is empty is left out."""
    shown = ((label, format_fulldate(value) if isinstance(value, datetime.date) else value) for label, value in pairs)
    values = tuple((str(label), str(value)) for label, value in shown if value)
    return Held(kind, capfirst(title), on or day_of(row.created_at), row.sector, row, values, **marks)


def held_about_client(client: Client, actor: Actor) -> Iterator[Held]:
    """Everything of this room that exists for the actor and is the controller's own."""
    yield from _identity(client, actor)
    yield from _people(client, actor)
    for case in own(Case, actor).filter(client=client).order_by("opened_on", "pk"):
        yield _case(case)
    yield from _of_cases(client, actor)


def _identity(client: Client, actor: Actor) -> Iterator[Held]:
    for row in own(Client, actor).filter(pk=client.pk):
        yield told(row, Kind.BASICS, _("Name and birth date"), (_("Name"), str(row)), (_("Birth date"), row.birth_date))
    for identity in own(ClientIdentity, actor).filter(client=client):
        yield told(
            identity,
            Kind.BASICS,
            _("Identity and language"),
            (_("Personal identity code"), identity.identity_code),
            (_("Gender"), words("gender", identity.gender)),
            (_("Service language"), words("service_language", identity.service_language)),
            (
                _("Interpreter"),
                identity.interpreter_language and words("service_language", identity.interpreter_language),
            ),
        )
    for address in own(ClientAddress, actor).filter(client=client):
        yield told(
            address,
            Kind.CONTACT,
            _("Address and telephone"),
            (_("Municipality"), address.residence_name),
            (_("Address"), address.street),
            (_("Phone"), address.phone),
            (_("E-mail"), address.email),
            (_("School"), address.school),
            for_guardian=False,
        )


def _people(client: Client, actor: Actor) -> Iterator[Held]:
    """Who is close and how; where they can be reached is theirs, and no extract of the adolescent tells it."""
    for row in own(RelatedPerson, actor).filter(client=client).order_by("pk"):
        pairs = ((_("Name"), row.name), (_("Custody"), row.custody_words))
        yield told(row, Kind.PEOPLE, row.relation_words, *pairs, for_guardian=False)


def _case(case: Case) -> Held:
    closed = case.closing_reason and words("closing_reason", case.closing_reason)
    return told(
        case,
        Kind.CASE,
        _("Case %(number)s") % {"number": case.number},
        (_("Stage"), capfirst(case.get_stage_display())),
        (_("Opened"), case.opened_on),
        (_("Closed"), case.closed_on),
        (_("Why closed"), closed),
        on=case.opened_on,
    )


def _of_cases(client: Client, actor: Actor) -> Iterator[Held]:
    of_client = {"case__client": client}
    for part in own(Participation, actor).filter(**of_client).order_by("began_on", "pk"):
        title = _("Somebody of %(sector)s worked on the case") % {"sector": sector_name(part.sector)}
        yield told(part, Kind.CASE, title, (_("From"), part.began_on), (_("Until"), part.ended_on), on=part.began_on)
    for row in own(CaseSelection, actor).filter(**of_client).order_by("pk"):
        criteria = (_("Criteria"), words("criterion", row.criteria))
        yield told(row, Kind.REASONS, _("Selected as a client"), criteria, on=row.selected_on)
    for row in own(CaseReason, actor).filter(**of_client).order_by("pk"):
        role = (_("Role"), words("role_in_reason", row.role))
        yield told(row, Kind.REASONS, _("Reason: %(reason)s") % {"reason": words("reason", row.reason)}, role)
    details = {row.consent_id: row for row in own(ConsentDetails, actor).filter(**of_client)}
    for consent in own(Consent, actor).filter(**of_client).order_by("valid_from", "pk"):
        yield _consent(consent, details.get(consent.pk))
    for decision in own(GuardianDecision, actor).filter(**of_client).order_by("decided_on", "pk"):
        pairs = ((_("Decided"), decision.get_outcome_display()), (_("Why"), decision.why))
        yield told(decision, Kind.OTHER, _("What a guardian gets"), *pairs, on=decision.decided_on, for_guardian=False)


def _consent(consent: Consent, details: ConsentDetails | None) -> Held:
    given = words("consent_sentence", consent.sentence)
    title = _("Consent given") if consent.given else _("Consent refused")
    if consent.awaited:
        title = _("Consent asked, not yet given by all")
    return told(
        consent,
        Kind.CONSENTS,
        title,
        (_("Sentence"), given),
        (_("Until"), consent.valid_to),
        (_("Withdrawn"), consent.withdrawn_on),
        (_("Who answered"), details and words("consent_giver", details.giver)),
        (_("Details"), details and details.about),
        on=consent.valid_from,
    )
