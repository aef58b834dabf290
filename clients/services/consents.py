"""Consents in three plain sentences: recorded as they were answered, withdrawn forward only."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Sector
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Consent, ConsentDetails

Sentence = Consent.Sentence
ADOLESCENT = "adolescent"  # of the code list `consent_giver`; all others answer for the adolescent


@transaction.atomic
def record_consent(
    *,
    actor: Actor,
    case: Case,
    answers: Mapping[str, bool],
    giver: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    assessed_on: datetime.date | None = None,
    oral: bool = True,
    other_sectors: Sequence[str] = (),
    about: str = "",
) -> list[Consent]:
    """Record the answers to the sentences that were asked. A new answer takes the place of the one before it.

    A refusal ends what was allowed; an answer that says what already holds changes nothing, so a second click is harmless.
    """
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.RECORD_CONSENT, case)
    _check(case, answers, valid_from, valid_to, other_sectors)
    valid_to = _until(case, giver, valid_from, valid_to)
    recorded = []
    for sentence, given in answers.items():
        covered = _covered(actor, sentence, other_sectors) if given else []
        until = valid_to if given else None  # a refusal has no last day
        if not _takes_the_place(actor, case, sentence, given, covered, until):
            continue
        marks = stamp(actor)
        consent = Consent.objects.create(
            case=case,
            sentence=sentence,
            given=given,
            covered_sectors=covered,
            valid_from=valid_from,
            valid_to=until,
            **marks,
        )
        ConsentDetails.objects.create(
            consent=consent, case=case, giver=giver, assessed_on=assessed_on, oral=oral, about=about, **marks
        )
        record(actor, Verb.CONSENT_RECORDED, consent, sentence=sentence, given=given)
        recorded.append(consent)
    contributions.ask(contributions.loses_ground, case, actor)
    return recorded


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent, withdrawn_on: datetime.date | None = None) -> Consent:
    """End a consent. Forward only: what was shared stays recorded, nothing new is shared from the next request on."""
    require(actor, Action.WITHDRAW_CONSENT, consent.case)  # first, for the wall locks nothing for who may only read
    consent = lock(Consent.objects.visible_to(actor).select_related("case"), consent.pk)
    if consent.withdrawn_on:
        return consent  # a second click
    if not consent.given:
        raise DomainError(_("This answer was a refusal: there is nothing to withdraw."), code="not_given")
    consent.withdrawn_on = withdrawn_on or timezone.localdate()
    save_changed(consent, "withdrawn_on")
    record(actor, Verb.CONSENT_WITHDRAWN, consent, sentence=consent.sentence)
    contributions.ask(contributions.loses_ground, consent.case, actor)
    return consent


def _check(
    case: Case,
    answers: Mapping[str, bool],
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    other_sectors: Sequence[str],
) -> None:
    if not case.is_open:
        raise DomainError(_("The case is closed."), code="case_closed")
    if not answers:
        raise DomainError(_("Record an answer to at least one sentence."), code="no_answer", field="team")
    if valid_from > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="valid_from")
    if valid_to and valid_to < valid_from:
        raise DomainError(_("The period ends before it begins."), code="ended_before_given", field="valid_to")
    if answers.get(Sentence.OTHER) and not other_sectors:
        raise DomainError(_("Say which sectors may join."), code="no_sector", field="other_sectors")


def _until(case: Case, giver: str, valid_from: datetime.date, valid_to: datetime.date | None) -> datetime.date | None:
    """The last day of a consent: what others gave for the adolescent ends at midnight of the 18th birthday.

    Raises DomainError when that day has passed: an adult answers for themself (domain.md, Guardians and representatives).
    """
    if giver == ADOLESCENT:
        return valid_to
    last = case.turns_18_on - datetime.timedelta(days=1)
    if last < valid_from:
        raise DomainError(_("Somebody of 18 answers for themself."), code="of_age", field="giver")
    return min(valid_to, last) if valid_to else last


def _covered(actor: Actor, sentence: str, other_sectors: Sequence[str]) -> list[str]:
    """The sectors a yes to this sentence opens the case to."""
    if sentence == Sentence.TEAM:
        return sorted(actor.team.sectors) if actor.team else []
    return [Sector.EDUCATION] if sentence == Sentence.SCHOOL else sorted(set(other_sectors))


def _takes_the_place(
    actor: Actor,
    case: Case,
    sentence: str,
    given: bool,
    covered: list[str],
    valid_to: datetime.date | None,
) -> bool:
    """End what the new answer replaces. Returns whether the answer says anything new."""
    today = timezone.localdate()
    before = Consent.objects.visible_to(actor).filter(case=case, sentence=sentence, withdrawn_on=None)
    for earlier in before.select_for_update(of=("self",)).order_by("-created_at", "pk"):
        if earlier.given == given and earlier.covered_sectors == covered and earlier.valid_to == valid_to:
            return earlier.valid_to is not None and earlier.valid_to < today
        if earlier.given:
            earlier.withdrawn_on = today
            save_changed(earlier, "withdrawn_on")
    return True
