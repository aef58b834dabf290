"""What the hall holds about a client, for extracts: who they are, their cases, reasons and consents."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core.display import sector_name
from clients.held import Held, Kind, Sheltered
from clients.held_between import held_between
from clients.held_telling import named, own, pairs_of, place, told, words
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Consent,
    ConsentDetails,
    GuardianDecision,
    Participation,
    RelatedPerson,
)


def held_about_client(client: Client, actor: Actor) -> Iterator[Held]:
    """Everything of this room that exists for the actor and is the controller's own."""
    yield from _identity(client, actor)
    yield from _people(client, actor)
    for case in own(Case, actor).filter(client=client).order_by("opened_on", "pk"):
        yield _case(case)
    yield from _of_cases(client, actor)
    yield from held_between(client, actor)


def _identity(client: Client, actor: Actor) -> Iterator[Held]:
    for row in own(Client, actor).filter(pk=client.pk):
        yield told(row, Kind.BASICS, _("Name"), (_("Name"), Sheltered(row, instead=row.initials)))
    for birth in own(ClientBirth, actor).filter(client=client):
        yield told(birth, Kind.BASICS, _("Birth date"), (_("Birth date"), birth.birth_date))
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
            (_("Municipality"), place(address.residence_name)),
            (_("Address"), place(address.street)),
            (_("Phone"), place(address.phone)),
            (_("E-mail"), place(address.email)),
            (_("School"), place(address.school)),
            for_guardian=False,
        )


def _people(client: Client, actor: Actor) -> Iterator[Held]:
    """Who is close and how; where they can be reached is theirs, and no extract of the adolescent tells it."""
    for row in own(RelatedPerson, actor).filter(client=client).order_by("pk"):
        pairs = pairs_of((_("Name"), named(row.name)), (_("Custody"), row.custody_words))
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
    for consent in own(Consent, actor).filter(**of_client).order_by("valid_from", "pk"):
        yield _consent(consent)
    for row in own(ConsentDetails, actor).filter(**of_client).order_by("pk"):  # not joined: the answer may be another's
        pairs = pairs_of(
            (_("Who answered"), words("consent_giver", row.giver)),
            (_("Capacity to decide assessed on"), row.assessed_on),
            (_("Who was present"), row.present),
            (_("Details"), row.about),
        )
        yield told(row, Kind.CONSENTS, _("How a consent was answered"), *pairs)
    for decision in own(GuardianDecision, actor).filter(**of_client).order_by("decided_on", "pk"):
        pairs = pairs_of((_("Decided"), decision.get_outcome_display()), (_("Why"), decision.why))
        yield told(decision, Kind.OTHER, _("What a guardian gets"), *pairs, on=decision.decided_on, for_guardian=False)


def _consent(consent: Consent) -> Held:
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
        on=consent.valid_from,
    )
